using System.CommandLine;
using System.Net;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Storm;

/// <summary><c>storm</c>: many connections that all end and all come back at once, as after a power cut or a restart of the server.</summary>
internal static class StormCommand
{
    public const string Name = "storm";

    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int MostConnections = 20_000;

    private static readonly Argument<string> Target = new("target") { Description = "Where the registrar listens, on this machine: 127.0.0.1:5061." };
    private static readonly Option<string> Transport = new("--transport") { DefaultValueFactory = _ => "tls", Description = "tcp, tls, ws or wss." };
    private static readonly Option<int> Connections = new("--connections") { DefaultValueFactory = _ => 2000, Description = "Phones, each with a connection." };
    private static readonly Option<int> FirstUser = new("--first-user") { DefaultValueFactory = _ => 100_000, Description = "User name of the first; the others count up." };
    private static readonly Option<string> Domain = new("--domain") { DefaultValueFactory = _ => "localhost", Description = "Domain of the users." };
    private static readonly Option<string> Password = new("--password") { DefaultValueFactory = _ => "pw-{user}", Description = "Password of each; {user} stands for the user name." };
    private static readonly Option<int> Longest = new("--max-seconds") { DefaultValueFactory = _ => 120, Description = "Seconds after which the run gives up." };

    /// <returns>The exit code: 0, 1 when not everybody was registered, 2 for wrong usage.</returns>
    public static async Task<int> RunAsync(string[] args, InvocationConfiguration console)
    {
        var command = new Command(Name, "Registers many phones over connections, cuts them all at once, and lets them all come back at once.")
        {
            Target, Transport, Connections, FirstUser, Domain, Password, Longest,
        };
        command.SetAction((parsed, stopping) => RunAsync(ToOptions(parsed), parsed.InvocationConfiguration, stopping));
        var parsed = new RootCommand("Simulated SIP phones.") { command }.Parse(args);
        IReadOnlyList<string> mistakes = [.. parsed.Errors.Select(error => error.Message)];
        if (mistakes.Count == 0 && parsed.Action == command.Action)
        {
            mistakes = [.. FindMistakes(parsed)];
        }

        if (mistakes.Count == 0)
        {
            return await parsed.InvokeAsync(console);
        }

        foreach (var mistake in mistakes)
        {
            await console.Error.WriteLineAsync(mistake);
        }

        await console.Error.WriteLineAsync("See: storm --help");
        return WrongUsage;
    }

    /// <summary>A storm never leaves this machine.</summary>
    private static IEnumerable<string> FindMistakes(ParseResult arguments)
    {
        if (!IPEndPoint.TryParse(arguments.GetValue(Target)!, out var target) || target.Port == 0 || !IPAddress.IsLoopback(target.Address))
        {
            yield return $"'{arguments.GetValue(Target)}' is not address:port of this machine. Example: 127.0.0.1:5061";
        }

        if (TransportOf(arguments) is null)
        {
            yield return $"--transport is {arguments.GetValue(Transport)}, and must be tcp, tls, ws or wss. Example: --transport tls";
        }

        if (arguments.GetValue(Connections) is < 1 or > MostConnections)
        {
            yield return $"--connections must be from 1 to {MostConnections}. Example: --connections 2000";
        }

        if (arguments.GetValue(Longest) is < 1 or > 3600)
        {
            yield return "--max-seconds must be from 1 to 3600. Example: --max-seconds 120";
        }
    }

    private static TransportProtocol? TransportOf(ParseResult arguments) => arguments.GetValue(Transport) switch
    {
        "tcp" => TransportProtocol.Tcp,
        "tls" => TransportProtocol.Tls,
        "ws" => TransportProtocol.Ws,
        "wss" => TransportProtocol.Wss,
        _ => null,
    };

    private static StormOptions ToOptions(ParseResult arguments) => new()
    {
        Target = IPEndPoint.Parse(arguments.GetValue(Target)!),
        Transport = TransportOf(arguments)!.Value,
        Connections = arguments.GetValue(Connections),
        FirstUser = arguments.GetValue(FirstUser),
        Domain = arguments.GetValue(Domain)!,
        Password = arguments.GetValue(Password)!,
        Longest = TimeSpan.FromSeconds(arguments.GetValue(Longest)),
    };

    private static async Task<int> RunAsync(StormOptions options, InvocationConfiguration console, CancellationToken stopping)
    {
        await using var run = new StormRun(options, console.Output);
        return await run.RunAsync(stopping) ? 0 : Failed;
    }
}
