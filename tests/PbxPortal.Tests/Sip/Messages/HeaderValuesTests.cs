using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class HeaderValuesTests
{
    private const string Head =
        """
        REGISTER sip:example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.4
        From: <sip:bob@example.com>;tag=1
        To: <sip:bob@example.com>
        Call-ID: a
        CSeq: 1 REGISTER

        """;

    [Theory]
    [InlineData("Contact: <sip:a@h>", "<sip:a@h>")]
    [InlineData("Contact: <sip:a@h>,<sip:b@h> , <sip:c@h>", "<sip:a@h>|<sip:b@h>|<sip:c@h>")]
    [InlineData("m: <sip:a@h>\nX-Other: x, y\nContact: <sip:b@h>", "<sip:a@h>|<sip:b@h>")]
    [InlineData("Contact: \"Bell, A \\\",\" <sip:a,b@h>;methods=\"A,B\", sip:c@h", "\"Bell, A \\\",\" <sip:a,b@h>;methods=\"A,B\"|sip:c@h")]
    [InlineData("Contact: , <sip:a@h>,, <sip:b@h>,", "<sip:a@h>|<sip:b@h>")]
    [InlineData("Contact: \"open, <sip:a@h>, <sip:b@h>", "\"open, <sip:a@h>, <sip:b@h>")]
    [InlineData("Contact: <sip:a@h, <sip:b", "<sip:a@h, <sip:b")]
    [InlineData("Contact:", "")]
    [InlineData("X-Contact: a", "")]
    public void Splits_rows_at_commas_that_stand_outside_quotes_and_brackets(string rows, string expected)
    {
        using var request = SipText.ToRequest(Head + rows);
        var values = new List<string>();

        foreach (var value in request.EnumerateValues(HeaderName.Contact))
        {
            values.Add(value.ToText());
        }

        Assert.Equal(expected, string.Join('|', values));
    }

    [Fact]
    public void Gives_rows_that_are_no_lists_unsplit()
    {
        using var request = SipText.ToRequest(Head + "Authorization: Digest a=\"1\", b=2\nAuthorization: Basic x");
        var rows = new List<string>();

        foreach (var row in request.EnumerateRows(HeaderName.Authorization))
        {
            rows.Add(row.ToText());
        }

        Assert.Equal(["Digest a=\"1\", b=2", "Basic x"], rows);
    }

    [Theory]
    [InlineData("path", true)]
    [InlineData("OUTBOUND", true)]
    [InlineData("gruu", true)]
    [InlineData("out", false)]
    public void Finds_option_tags_in_all_rows(string tag, bool expected)
    {
        using var request = SipText.ToRequest(Head + "Supported: path, outbound\nk: gruu");

        Assert.Equal(expected, OptionTags.Contains(request, HeaderName.Supported, tag.ToBytes()));
    }
}
