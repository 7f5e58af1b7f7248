using System.CommandLine;
using System.CommandLine.Parsing;
using PbxPortal.Accounts;
using PbxPortal.Hosting;

namespace PbxPortal.Commands;

/// <summary>The command line: serves, or does one thing with the database and ends.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <param name="args">As the program got them; settings (<c>--Key:Sub=value</c>) may stand anywhere among them.</param>
    /// <param name="serve">Runs the server with the settings, and with the demo or without.</param>
    /// <returns>The exit code: 0, 1 after a clear error on stderr, 2 for wrong usage.</returns>
    public static Task<int> RunAsync(string[] args, Func<string[], bool, Task<int>> serve) =>
        RunAsync(args, serve, Console.In, new InvocationConfiguration { EnableDefaultExceptionHandler = false });

    internal static async Task<int> RunAsync(
        string[] args, Func<string[], bool, Task<int>> serve, TextReader input, InvocationConfiguration console)
    {
        var (settings, words) = SettingArguments.Split(args);
        var parsed = Root(settings, serve, input).Parse(words);
        if (parsed.Errors.Count > 0)
        {
            await TellUsageAsync(parsed, console);
            return WrongUsage;
        }

        if (parsed.CommandResult.Command is RootCommand)
        {
            console.ProcessTerminationTimeout = null; // The host stops in its own time; here it would be cut off with 143.
        }

        try
        {
            return await parsed.InvokeAsync(console);
        }
        catch (Exception exception) when (StartFailure.Describe(exception, "This cannot be done") is { } lines)
        {
            foreach (var line in lines)
            {
                await console.Error.WriteLineAsync(line);
            }

            return Failed;
        }
    }

    private static RootCommand Root(string[] settings, Func<string[], bool, Task<int>> serve, TextReader input)
    {
        var demo = new Option<bool>("--demo") { Description = "Serves a domain with simulated phones from a database of its own." };
        OpenStorage open = cancellationToken => CommandServices.OpenAsync(settings, cancellationToken);
        var root = new RootCommand(
            "PbxPortal: a SIP registrar with a live portal. Without a command it serves. "
            + "Every setting can be given as --Key:Sub=value, for example --Sip:Listen:0=udp:0.0.0.0:5060 or --Storage:Path=data/pbxportal.db.")
        {
            demo,
            UserCommands.Create(open),
            AccountCommands.Create(open, input),
            ApiKeyCommands.Create(open),
            BackupCommand.Create(settings),
            CheckCommand.Create(settings),
        };
        root.SetAction((arguments, _) => serve(settings, arguments.GetValue(demo)));
        return root;
    }

    private static async Task TellUsageAsync(ParseResult parsed, InvocationConfiguration console)
    {
        foreach (var error in parsed.Errors)
        {
            await console.Error.WriteLineAsync(error.Message);
        }

        var name = parsed.CommandResult.Command is RootCommand ? "" : $" {CommandPath(parsed.CommandResult)}";
        await console.Error.WriteLineAsync($"See: PbxPortal{name} --help");
    }

    private static string CommandPath(CommandResult command) =>
        command.Parent is CommandResult { Command: not RootCommand } parent
            ? $"{CommandPath(parent)} {command.Command.Name}"
            : command.Command.Name;
}
