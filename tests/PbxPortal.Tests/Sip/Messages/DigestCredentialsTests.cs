using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Messages;

public sealed class DigestCredentialsTests
{
    [Fact]
    public void Reads_all_that_a_phone_sends()
    {
        Assert.True(DigestCredentials.TryParse(
            "Digest username=\"3516\",realm=\"example.com\", nonce=\"dcd9,8\", uri=\"sip:example.com;transport=udp\", response=\"0123\", algorithm=SHA-256, cnonce=\"0a4f\", opaque=\"\", qop=auth, nc=0000001f"u8,
            out var credentials));

        Assert.True(credentials.IsDigest);
        Assert.Equal("3516", credentials.Username.ToText());
        Assert.Equal("example.com", credentials.Realm.ToText());
        Assert.Equal("dcd9,8", credentials.Nonce.ToText());
        Assert.Equal("sip:example.com;transport=udp", credentials.Uri.ToText());
        Assert.Equal("0123", credentials.Response.ToText());
        Assert.Equal("SHA-256", credentials.Algorithm.ToText());
        Assert.Equal(("0a4f", "auth"), (credentials.ClientNonce.ToText(), credentials.Qop.ToText()));
        Assert.True(credentials.TryGetNonceCount(out var count));
        Assert.Equal(31U, count);
    }

    [Theory]
    [InlineData("digest USERNAME = \"a\" , nonce=\"n\" ,uri=\"u\",response=\"r\"", "a")]
    [InlineData("Digest username=\"a \\\"b\\\\\",nonce=\"n\",uri=\"u\",response=\"r\",qop=\"auth\",", "a \\\"b\\\\")]
    [InlineData("Digest username=a,nonce=n,uri=sip:h;x=1,response=r", "a")]
    public void Reads_odd_forms(string value, string username)
    {
        Assert.True(DigestCredentials.TryParse(value.ToBytes(), out var credentials));

        Assert.Equal(username, credentials.Username.ToText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Digest")]
    [InlineData("Digest username=\"a\"")]
    [InlineData("Digest username=\"a\",nonce=\"n\",uri=\"u\"")]
    [InlineData("Digest username=\"a,nonce=\"n\",uri=\"u\",response=\"r\"")]
    [InlineData("Digest username=\"a\" nonce=\"n\",uri=\"u\",response=\"r\"")]
    [InlineData("Digest username,nonce=\"n\",uri=\"u\",response=\"r\"")]
    [InlineData("Digest =\"a\",nonce=\"n\",uri=\"u\",response=\"r\"")]
    public void Refuses_what_lacks_a_part_or_cannot_be_read(string value)
    {
        Assert.False(DigestCredentials.TryParse(value.ToBytes(), out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("xyz")]
    [InlineData("000000001")]
    [InlineData("-1")]
    public void Refuses_a_nonce_count_that_is_none(string count)
    {
        var value = $"Digest username=\"a\",nonce=\"n\",uri=\"u\",response=\"r\",nc={count}";

        Assert.True(DigestCredentials.TryParse(value.ToBytes(), out var credentials));

        Assert.False(credentials.TryGetNonceCount(out _));
    }
}
