using System.CommandLine;
using System.Net.Sockets;

namespace PbxPortal.Phones.Load;

/// <summary><c>load</c>: measures a registrar, anybody's, with many phones.</summary>
internal static class LoadCommand
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <returns>The exit code: 0, 1 when anything failed, 2 for wrong usage.</returns>
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration console)
    {
        var command = new Command("load", "Registers, refreshes, asks and logs out as many phones as you like, and tells how fast and how well.");
        var arguments = new LoadArguments(command);
        command.SetAction((parsed, stopping) => Task.FromResult(Run(arguments.ToOptions(parsed), parsed.InvocationConfiguration, stopping)));
        var parsed = new RootCommand("Simulated SIP phones.") { command }.Parse(args);
        IReadOnlyList<string> mistakes = [.. parsed.Errors.Select(error => error.Message)];
        if (mistakes.Count == 0 && parsed.Action == command.Action)
        {
            mistakes = [.. arguments.FindMistakes(parsed)];
        }

        if (mistakes.Count == 0)
        {
            return await parsed.InvokeAsync(console);
        }

        foreach (var mistake in mistakes)
        {
            await console.Error.WriteLineAsync(mistake);
        }

        await console.Error.WriteLineAsync("See: load --help");
        return WrongUsage;
    }

    private static int Run(LoadOptions options, InvocationConfiguration console, CancellationToken stopping)
    {
        try
        {
            return new LoadRun(options, console.Output, console.Error).Run(stopping);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or SocketException)
        {
            console.Error.WriteLine($"The run could not go on: {exception.Message}");
            return Failed;
        }
    }
}
