using Bunit;
using Microsoft.AspNetCore.Components;
using PbxPortal.Accounts;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Pages;

public sealed class DevicePageTests : PortalPageContext
{
    private static readonly DeviceDetails Known = new()
    {
        Identity = "instance:urn:uuid:f81d4fae",
        CallId = "843817637684230@198.51.100.20",
        CSeq = 1826,
        Path = "<sip:edge.example;lr>",
        QValue = 0.7m,
        Methods = "INVITE, ACK",
        ContactParameters = ";+sip.instance=\"<urn:uuid:f81d4fae>\";q=0.7",
        RefreshInterval = 1800,
    };

    public DevicePageTests() => Directory.Put(Sample.User(16, "3516", "Reception"));

    [Fact]
    public void Shows_what_the_device_is_and_said_of_itself()
    {
        Details.Put(1, Known);
        Feed.Put(Sample.Device(1));

        var page = OpenDevice();

        page.WaitForAssertion(() => Assert.Equal("Avaya 9641", page.Find("h1").TextContent));
        Assert.Equal("sip:3516@acme.example", FactOf(page, "Address of record"));
        Assert.Equal("843817637684230@198.51.100.20", FactOf(page, "Call-ID"));
        Assert.Equal("1826", FactOf(page, "CSeq"));
        Assert.Equal("<sip:edge.example;lr>", FactOf(page, "Path"));
        Assert.Equal("0.7", FactOf(page, "Preference (q)"));
        Assert.Equal("INVITE, ACK", FactOf(page, "Methods"));
        Assert.Equal("instance:urn:uuid:f81d4fae", FactOf(page, "Known by"));
        Assert.Equal("Avaya 9641G/6.8", FactOf(page, "User-Agent"));
        Assert.Equal("3600 s", FactOf(page, "Granted"));
    }

    [Fact]
    public void A_device_that_is_not_there_says_so()
    {
        var page = OpenDevice();

        page.WaitForAssertion(() => Assert.Equal("No such device", page.Find("h1").TextContent));
        Assert.Equal("/devices", page.Find(".empty a").GetAttribute("href"));
    }

    [Fact]
    public void A_device_of_another_domain_looks_like_none()
    {
        SignIn(PortalRole.Admin, Sample.Globex.Id);
        Feed.Put(Sample.Device(1));

        var page = OpenDevice();

        page.WaitForAssertion(() => Assert.Equal("No such device", page.Find("h1").TextContent));
        Assert.DoesNotContain("Avaya", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draws_each_refresh_as_a_dot()
    {
        Details.Put(1, Known);
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".refresh-line circle").Count));

