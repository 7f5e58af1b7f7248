using System.CommandLine;
using PbxPortal.Commands;

namespace PbxPortal.Tests.Commands;

/// <summary>One call of the program, as a shell would make it, and what came of it.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>With which settings and whether as a demo the server would have been started; <c>null</c>: it was not.</summary>
    public (string[] Settings, bool IsDemo)? Served { get; private init; }

    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<CommandRun> RunAsync(params string[] args) => RunAsync("", args);

    public static async Task<CommandRun> RunAsync(string input, string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var reader = new StringReader(input);
        (string[], bool)? served = null;
        var code = await CommandLine.RunAsync(
            args,
            (settings, isDemo) =>
            {
                served = (settings, isDemo);
                return Task.FromResult(0);
            },
            reader,
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, Output = output, Error = error });
        return new CommandRun(code, output.ToString(), error.ToString()) { Served = served };
    }
}
