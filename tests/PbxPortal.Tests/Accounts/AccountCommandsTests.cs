using System.CommandLine;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Accounts;

public sealed class AccountCommandsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_prints_the_generated_password_once_and_it_signs_in_while_the_server_runs()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        var (code, output, error) = await RunAsync(portal, "", "accounts", "add", "--name", "maria", "--role", "helpdesk", "--domain", "ACME.example");

        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            System.Net.HttpStatusCode.Redirect, (await browser.SignInAsync("maria", output.Trim().Split(' ')[^1])).StatusCode);
        var maria = (await portal.Accounts.FindAsync("MARIA", Cancelled))!;
        Assert.Equal([new RoleGrant(PortalRole.HelpDesk, FakeDirectory.Acme.Id)], await portal.Accounts.GrantsOfAsync(maria.Id, Cancelled));
        Assert.Contains(portal.Audit.Entries, entry => entry is { Actor: "command line", Action: "add account", Subject: "maria" });
    }

    [Fact]
    public async Task Add_takes_the_password_from_standard_input_and_does_not_print_it()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        var (code, output, _) = await RunAsync(portal, "from standard input\n", "accounts", "add", "--name", "maria", "--password-stdin");

        Assert.Equal(0, code);
        Assert.DoesNotContain("from standard input", output, StringComparison.Ordinal);
        Assert.Equal(System.Net.HttpStatusCode.Redirect, (await browser.SignInAsync("maria", "from standard input")).StatusCode);
    }

    [Fact]
    public async Task Reset_second_step_lets_the_password_alone_sign_in()
    {
        await using var portal = await PortalHost.StartAsync();
        await portal.AddAccountAsync("maria", new RoleGrant(PortalRole.Owner, null));
        var id = (await portal.Accounts.FindAsync("MARIA", Cancelled))!.Id;
        var factors = portal.Services.GetRequiredService<SecondFactorStore>();
        await factors.SetKeyAsync(id, "JBSWY3DPEHPK3PXP", Cancelled);
        await factors.SetEnabledAsync(id, isEnabled: true, Cancelled);

        var (code, output, _) = await RunAsync(portal, "", "accounts", "reset-second-step", "--name", "maria");
        var (again, _, error) = await RunAsync(portal, "", "accounts", "reset-second-step", "--name", "maria");
        var (nobody, _, unknown) = await RunAsync(portal, "", "accounts", "reset-second-step", "--name", "nobody");

        Assert.Equal((0, 1, 1), (code, again, nobody));
        Assert.Contains("password alone", output, StringComparison.Ordinal);
        Assert.Contains("no second step", error, StringComparison.Ordinal);
        Assert.Contains("no account nobody", unknown, StringComparison.Ordinal);
        Assert.False((await portal.Accounts.FindAsync("MARIA", Cancelled))!.HasSecondFactor);
    }

    [Theory]
    [InlineData("short", "accounts add --name maria --password-stdin", "10 characters")]
    [InlineData("", "accounts add --name maria --role Owner --domain acme.example", "leave out --domain")]
    [InlineData("", "accounts add --name maria --role Admin --domain nowhere.example", "no domain nowhere.example")]
    [InlineData("", "accounts add --name maria --role King", "King")]
    [InlineData("", "api-keys create --name k", "--role")]
    [InlineData("", "api-keys revoke --name k", "no API key k")]
    public async Task Says_what_is_wrong_and_changes_nothing(string input, string line, string expected)
    {
        await using var portal = await PortalHost.StartAsync();

        var (code, _, error) = await RunAsync(portal, input, line.Split(' '));

        Assert.NotEqual(0, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Empty(await portal.Accounts.ListAsync(Cancelled));
        Assert.Empty(await portal.Services.GetRequiredService<ApiKeyStore>().ListAsync(Cancelled));
    }

    [Fact]
    public async Task Creates_lists_and_revokes_an_API_key()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        var created = await RunAsync(portal, "", "api-keys", "create", "--name", "wallboard", "--role", "ReadOnly");
        var again = await RunAsync(portal, "", "api-keys", "create", "--name", "Wallboard", "--role", "Owner");
        var opened = await GetDomainsAsync(browser, created.Output.Trim());
        var revoked = await RunAsync(portal, "", "api-keys", "revoke", "--name", "wallboard");
        var closed = await GetDomainsAsync(browser, created.Output.Trim());
        var listed = await RunAsync(portal, "", "api-keys", "list");

        Assert.Equal((0, 1, 0), (created.Code, again.Code, revoked.Code));
        Assert.Equal(System.Net.HttpStatusCode.OK, opened);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, closed);
        Assert.StartsWith("wallboard\tReadOnly\tall domains\trevoked ", listed.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(created.Output.Trim(), listed.Output, StringComparison.Ordinal);
    }

    private static async Task<System.Net.HttpStatusCode> GetDomainsAsync(Browser browser, string key)
    {
        var answer = await browser.SendAsync(
            HttpMethod.Get, "/api/v1/domains", request => request.Headers.Add("Authorization", $"Bearer {key}"));
        return answer.StatusCode;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(PortalHost portal, string input, params string[] arguments)
    {
        Task<ServiceProvider> Open(CancellationToken cancellationToken)
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddAccountStores();
            services.AddSingleton(portal.Services.GetRequiredService<SqliteDatabase>());
            services.AddSingleton<IAudit>(portal.Audit);
            services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1);
            return Task.FromResult(services.BuildServiceProvider());
        }

        using var output = new StringWriter();
        using var error = new StringWriter();
        using var standardInput = new StringReader(input);
        var root = new RootCommand { AccountCommands.Create(Open, standardInput), ApiKeyCommands.Create(Open) };
        var code = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, Cancelled);
        return (code, output.ToString(), error.ToString());
    }
}