        Feed.Put(Sample.Device(1) with { RefreshedAt = Sample.Now.AddMinutes(10), RefreshCount = 2 });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".refresh-line circle").Count));
        Assert.Contains("every 1800 s, up to 0 s early or late", page.Markup, StringComparison.Ordinal);
        Assert.Contains("since this page was opened", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_expires_before_the_readers_eyes_keeps_its_last_data_under_a_banner()
    {
        Details.Put(1, Known);
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Equal("Avaya 9641", page.Find("h1").TextContent));

        Feed.Put(Sample.Device(1, DeviceStatus.Offline) with { Reason = "expired", Since = Sample.Now });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.StartsWith("Expired", page.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Contains("Below is how it was registered until then", page.Find(".notice").TextContent, StringComparison.Ordinal);
        Assert.Equal("sip:3516@198.51.100.20:5061", FactOf(page, "Contact"));
        Assert.Equal("843817637684230@198.51.100.20", FactOf(page, "Call-ID"));
        Assert.Empty(page.FindAll("[data-expires]"));

        Feed.Put(Sample.Device(1) with { RegisteredAt = Sample.Now, RefreshedAt = Sample.Now, RefreshCount = 0 });
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".notice")));
    }

    [Fact]
    public async Task A_device_that_is_forgotten_stays_readable_without_buttons()
    {
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".drawer-actions button")));

        Feed.Remove(1);
        await LetTheFeedThroughAsync();

        page.WaitForAssertion(() => Assert.Contains("This device is gone", page.Find(".notice").TextContent, StringComparison.Ordinal));
        Assert.Equal("Avaya 9641", page.Find("h1").TextContent);
        Assert.Empty(page.FindAll(".drawer-actions button"));
    }

    [Fact]
    public void A_feed_that_fails_is_told_and_can_be_tried_again()
    {
        Feed.Failure = new InvalidOperationException("Out of order.");
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Contains("Out of order.", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        Feed.Failure = null;
        Feed.Put(Sample.Device(1));
        page.Find("[role=alert] button").Click();

        page.WaitForAssertion(() => Assert.Equal("Avaya 9641", page.Find("h1").TextContent));
    }

    [Fact]
    public void Leads_to_the_other_devices_of_the_user()
    {
        Feed.Put(Sample.Device(1), Sample.Device(2) with { Product = "MicroSIP" });

        var page = OpenDevice();

        page.WaitForAssertion(() => Assert.Equal("/devices/2", page.Find(".siblings a").GetAttribute("href")));
    }

    [Fact]
    public void Says_that_messages_are_kept_while_somebody_watches_and_starts_to()
    {
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Contains("Nothing is kept of this device", page.Markup, StringComparison.Ordinal));

        page.FindAll("button").Single(button => button.TextContent.StartsWith("Watch 3516", StringComparison.Ordinal)).Click();

        Assert.Equal(["start '' 16 5 min"], Traces.Asked);
        Assert.Contains("3516 is watched by anna.berger", page.Markup, StringComparison.Ordinal);
        Assert.Equal("/trace/1", page.FindAll("a").Single(link => link.TextContent is "The whole trace").GetAttribute("href"));
    }

    [Fact]
    public async Task Shows_the_last_messages_as_a_ladder_with_its_files()
    {
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Contains("Last messages", page.Markup, StringComparison.Ordinal));

        Traces.OfDevices = [.. TraceSample.WrongPassword];
        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(1)));

        page.WaitForAssertion(() => Assert.Equal(4, page.FindAll(".ladder-row").Count));
        Assert.Equal(
            ["/api/v1/devices/1/exchanges/text", "/api/v1/devices/1/exchanges/pcap"],
            page.FindAll("a[download]").Select(link => link.GetAttribute("href")));
    }

    [Fact]
    public void Messages_that_cannot_be_read_say_why()
    {
        Traces.Failure = new StoreUnavailableException("The disk is full.");
        Feed.Put(Sample.Device(1));

        var page = OpenDevice();

        page.WaitForAssertion(() => Assert.Contains("The messages cannot be shown.", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_nobody_can_be_watched_stays_on_the_page_although_the_messages_are_looked_for_again()
    {
        Traces.Obstacle = "20 users and addresses are watched at present.";
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Contains(page.FindAll("button"), button => button.TextContent is "Watch 3516 for 5 min"));

        await page.FindAll("button").Single(button => button.TextContent is "Watch 3516 for 5 min").ClickAsync();
        page.WaitForAssertion(() => Assert.Contains("20 users", page.Find(".error-state").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(1)));

        Assert.Contains("20 users", page.Find(".error-state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reader_without_the_role_sees_neither_buttons_nor_messages()
    {
        SignIn(PortalRole.ReadOnly);
        Feed.Put(Sample.Device(1));

        var page = OpenDevice();

        page.WaitForAssertion(() => Assert.Contains("SIP messages are for the help desk", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".drawer-actions"));
        Assert.Empty(page.FindAll("form"));
    }

    [Fact]
    public void Shows_only_what_happened_to_this_device()
    {
        History.Add(ActivityKind.Refused, "wrong password");
        Feed.Put(Sample.Device(1));
        var page = OpenDevice();
        page.WaitForAssertion(() => Assert.Contains("wrong password", page.Find(".activity").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Shows_nothing_that_happened_to_another_device_of_the_user()
    {
        History.Add(ActivityKind.Refused, "wrong password");
        Feed.Put(Sample.Device(2) with { Product = "MicroSIP" });

        var page = Open<DevicePage>(("Id", 2L));

        page.WaitForAssertion(() => Assert.Contains("Nothing happened yet.", page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<IComponent> OpenDevice() => Open<DevicePage>(("Id", 1L));

    private static string FactOf(IRenderedComponent<IComponent> page, string term) =>
        page.FindAll("dt").Single(found => string.Equals(found.TextContent, term, StringComparison.Ordinal)).NextElementSibling!.TextContent.Trim();
}
