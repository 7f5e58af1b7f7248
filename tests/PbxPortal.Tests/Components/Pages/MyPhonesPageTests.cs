using Bunit;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class MyPhonesPageTests : PortalPageContext
{
    public MyPhonesPageTests()
    {
        SignInAsPhoneUser(16);
        Directory.Put(Sample.User(16, "3516", "Reception"));
    }

    [Fact]
    public async Task Shows_his_own_devices_live_and_no_others()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { UserId = 99, Product = "Foreign phone" });
        var page = Open<MyPhonesPage>();
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".card")));

        Feed.Put(Sample.Device(3) with { Product = "Linphone" }, Sample.Device(4) with { UserId = 99, Product = "Foreign phone" });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".card").Count));
        Assert.DoesNotContain("Foreign phone", page.Markup, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".card-head a"));
    }

    [Fact]
    public void Without_a_phone_it_says_how_to_get_one()
    {
        var page = Open<MyPhonesPage>();

        page.WaitForAssertion(() => Assert.Contains("No phone yet", page.Markup, StringComparison.Ordinal));
        Assert.NotEmpty(page.FindAll("a[href='/my/setup']"));
    }

    [Fact]
    public void Logs_out_but_does_not_allow()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2, DeviceStatus.KeptOut));

        var page = Open<MyPhonesPage>();

        page.WaitForAssertion(() => Assert.Equal(["Log out"], page.FindAll(".card-actions button").Select(button => button.TextContent)));
        _ = page.Find(".card-actions button").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("Your administrator lets it in again.", page.Find(".mud-dialog").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_when_his_user_is_gone()
    {
        Directory.Remove(16);

        Assert.Contains("You have no extension any more", Open<MyPhonesPage>().Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_it_is_not_live()
    {
        Feed.Failure = new TimeoutException("The feed is gone.");

        var page = Open<MyPhonesPage>();

        page.WaitForAssertion(() => Assert.Contains("The feed is gone.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
    }
}
