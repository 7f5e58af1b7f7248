using System.CommandLine;
using System.Globalization;
using PbxPortal.Administration;
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
            var key = Secrets.NewApiKey();
            mistake ??= await AddAsync(services, arguments.GetRequiredValue(name), key, grant!, cancellationToken);
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
            foreach (var key in await services.GetRequiredService<ApiKeyStore>().ListAsync(cancellationToken))
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
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            if (!await services.GetRequiredService<ApiKeyStore>().RevokeAsync(key, now, cancellationToken))
            {
                await console.Error.WriteLineAsync($"There is no API key {key} that is still good.");
                return 1;
            }

            await WriteAsync(services, "revoke API key", key, grant: null);
            await console.Output.WriteLineAsync($"Revoked {key}.");
            return 0;
        });
        return command;
    }

    /// <returns>What is wrong; <c>null</c>: the key is stored.</returns>
    private static async Task<string?> AddAsync(
        ServiceProvider services, string name, string key, RoleGrant grant, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > AccountCreation.LongestName)
        {
            return $"A name has 1 to {AccountCreation.LongestName} characters. Example: wallboard";
        }

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var store = services.GetRequiredService<ApiKeyStore>();
        if (!await store.InsertAsync(name, Secrets.HashOf(key), grant, now, cancellationToken))
        {
            return $"There is an API key named {name} already, or there was one. Choose another name.";
        }

        await WriteAsync(services, "create API key", name, grant);
        return null;
    }

    private static Task WriteAsync(ServiceProvider services, string action, string name, RoleGrant? grant) =>
        services.GetRequiredService<IAudit>().WriteAsync(
            new AuditEntry(AccountCommands.Actor, action, name, grant?.DomainId, NewValue: grant?.Role.ToString() ?? ""),
            CancellationToken.None);

    private static Option<string> NameOption(string description) => new("--name") { Required = true, Description = description };

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";
}
