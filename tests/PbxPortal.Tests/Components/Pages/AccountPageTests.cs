using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class AccountPageTests : PortalPageContext
{
    private static readonly BrowserSession Mine = new("this", 1, "Firefox on Windows", "192.0.2.10", Sample.Now, Sample.Now);
    private static readonly BrowserSession Other = new("other", 1, "Safari on iPhone", "192.0.2.11", Sample.Now.AddHours(-2), Sample.Now.AddMinutes(-9));

    public AccountPageTests()
    {
        OwnAccount.State = OwnAccount.State with { Sessions = [Mine, Other] };
    }

    [Fact]
    public void Lists_the_browsers_and_marks_this_one()
    {
        var page = Open<AccountPage>();

        var rows = page.FindAll("tbody tr");
        Assert.Equal(2, rows.Count);
        Assert.Contains("this browser", rows[0].TextContent, StringComparison.Ordinal);
        Assert.Empty(rows[0].QuerySelectorAll("button"));
        Assert.Equal("Sign out Safari on iPhone at 192.0.2.11", rows[1].QuerySelector("button")?.GetAttribute("aria-label"));
        Assert.Contains("You sign in as anna.berger.", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signs_one_out_or_all_others()
    {
        var page = Open<AccountPage>();

        await page.Find("tbody button").ClickAsync();
        page.WaitForAssertion(() => Assert.Single(page.FindAll("tbody tr")));
        Assert.DoesNotContain("Sign out all others", page.Markup, StringComparison.Ordinal);
        await DisposeComponentsAsync();
        OwnAccount.State = OwnAccount.State with { Sessions = [Mine, Other, Other with { Id = "third" }] };
        page = Open<AccountPage>();
        await Button(page, "Sign out all others").ClickAsync();

        Assert.Equal(["end other", "end others"], OwnAccount.Asked);
        Assert.Contains("Safari on iPhone is signed out.", Said);
        Assert.Contains("2 browsers are signed out.", Said);
    }

    [Fact]
    public void Changes_the_password_and_says_what_is_wrong()
    {
        OwnAccount.Mistakes = [new Mistake("Current", "This is not your password.")];
        var page = Dialog("Change password", "#change-password-form");
        Fill(page, "Present password", "old");
        Fill(page, "New password", "four other words");
        Fill(page, "New password again", "four other word");
        page.Find("#change-password-form").Submit();
        Assert.Contains("differ", page.Find("#change-password-form").TextContent, StringComparison.Ordinal);
        Assert.Empty(OwnAccount.Asked);

        Fill(page, "New password again", "four other words");
        page.Find("#change-password-form").Submit();
        page.WaitForAssertion(() => Assert.Contains("This is not your password.", page.Find("#change-password-form").TextContent, StringComparison.Ordinal));
        OwnAccount.Mistakes = [];
        page.Find("#change-password-form").Submit();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#change-password-form")));
        Assert.Equal(["change old to four other words", "change old to four other words"], OwnAccount.Asked);
    }

    [Fact]
    public void Switches_the_second_step_on_by_password_key_code_and_recovery_codes()
    {
        var page = Dialog("Switch on", "#second-factor-form");
        Fill(page, "Your password", "secret");
        page.Find("#second-factor-form").Submit();
        page.WaitForAssertion(() => Assert.Equal("JBSW Y3DP", page.Find("#authenticator-key").TextContent));
        Assert.NotNull(page.Find(".mud-dialog .qr[role=img] svg"));

        Fill(page, "Code that the app shows", "123456");
        page.Find("#second-factor-form").Submit();
        page.WaitForAssertion(() => Assert.Equal("AAAAA-BBBBB\nCCCCC-DDDDD", page.Find("#recovery-codes").TextContent));
        _ = Button(page, "I have kept them").ClickAsync();

        page.WaitForAssertion(() => Assert.Contains("You have 2 recovery codes left.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["begin secret", "confirm 123456"], OwnAccount.Asked);
        Assert.DoesNotContain("AAAAA-BBBBB", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Makes_new_recovery_codes_and_switches_the_second_step_off()
    {
        OwnAccount.State = OwnAccount.State with { HasSecondFactor = true, RecoveryCodes = 0 };
        var page = Dialog("New recovery codes", "#recovery-form");
        Assert.Contains("You have no recovery code left", page.Markup, StringComparison.Ordinal);
        Fill(page, "Your password", "secret");
        page.Find("#recovery-form").Submit();
        page.WaitForAssertion(() => Assert.Equal("EEEEE-FFFFF", page.Find("#recovery-codes").TextContent));
        _ = Button(page, "I have kept them").ClickAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".mud-dialog")));

        _ = Button(page, "Switch off").ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#remove-factor-form")));
        Fill(page, "Your password", "secret");
        page.Find("#remove-factor-form").Submit();

        page.WaitForAssertion(() => Assert.Equal(["codes secret", "remove secret"], OwnAccount.Asked));
    }

    [Fact]
    public void Says_when_it_cannot_be_read()
    {
        OwnAccount.Failure = new StoreUnavailableException("The disk is gone.");

        var page = Open<AccountPage>();

        Assert.Contains("the disk is gone", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<IComponent> Dialog(string button, string form)
    {
        var page = Open<AccountPage>();
        _ = Button(page, button).ClickAsync();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(form)));
        return page;
    }

    private static IElement Button(IRenderedComponent<IComponent> page, string text) =>
        page.FindAll("button").Single(button => string.Equals(button.TextContent.Trim(), text, StringComparison.Ordinal));

    private static void Fill(IRenderedComponent<IComponent> page, string label, string value)
    {
        var id = page.FindAll("label").Single(one => string.Equals(one.TextContent.Trim(), label, StringComparison.Ordinal)).GetAttribute("for");
        page.Find($"#{id}").Change(value);
    }
}
