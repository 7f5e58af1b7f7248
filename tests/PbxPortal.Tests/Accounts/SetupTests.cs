using System.Net;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Accounts;

namespace PbxPortal.Tests.Accounts;

public sealed class SetupTests
{
    [Fact]
    public async Task Prints_a_link_that_creates_the_first_owner_and_signs_him_in()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();
        var link = LinkOf(portal);

        var answer = await CreateOwnerAsync(browser, link, "maria.lopez");

        Assert.StartsWith(new Uri(portal.Address, "/setup?token=").ToString(), link, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/needs/Own")).StatusCode);
    }

    [Fact]
    public async Task Works_once()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();
        using var another = portal.Open();
        var link = LinkOf(portal);

        await CreateOwnerAsync(browser, link, "maria.lopez");
        var page = await another.GetAsync(link);

        Assert.Equal(HttpStatusCode.Gone, page.StatusCode);
        Assert.Contains("Set-up is done", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_one_owner_of_two_browsers_that_opened_the_link_before()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();
        using var another = portal.Open();
        var link = LinkOf(portal);

        var (first, second) = (await browser.OpenFormAsync(link), await another.OpenFormAsync(link));
        var answers = await Task.WhenAll(
            browser.SendFormAsync(first, link, Owner("first")), another.SendFormAsync(second, link, Owner("second")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Single(await portal.Accounts.ListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Is_replaced_by_the_link_of_the_next_start_and_gone_with_the_first_owner()
    {
        var first = await PortalHost.StartAsync();
        var oldLink = LinkOf(first);
        var second = await first.RestartAsync();
        using var browser = second.Open();

        var old = await browser.GetAsync(new Uri(oldLink).PathAndQuery);
        await CreateOwnerAsync(browser, LinkOf(second), "maria.lopez");
        await using var third = await second.RestartAsync();

        Assert.Equal(HttpStatusCode.Gone, old.StatusCode);
        Assert.DoesNotContain(third.Log.Lines, line => line.Contains("/setup", StringComparison.Ordinal));
        Assert.Equal(0, third.FromOutside(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM setup")));
    }

    [Fact]
    public async Task Ends_after_an_hour()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var portal = await PortalHost.StartAsync(clock);
        using var browser = portal.Open();
        var link = LinkOf(portal);

        clock.Advance(TimeSpan.FromMinutes(59));
        var inTime = await browser.GetAsync(link);
        clock.Advance(TimeSpan.FromMinutes(1));
        var late = await browser.GetAsync(link);

        Assert.Equal(HttpStatusCode.OK, inTime.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Contains("Restart PbxPortal", await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_wrong_token()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync("/setup?token=AAAAAAAAAAAAAAAAAAAAAA")).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync("/setup")).StatusCode);
    }

    [Theory]
    [InlineData("maria lopez", "long enough 1", "long enough 1", "name-hint")]
    [InlineData("", "long enough 1", "long enough 1", "name-hint")]
    [InlineData("maria", "too short", "too short", "password-hint")]
    [InlineData("maria", "long enough 1", "long enough 2", "repeated-hint")]
    public async Task Says_which_field_is_wrong_and_leaves_the_link_as_it_is(string name, string password, string repeated, string hint)
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();
        var link = LinkOf(portal);

        var page = await Browser.ReadAsync(await browser.SubmitAsync(
            link, ("Input.Name", name), ("Input.Password", password), ("Input.Repeated", repeated)));

        Assert.Equal([hint], page.QuerySelectorAll("[aria-invalid=true]").Select(input => input.GetAttribute("aria-describedby")));
        Assert.Equal(HttpStatusCode.Redirect, (await CreateOwnerAsync(browser, link, "maria")).StatusCode);
    }

    [Fact]
    public async Task Keeps_the_token_out_of_caches_and_of_other_pages()
    {
        await using var portal = await PortalHost.StartAsync();
        using var browser = portal.Open();

        var page = await browser.GetAsync(LinkOf(portal));

        Assert.True(page.Headers.CacheControl?.NoStore);
        Assert.Equal(["no-referrer"], page.Headers.GetValues("Referrer-Policy"));
    }

    [Theory]
    [InlineData("http://localhost:8080", "http://[::]:5060;http://[::]:8080", "http://localhost:8080/")]
    [InlineData("http://0.0.0.0:8080", "http://0.0.0.0:5060;http://0.0.0.0:8080", "http://localhost:8080/")]
    [InlineData("http://+:80", "http://[::]:80", "http://localhost/")]
    [InlineData(null, "https://portal.example:8443", "https://portal.example:8443/")]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:40123", "http://127.0.0.1:40123/")]
    public void Names_an_address_that_a_browser_on_this_machine_can_open(string? urls, string bound, string expected)
    {
        Assert.Equal(expected, PortalAddress.Choose(bound.Split(';'), urls).ToString());
    }

    private static string LinkOf(PortalHost portal)
    {
        const string Before = "Open this link once to create the first owner: ";
        var line = Assert.Single(portal.Log.Lines, line => line.StartsWith(Before, StringComparison.Ordinal));
        return line[Before.Length..];
    }

    private static Task<HttpResponseMessage> CreateOwnerAsync(Browser browser, string link, string name) =>
        browser.SubmitAsync(new Uri(link).PathAndQuery, Owner(name));

    private static (string Name, string Value)[] Owner(string name) =>
        [("Input.Name", name), ("Input.Password", PortalHost.Password), ("Input.Repeated", PortalHost.Password)];
}
