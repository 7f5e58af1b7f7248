namespace PbxPortal.Tests.EndToEnd;

/// <summary>tests/run.sh with a stand-in for dotnet: its last line must be true whatever happens.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class TestCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-");

    public TestCommandTests()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        foreach (var project in (string[])["One.Tests", "Two.Tests"])
        {
            Directory.CreateDirectory(Path.Combine(_folder.FullName, "tests", project));
            File.WriteAllText(Path.Combine(_folder.FullName, "tests", project, $"{project}.csproj"), "");
        }

        File.Copy(Path.Combine(Repository.Root, "tests", "run.sh"), Path.Combine(_folder.FullName, "tests", "run.sh"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Adds_the_reports_of_all_projects()
    {
        var (code, lines) = await RunAsync(
            one: "report total=7 passed=6 failed=0; exit 0",
            two: "report total=3 passed=3 failed=0; exit 0");

        Assert.Equal("9 passed, 0 failed, 1 skipped", lines[^1]);
        Assert.Equal(0, code);
    }

    [Fact]
    public async Task Fails_when_one_test_has_failed()
    {
        var (code, lines) = await RunAsync(
            one: "report total=7 passed=5 failed=2; exit 2",
            two: "report total=3 passed=3 failed=0; exit 0");

        Assert.Equal("8 passed, 2 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Counts_a_test_host_that_crashed_as_a_failure()
    {
        var (code, lines) = await RunAsync(one: "exit 134", two: "report total=3 passed=3 failed=0; exit 0");

        Assert.Equal("3 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Counts_an_exit_code_without_a_failed_test_as_a_failure()
    {
        var (code, lines) = await RunAsync(
            one: "report total=7 passed=7 failed=0; exit 7",
            two: "report total=3 passed=3 failed=0; exit 0");

        Assert.Equal("10 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    [Theory]
    [InlineData("restore", "0 passed, 1 failed, 0 skipped")]
    [InlineData("build", "0 passed, 1 failed, 0 skipped")]
    [InlineData("format", "6 passed, 1 failed, 0 skipped")]
    public async Task Fails_when_a_step_before_the_tests_does(string step, string lastLine)
    {
        const string Passing = "report total=3 passed=3 failed=0; exit 0";

        var (code, lines) = await RunAsync(Passing, Passing, failingStep: step);

        Assert.Equal(lastLine, lines[^1]);
        Assert.Equal(1, code);
    }

    [Fact]
    public async Task Says_that_the_SDK_is_missing()
    {
        var (code, lines) = await RunAsync(one: "", two: "", failingStep: "--list-sdks");

        Assert.Contains(lines, line => line.Contains(".NET 10 SDK is missing", StringComparison.Ordinal));
        Assert.Equal("0 passed, 1 failed, 0 skipped", lines[^1]);
        Assert.Equal(1, code);
    }

    /// <param name="one">What the test host of the first project does, in bash.</param>
    /// <param name="two">What that of the second project does.</param>
    /// <param name="failingStep">The argument for which dotnet ends with 1.</param>
    private async Task<(int Code, string[] Lines)> RunAsync(string one, string two, string failingStep = "none")
    {
        var tools = Directory.CreateDirectory(Path.Combine(_folder.FullName, "tools")).FullName;
        var dotnet = Path.Combine(tools, "dotnet");
        await File.WriteAllTextAsync(dotnet, $$"""
            #!/bin/bash
            [[ $1 == "{{failingStep}}" ]] && exit 1
            [[ $1 == --list-sdks ]] && echo "10.0.100 [/usr/share/dotnet/sdk]"
            [[ $1 == test ]] || exit 0
            while (($#)); do
              case $1 in
                --project) project=$2 ;;
                --results-directory) results=$2 ;;
                --report-xunit-trx-filename) name=$2 ;;
              esac
              shift
            done
            report() {
              for count in "$@"; do counts+=" ${count%=*}=\"${count#*=}\""; done
              echo "<TestRun><Counters executed=\"0\"$counts error=\"0\" /></TestRun>" > "$results/$name"
            }
            case $project in
              *One*) {{one}} ;;
              *Two*) {{two}} ;;
            esac
            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{tools}:{Environment.GetEnvironmentVariable("PATH")}",
        };
        await using var run = ChildProcess.Start("/bin/bash", ["tests/run.sh", "--fast"], _folder.FullName, environment);
        var code = await run.WaitForExitAsync(TimeSpan.FromSeconds(120));
        return (code, run.Output.TrimEnd().Split(Environment.NewLine));
    }
}
