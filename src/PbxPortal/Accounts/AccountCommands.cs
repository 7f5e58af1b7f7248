using System.CommandLine;
using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>The commands <c>accounts ...</c>.</summary>
internal static class AccountCommands
{
    /// <summary>Whom the audit names; who may run the program beside its database may do everything anyway.</summary>
    public const string Actor = "command line";

    /// <param name="input">Where <c>--password-stdin</c> reads.</param>
    public static Command Create(OpenStorage open, TextReader input) =>
        new("accounts", "Portal accounts: who may sign in.") { CreateAdd(open, input), CreateResetSecondStep(open) };

    private static Command CreateAdd(OpenStorage open, TextReader input)
    {
        var name = new Option<string>("--name") { Required = true, Description = "The name to sign in with. Example: maria.lopez" };
        var passwordFromInput = new Option<bool>("--password-stdin")
        {
            Description = "Reads the password from the first line of standard input; left out: one is generated and printed once.",
        };
        var grant = new GrantOptions(PortalRole.ReadOnly);
        var command = new Command("add", "Adds an account.") { name, passwordFromInput };
        grant.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var given = arguments.GetValue(passwordFromInput) ? await input.ReadLineAsync(cancellationToken) ?? "" : null;
            await using var services = await open(cancellationToken);
            return await AddAsync(arguments, services, arguments.GetRequiredValue(name), given, grant, cancellationToken);
        });
        return command;
    }

    /// <summary>For the last owner who has lost his authenticator app and his recovery codes: nobody in the portal could help him.</summary>
    private static Command CreateResetSecondStep(OpenStorage open)
    {
        var name = new Option<string>("--name") { Required = true, Description = "The name that the account signs in with." };
        var command = new Command("reset-second-step", "Lets an account sign in with its password alone, until it sets up another authenticator app.") { name };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            var given = arguments.GetRequiredValue(name);
            await using var services = await open(cancellationToken);
            var account = await services.GetRequiredService<AccountStore>().FindAsync(given.ToUpperInvariant(), cancellationToken);
            if (account is null || !await services.GetRequiredService<SecondFactorStore>().RemoveAsync(account.Id, cancellationToken))
            {
                await console.Error.WriteLineAsync(account is null ? $"There is no account {given}." : $"{account.Name} has no second step.");
                return 1;
            }

            await services.GetRequiredService<IAudit>().WriteAsync(
                new AuditEntry(Actor, "reset second step of account", account.Name), CancellationToken.None);
            await console.Output.WriteLineAsync($"{account.Name} signs in with the password alone now.");
            return 0;
        });
        return command;
    }

    private static async Task<int> AddAsync(
        ParseResult arguments, ServiceProvider services, string name, string? given, GrantOptions grantOptions,
        CancellationToken cancellationToken)
    {
        var console = arguments.InvocationConfiguration;
        await using var scope = services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<AccountStore>();
        var (grant, mistake) = await grantOptions.ReadAsync(arguments, accounts, cancellationToken);
        if (grant is null)
        {
            await console.Error.WriteLineAsync(mistake);
            return 1;
        }

        var password = given ?? Secrets.NewPassword();
        var mistakes = await scope.ServiceProvider.GetRequiredService<AccountCreation>()
            .AddAsync(name, password, [grant], cancellationToken);
        foreach (var line in mistakes)
        {
            await console.Error.WriteLineAsync(line.Message);
        }

        if (!mistakes.IsEmpty)
        {
            return 1;
        }

        await scope.ServiceProvider.GetRequiredService<IAudit>().WriteAsync(
            new AuditEntry(Actor, "add account", name, grant.DomainId, NewValue: grant.Role.ToString()), CancellationToken.None);
        await console.Output.WriteLineAsync(
            given is null ? $"Added {name}. Password, shown only now: {password}" : $"Added {name}.");
        return 0;
    }
}
