using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Components.Pages;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Components.Pages;

public sealed class UserImportPageTests : PortalPageContext
{
    private static readonly ImportLine New = new(2, "acme.example", "3516", ImportFate.New, ["a password is generated"]);
    private static readonly ImportLine Changed = new(3, "acme.example", "3517", ImportFate.Changed, ["name: Anna → Berta"]);
    private static readonly ImportLine Same = new(4, "acme.example", "3518", ImportFate.Unchanged, []);
    private static readonly ImportLine Wrong = new(5, "acme.example", "a b", ImportFate.Wrong, ["An extension has letters, digits."]);

    public UserImportPageTests()
    {
        SignIn(PortalRole.Admin);
    }

    [Fact]
    public void Tells_the_fate_of_each_line_before_it_writes()
    {
        UserBatch.Preview = new ImportPreview([New, Changed, Same]);
        UserBatch.Import = new ImportResult(1, 1, [new GeneratedPassword("acme.example", "3516", "kV7wQm3xT9rb")], []) { Unchanged = 1 };
        var page = Choose("domain,extension\n");

        Assert.Equal(
            ["2|3516acme.example|New|a password is generated", "3|3517acme.example|Changed|name: Anna → Berta", "4|3518acme.example|Unchanged|"],
            page.FindAll(".import-lines tbody tr:has(td)").Select(row => string.Join('|', row.Children.Select(cell => cell.TextContent))));
        Assert.Equal(["preview domain,extension\n"], UserBatch.Asked);

        page.FindAll("button").Single(button => button.TextContent is "Import 2 users").Click();

        page.WaitForAssertion(() => Assert.Contains("1 added, 1 changed, 1 as they were.", page.Markup, StringComparison.Ordinal));
        Assert.Equal("kV7wQm3xT9rb", page.Find(".sheet code").TextContent);
    }

    [Fact]
    public void A_wrong_line_stops_all_and_is_shown_first()
    {
        UserBatch.Preview = new ImportPreview([New, Wrong]);

        var page = Choose("domain,extension\n");

        Assert.Contains("1 line is wrong, so nothing can be imported.", page.Find(".notice.warns").TextContent, StringComparison.Ordinal);
        Assert.True(page.FindAll("button").Single(button => button.TextContent is "Import 1 user").HasAttribute("disabled"));
        Assert.Equal("5", page.FindAll(".import-lines tbody tr:has(td)").Single().Children[0].TextContent);

        page.FindAll(".facet").Single(facet => facet.TextContent.StartsWith("All", StringComparison.Ordinal)).Click();
        Assert.Equal(2, page.FindAll(".import-lines tbody tr:has(td)").Count);
    }

    [Fact]
    public void Says_that_there_is_nothing_to_do()
    {
        UserBatch.Preview = new ImportPreview([Same]);

        var page = Choose("domain,extension\n");

        Assert.Contains("All users are as the file says already", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_can_be_chosen_as_soon_as_the_browser_listens()
    {
        var page = Open<UserImportPage>();

        page.WaitForAssertion(() => Assert.False(page.Find("#users-file").HasAttribute("disabled")));
    }

    [Fact]
    public void Guesses_no_encoding()
    {
        var page = Open<UserImportPage>();

        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromBinary([(byte)'a', 0xFC, (byte)'b'], "users.csv"));

        page.WaitForAssertion(() => Assert.Contains("users.csv is not in UTF-8.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
        Assert.Empty(UserBatch.Asked);
    }

    [Fact]
    public void A_failing_store_is_said_and_the_file_stays_chosen()
    {
        UserBatch.Preview = new ImportPreview([New]);
        var page = Choose("domain,extension\n");
        UserBatch.Failure = new StoreUnavailableException("The disk is full.");

        page.FindAll("button").Single(button => button.TextContent is "Import 1 user").Click();

        page.WaitForAssertion(() => Assert.Contains("because the disk is full", page.Find(".error-state").TextContent, StringComparison.Ordinal));
        Assert.Contains(page.FindAll("button"), button => button.TextContent is "Import 1 user");
    }

    [Fact]
    public void When_somebody_was_quicker_the_lines_are_told_anew()
    {
        UserBatch.Preview = new ImportPreview([New]);
        UserBatch.Import = new ImportResult(0, 0, [], [new ImportMistake(2, "'3516' belongs to somebody.")]);
        var page = Choose("domain,extension\n");
        UserBatch.Preview = new ImportPreview([Wrong]);

        page.FindAll("button").Single(button => button.TextContent is "Import 1 user").Click();

        page.WaitForAssertion(() => Assert.Contains("Nothing was imported.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
        Assert.Contains("1 line is wrong", page.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<IComponent> Choose(string table)
    {
        var page = Open<UserImportPage>();
        page.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText(table, "users.csv"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#fate-title")));
        return page;
    }
}
