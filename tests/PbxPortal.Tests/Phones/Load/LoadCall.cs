using System.CommandLine;
using System.Text.Json;
using PbxPortal.Phones.Load;

namespace PbxPortal.Tests.Phones.Load;

/// <summary>One call of the load command, as a shell would make it, and what came of it.</summary>
internal sealed record LoadCall(int ExitCode, string Output, string Error)
{
    /// <summary>The lines of <c>--json</c>.</summary>
    public IReadOnlyList<JsonElement> Phases =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public static async Task<LoadCall> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error };
        var code = await Task.Run(() => LoadCommand.RunAsync(["load", .. args], console), TestContext.Current.CancellationToken);
        return new LoadCall(code, output.ToString(), error.ToString());
    }

    /// <summary>Six phones of three users.</summary>
    public static Task<LoadCall> RunAsync(LoopbackRegistrar registrar, string phases, params string[] more) =>
        RunAsync([registrar.Address, "--domain", "sip.test", "--users", "3", "--devices", "2", "--phases", phases, "--json", .. more]);

    public long Count(int phase, string name) => Phases[phase].GetProperty(name).GetInt64();
}
