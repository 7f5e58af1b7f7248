using Bunit;
using PbxPortal.Components.Layout;
using PbxPortal.Search;
using PbxPortal.Server.Activity;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Layout;

public sealed class SearchBoxTests : PortalPageContext
{
    private static readonly SearchResult Some = new(
        [Sample.User(16, "3516", "Reception") with { PhoneNumbers = ["+4989"] }], HasMoreUsers: true, [Sample.Device(7, DeviceStatus.Late)], HasMoreDevices: false);

    public SearchBoxTests()
    {
        Navigation.NavigateTo("/users");
    }

    [Fact]
    public async Task Shows_what_was_found_in_groups()
    {
        var box = await TypeAsync("35", Some);

        Assert.Equal(["Users", "Devices"], box.FindAll("[role=listbox] [role=group]").Select(group => group.GetAttribute("aria-label")));
        Assert.Equal(
            ["/users/16", "/users?q=35", "/devices/7"], box.FindAll("[role=option]").Select(option => option.GetAttribute("href")));
        Assert.Equal("3 found, arrow keys choose", box.Find("form.search [role=status]").TextContent);
        Assert.Contains("Late", box.FindAll("[role=option]")[2].TextContent, StringComparison.Ordinal);
        Assert.Equal(("true", "found"), (Input(box).GetAttribute("aria-expanded"), Input(box).GetAttribute("aria-controls")));
    }

    [Fact]
    public async Task A_number_leads_to_its_calls_too()
    {
        var box = await TypeAsync("+49 89 1234", SearchResult.Nothing);

        var option = Assert.Single(box.FindAll("[role=option]"));
        Assert.Equal("/calls?q=%2B49%2089%201234", option.GetAttribute("href"));
        Assert.Contains("Calls with \"+49 89 1234\"", option.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrows_choose_round_and_Enter_goes_there()
    {
        var box = await TypeAsync("35", Some);

        Input(box).KeyDown("ArrowUp");
        Assert.Equal("found-2", Input(box).GetAttribute("aria-activedescendant"));
        Input(box).KeyDown("ArrowDown");
        Input(box).KeyDown("ArrowDown");
        Input(box).KeyDown("ArrowUp");
        Assert.Equal(["true", "false", "false"], box.FindAll("[role=option]").Select(option => option.GetAttribute("aria-selected")));
        box.Find("form.search").Submit();

        Assert.EndsWith("/users/16", Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(box.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task Whoever_has_chosen_keeps_the_choice_when_more_was_typed_before_and_is_found_later()
    {
        var box = await TypeAsync("35", Some);
        var typing = Input(box).InputAsync("351");
        Input(box).KeyDown("ArrowDown");
        await box.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(200)));
        await typing;

        Assert.Equal("found-0", Input(box).GetAttribute("aria-activedescendant"));
        box.Find("form.search").Submit();

        Assert.EndsWith("/users/16", Navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_found_after_the_field_was_left_opens_nothing_until_one_comes_back()
    {
        Search.Result = Some;
        var box = Render<SearchBox>();
        var typing = Input(box).InputAsync("35");
        Input(box).Blur();
        await box.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(200)));
        await typing;
        Assert.Empty(box.FindAll(".found"));

        Input(box).Focus();

        Assert.NotEmpty(box.FindAll(".found"));
    }

    [Fact]
    public async Task Escape_closes_first_and_empties_then()
    {
        var box = await TypeAsync("35", Some);

        Input(box).KeyDown("Escape");
        Assert.Empty(box.FindAll("[role=listbox]"));
        Assert.Equal("35", Input(box).GetAttribute("value"));
        Input(box).KeyDown("Escape");

        Assert.Equal("", Input(box).GetAttribute("value"));
    }

    [Fact]
    public async Task Says_that_nothing_was_found()
    {
        var box = await TypeAsync("nothing", SearchResult.Nothing);

        Assert.Contains("Nothing has \"nothing\".", box.Find(".found-note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looks_only_for_the_last_of_what_was_typed()
    {
        Search.Result = Some;
        var box = Render<SearchBox>();
        var first = Input(box).InputAsync("3");
        var second = Input(box).InputAsync("35");
        await box.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(200)));
        await Task.WhenAll(first, second);

        Assert.Equal(["35"], Search.Asked);
    }

    [Fact]
    public async Task Enter_leads_to_the_users_when_only_users_have_it()
    {
        var box = await TypeAsync("35", Some with { Devices = [] });

        box.Find("form.search").Submit();

        Assert.EndsWith("/users?q=35", Navigation.Uri, StringComparison.Ordinal);
    }

    private async Task<IRenderedComponent<SearchBox>> TypeAsync(string text, SearchResult result)
    {
        Search.Result = result;
        var box = Render<SearchBox>();
        var typing = Input(box).InputAsync(text);
        await box.InvokeAsync(() => Clock.Advance(TimeSpan.FromMilliseconds(200)));
        await typing;
        box.WaitForAssertion(() => Assert.NotEmpty(box.FindAll(".found")));
        return box;
    }

    private static AngleSharp.Dom.IElement Input(IRenderedComponent<SearchBox> box) => box.Find("#search");
}
