using System.CommandLine;
using System.Globalization;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>The commands <c>api-keys ...</c>.</summary>
internal static class ApiKeyCommands
{
    public static Command Create(OpenStorage open) =>
        new("api-keys", "API keys: what other programs sign in with.") { CreateCreate(open), CreateList(open), CreateRevoke(open) };

    private static Command CreateCreate(OpenStorage open)
    {
        var name = NameOption("What uses the key. Example: wallboard");
        var grantOptions = new GrantOptions(defaultRole: null);
        var command = new Command("create", "Makes a key and prints it once.") { name };
        grantOptions.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            await using var services = await open(cancellationToken);
            var accounts = services.GetRequiredService<AccountStore>();
            var (grant, mistake) = await grantOptions.ReadAsync(arguments, accounts, cancellationToken);
            string? key = null;
            if (mistake is null)
            {
                (key, mistake) = await services.GetRequiredService<ApiKeyEditor>().CreateAsync(
                    arguments.GetRequiredValue(name), grant!, AccountCommands.Actor, cancellationToken);
            }

            if (mistake is not null)
            {
                await console.Error.WriteLineAsync(mistake);
                return 1;
            }

            // Nothing but the key goes to the output, so that a script can take it from there.
            await console.Error.WriteLineAsync("The key is shown only now; send it as Authorization: Bearer KEY");
            await console.Output.WriteLineAsync(key);
            return 0;
        });
        return command;
    }

    private static Command CreateList(OpenStorage open)
    {
        var command = new Command("list", "Lists the keys by name, without the keys themselves.");
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var services = await open(cancellationToken);
            foreach (var key in await services.GetRequiredService<ApiKeyEditor>().ListAsync(cancellationToken))
            {
                var domain = key.Grant.DomainId is { } id ? $"domain {id}" : "all domains";
                var state = key.RevokedAt is { } at ? $"revoked {Text(at)}" : $"last used {(key.LastUsedAt is { } used ? Text(used) : "never")}";
                await arguments.InvocationConfiguration.Output.WriteLineAsync($"{key.Name}\t{key.Grant.Role}\t{domain}\t{state}");
            }

            return 0;
        });
        return command;
    }

    private static Command CreateRevoke(OpenStorage open)
    {
        var name = NameOption("The key's name.");
        var command = new Command("revoke", "Ends a key for ever; its open connections end within seconds.") { name };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            var key = arguments.GetRequiredValue(name);
            await using var services = await open(cancellationToken);
            if (!await services.GetRequiredService<ApiKeyEditor>().RevokeAsync(key, AccountCommands.Actor, cancellationToken))
            {
                await console.Error.WriteLineAsync($"There is no API key {key} that is still good.");
                return 1;
            }

            await console.Output.WriteLineAsync($"Revoked {key}.");
            return 0;
        });
        return command;
    }

    private static Option<string> NameOption(string description) => new("--name") { Required = true, Description = description };

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
