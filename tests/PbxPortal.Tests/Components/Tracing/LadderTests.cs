using Bunit;
using PbxPortal.Components.Tracing;
using PbxPortal.Server.Tracing;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Tracing;

public sealed class LadderTests : PortalPageContext
{
    [Fact]
    public void Draws_an_arrow_for_each_message_with_its_way_in_words()
    {
        var ladder = Render<Ladder>(parameters => parameters.Add(ladder => ladder.Messages, TraceSample.WrongPassword));

        var rows = ladder.FindAll(".ladder-row");
        Assert.Equal(
            ["REGISTER", "401 Unauthorized", "REGISTER with credentials", "401 Unauthorized"],
            rows.Select(row => row.QuerySelector(".ladder-title")!.TextContent.Trim()));
        Assert.Equal("from 198.51.100.20:5061 to the server", rows[0].QuerySelector(".unseen")!.TextContent);
        Assert.Equal("from the server to 198.51.100.20:5061", rows[1].QuerySelector(".unseen")!.TextContent);
        Assert.Contains(".001", rows[0].QuerySelector(".ladder-time")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_the_ordinary_challenge_from_a_refusal()
    {
        var ladder = Render<Ladder>(parameters => parameters.Add(ladder => ladder.Messages, TraceSample.WrongPassword));

        var notes = ladder.FindAll(".ladder-note");
        Assert.Equal(["asks for the password, as always", "wrong password"], notes.Select(note => note.TextContent));
        Assert.Contains("quiet", notes[0].ClassName, StringComparison.Ordinal);
        Assert.Contains("failing", notes[1].ClassName, StringComparison.Ordinal);
    }

    [Fact]
    public void Opens_with_the_refusal_and_then_shows_what_is_chosen()
    {
        var ladder = Render<Ladder>(parameters => parameters.Add(ladder => ladder.Messages, TraceSample.WrongPassword));
        Assert.Contains("Refused: wrong password.", ladder.Find(".ladder-text").TextContent, StringComparison.Ordinal);

        ladder.Find("#message-1").Click();

        Assert.StartsWith("REGISTER sip:acme.example SIP/2.0", ladder.Find("pre").TextContent, StringComparison.Ordinal);
        Assert.Equal(["true", "false", "false", "false"], ladder.FindAll(".ladder-row").Select(row => row.GetAttribute("aria-pressed")));
    }

    [Fact]
    public void Keeps_the_choice_when_more_messages_come()
    {
        var ladder = Render<Ladder>(parameters => parameters.Add(ladder => ladder.Messages, TraceSample.WrongPassword));
        ladder.Find("#message-1").Click();

        ladder.Render(parameters => parameters.Add(
            ladder => ladder.Messages, [.. TraceSample.WrongPassword, TraceSample.Request(5, 3)]));

        Assert.Equal(5, ladder.FindAll(".ladder-row").Count);
        Assert.Equal("true", ladder.Find("#message-1").GetAttribute("aria-pressed"));
    }

    [Fact]
    public void Gives_each_other_end_a_lane_and_the_last_to_all_others()
    {
        TracedMessage[] messages = [.. Enumerable.Range(1, 5).Select(number => TraceSample.Request(number, 1, $"192.0.2.{number}:5060"))];

        var ladder = Render<Ladder>(parameters => parameters.Add(ladder => ladder.Messages, messages));

        Assert.Equal(
            ["", "192.0.2.1:5060", "192.0.2.2:5060", "others", "PbxPortal"], ladder.FindAll(".ladder-head span").Select(head => head.TextContent));
        Assert.Equal("grid-column: 3 / 9", ladder.FindAll(".ladder-arrow")[0].GetAttribute("style"));
        Assert.Equal("grid-column: 7 / 9", ladder.FindAll(".ladder-arrow")[4].GetAttribute("style"));
    }

    [Fact]
    public void Says_how_long_nothing_came_and_how_often_the_same_did()
    {
        TracedMessage[] messages =
        [
            TraceSample.Request(1, 1) with { Repeats = 14 },
            TraceSample.Request(2, 2) with { At = Sample.Now.AddSeconds(31) },
        ];

        var ladder = Render<Ladder>(parameters => parameters.Add(ladder => ladder.Messages, messages));

        Assert.Equal("31 s later", ladder.Find(".ladder-gap").TextContent.Trim());
        Assert.Equal("and 14 more like it within a second", ladder.Find(".ladder-note").TextContent);
    }
}
