using Bunit;
using PbxPortal.Components.Devices;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Qualifying;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Devices;

public sealed class ReachSectionTests : PortalPageContext
{
    public ReachSectionTests()
    {
        Directory.AllDomains[0] = Sample.Acme with { QualifySeconds = 60 };
    }

    [Fact]
    public void Says_how_to_switch_it_on_where_the_domain_does_not_ask()
    {
        Directory.AllDomains[0] = Sample.Acme;

        var section = Show(Sample.Device(1));

        Assert.Contains("Devices of acme.example are not asked", section.Markup, StringComparison.Ordinal);
        Assert.Empty(section.FindAll("svg"));
    }

    [Fact]
    public void Says_that_nobody_is_there_to_ask() =>
        Assert.Contains("not registered", Show(Sample.Device(1, DeviceStatus.Offline)).Markup, StringComparison.Ordinal);

    [Fact]
    public void Says_that_push_wakes_it() =>
        Assert.Contains("woken by push", Show(Sample.Device(1, DeviceStatus.Asleep)).Markup, StringComparison.Ordinal);

    [Fact]
    public void Says_that_there_is_no_way_to_it_now() =>
        Assert.Contains("no way to the device", Show(Sample.Device(1) with { HasFlow = false }).Markup, StringComparison.Ordinal);

    [Fact]
    public void Says_when_its_turn_comes() =>
        Assert.Contains("Its turn comes within 60 s", Show(Sample.Device(1)).Markup, StringComparison.Ordinal);

    [Fact]
    public void Shows_the_last_answer_and_the_history_as_bars()
    {
        Reach.Put(1, Found(23, null, 65));

        var section = Show(Sample.Device(1));

        Assert.Contains("65 ms, with 200", section.Markup, StringComparison.Ordinal);
        Assert.Equal(3, section.FindAll("rect").Count);
        Assert.Equal(["23 ms", "no answer", "65 ms"], section.FindAll("rect title").Select(title => title.TextContent));
        Assert.Equal("missed", section.FindAll("rect")[1].ClassName);
        Assert.Equal("The last 3 answers: 23 ms to 65 ms, 1 missed", section.Find("svg").GetAttribute("aria-label"));
        Assert.Equal(["285", "290", "295"], section.FindAll("rect").Select(bar => bar.GetAttribute("x")));
    }

    [Fact]
    public void Says_how_often_it_has_not_answered()
    {
        Reach.Put(1, Found(23, null, null, null) with { MissedInARow = 3 });

        Assert.Contains("did not answer 3 times in a row", Show(Sample.Device(1)).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_no_answer_ever_came()
    {
        Reach.Put(1, Found([null]) with { MissedInARow = 1, RoundTrip = null, AnsweredAt = null, StatusCode = 0 });

        var section = Show(Sample.Device(1));

        Assert.Contains("did not answer the last time", section.Markup, StringComparison.Ordinal);
        Assert.Contains("none yet", section.Markup, StringComparison.Ordinal);
        Assert.Equal("The last 1 answers: 1 missed", section.Find("svg").GetAttribute("aria-label"));
    }

    [Fact]
    public void Waits_for_the_first_answer()
    {
        Reach.Put(1, Found() with { RoundTrip = null, AnsweredAt = null, StatusCode = 0 });

        var section = Show(Sample.Device(1));

        Assert.Contains("waiting for the first answer", section.Markup, StringComparison.Ordinal);
        Assert.Empty(section.FindAll("svg"));
    }

    [Fact]
    public void Looks_itself_for_new_answers()
    {
        Reach.Put(1, Found(23));
        var section = Show(Sample.Device(1));

        Reach.Put(1, Found(23, 31) with { AskedAt = Sample.Now.AddSeconds(2) });
        Clock.Advance(TimeSpan.FromSeconds(2));

        section.WaitForAssertion(() => Assert.Contains("31 ms, with 200", section.Markup, StringComparison.Ordinal));
    }

    private static DeviceReach Found(params double?[] milliseconds) => new()
    {
        RoundTrip = milliseconds.Length > 0 && milliseconds[^1] is { } last ? TimeSpan.FromMilliseconds(last) : TimeSpan.FromMilliseconds(23),
        StatusCode = 200,
        AskedAt = Sample.Now,
        AnsweredAt = Sample.Now,
        MissedInARow = 0,
        History = [.. milliseconds.Select(sample => new QualifySample(sample is { } known ? TimeSpan.FromMilliseconds(known) : null))],
    };

    private IRenderedComponent<ReachSection> Show(DeviceState device) =>
        Render<ReachSection>(parameters => parameters.Add(section => section.Device, device));
}
