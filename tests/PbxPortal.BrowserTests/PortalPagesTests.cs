using PbxPortal.BrowserTests.Running;

namespace PbxPortal.BrowserTests;

/// <summary>A new page cannot be forgotten: it is tried in both themes and on a narrow screen, or this fails.</summary>
public sealed class PortalPagesTests
{
    [Fact]
    public void Every_page_of_the_program_is_in_the_list_and_no_other()
    {
        var listed = PortalPages.OfOwner.Concat(PortalPages.OfPhoneUser).Concat(PortalPages.OfEverybody).Select(page => page.Route).Distinct(StringComparer.Ordinal);

        Assert.Equal(PortalPages.Mapped.Select(page => page.Route).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }
}
