using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The program as a process of its own, serving or running one command. It never outlives the test.</summary>
/// <remarks>What it has written is guarded by one lock, for it comes on threads of the system.</remarks>
internal sealed partial class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _setupLink = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;

    private PortalProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The link that the first start prints.</summary>
    public Task<Uri> SetupLink => _setupLink.Task.WaitAsync(LongestStart);

    /// <summary>All that it has written.</summary>
    public string Output
    {
        get
        {
            lock (_lock)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Serves, and is ready for phones and browsers.</summary>
    public static async Task<PortalProcess> ServeAsync(Uri address, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var server = Start(settings, arguments);
        try
        {
            await server.WaitUntilReadyAsync(address);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a command to its end, and gives what it printed.</summary>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string> settings, string input, params string[] arguments)
    {
        await using var command = Start(settings, arguments);
        await command._process.StandardInput.WriteLineAsync(input);
        command._process.StandardInput.Close();
        using var patience = new CancellationTokenSource(LongestStart);
        await command._process.WaitForExitAsync(patience.Token);
        return command._process.ExitCode == 0
            ? command.Output
            : throw new InvalidOperationException($"PbxPortal {string.Join(' ', arguments)} failed. It wrote:\n{command.Output}");
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static PortalProcess Start(IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        if (!File.Exists(Repository.Program))
        {
            throw new InvalidOperationException($"{Repository.Program} is missing; build the solution.");
        }

        var start = new ProcessStartInfo("dotnet", [Repository.Program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return new PortalProcess(new Process { StartInfo = start });
    }

    private async Task WaitUntilReadyAsync(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < LongestStart && !_process.HasExited)
        {
            try
            {
                using var response = await http.GetAsync("/health/ready");
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(Interval);
        }

        throw new InvalidOperationException($"The server is not ready. It wrote:\n{Output}");
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (SetupLinkInLine().Match(line) is { Success: true } link)
        {
            _setupLink.TrySetResult(new Uri(link.Value));
        }

        lock (_lock)
        {
            _output.AppendLine(line);
        }
    }

    [GeneratedRegex(@"http://\S+/setup\?token=\S+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SetupLinkInLine();
}
