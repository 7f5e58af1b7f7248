using System.Text;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Tests.Server.Tracing;

public sealed class SecretMaskTests
{
    private const string Nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    private const string Answer = "6629fae49393a05397450978507c4ef1";
    private const string ClientNonce = "0a4f113b-client";

    [Theory]
    [InlineData("Authorization: Digest username=\"3516\", realm=\"acme.example\", nonce=\"{nonce}\", uri=\"sip:acme.example\", response=\"{answer}\", algorithm=MD5, cnonce=\"{cnonce}\", nc=00000001, qop=auth")]
    [InlineData("authorization:digest nonce = \"{nonce}\",response={answer},cnonce={cnonce},username=\"3516\",realm=\"acme.example\",uri=\"sip:acme.example\",nc=00000001")]
    [InlineData("Proxy-Authorization: Digest username=\"3516\",\r\n nonce=\"{nonce}\",\r\n\tresponse=\"{answer}\", cnonce=\"{cnonce}\", realm=\"acme.example\", uri=\"sip:acme.example\", nc=00000001")]
    [InlineData("Authorization: Digest username=\"3516\", realm=\"acme.example\", uri=\"sip:acme.example\", nc=00000001, opaque=\"{nonce}\", new-thing={answer}, cnonce=\"{cnonce}")]
    [InlineData("Authorization: Digest {nonce} {answer}, username=\"3516\", realm=\"acme.example\", uri=\"sip:acme.example\", nc=00000001, x=\"a\\\"{cnonce}\"")]
    public void Of_credentials_stays_who_and_where_alone(string header)
    {
        var masked = Mask(Fill(header));

        Assert.DoesNotContain(Nonce, masked, StringComparison.Ordinal);
        Assert.DoesNotContain(Answer, masked, StringComparison.Ordinal);
        Assert.DoesNotContain(ClientNonce, masked, StringComparison.Ordinal);
        Assert.Contains("username=\"3516\"", masked, StringComparison.Ordinal);
        Assert.Contains("realm=\"acme.example\"", masked, StringComparison.Ordinal);
        Assert.Contains("uri=\"sip:acme.example\"", masked, StringComparison.Ordinal);
        Assert.Contains("nc=00000001", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WWW-Authenticate: Digest realm=\"acme.example\", nonce=\"{nonce}\", algorithm=MD5, qop=\"auth\", stale=true")]
    [InlineData("Proxy-Authenticate: Digest nonce=\"{nonce}\", realm=\"acme.example\", qop=\"auth\", stale=true, algorithm=MD5")]
    public void A_challenge_says_whether_it_is_stale_and_not_its_nonce(string header)
    {
        var masked = Mask(Fill(header));

        Assert.DoesNotContain(Nonce, masked, StringComparison.Ordinal);
        Assert.Contains("stale=true", masked, StringComparison.Ordinal);
        Assert.Contains("qop=\"auth\"", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authentication-Info: nextnonce=\"{nonce}\", rspauth=\"{answer}\", cnonce=\"{cnonce}\", qop=auth")]
    [InlineData("Authorization: Basic {answer}")]
    [InlineData("Authorization: Bearer {answer}.{nonce}")]
    [InlineData("Proxy-Authorization:\r\n Bearer {answer}")]
    [InlineData("Authorization: {answer}={nonce}")]
    public void Nothing_of_another_scheme_stays(string header)
    {
        var masked = Mask(Fill(header));

        Assert.DoesNotContain(Nonce, masked, StringComparison.Ordinal);
        Assert.DoesNotContain(Answer, masked[(masked.IndexOf(':', StringComparison.Ordinal) + 20)..], StringComparison.Ordinal);
        Assert.DoesNotContain(ClientNonce, masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Contact: <sip:3516:hunter2secret@192.0.2.4:5060>", "<sip:3516:")]
    [InlineData("To: SIPS:3516:hunter2secret@acme.example;tag=1", "SIPS:3516:")]
    public void The_password_of_a_URI_is_masked(string header, string kept)
    {
        var masked = Mask(header);

        Assert.DoesNotContain("hunter2", masked, StringComparison.Ordinal);
        Assert.Contains(kept, masked, StringComparison.Ordinal);
        Assert.Contains("@", masked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Contact: <sip:3516@192.0.2.4:5060;transport=tcp>;expires=60")]
    [InlineData("User-Agent: Yealink SIP-T46U 108.86.0.20")]
    [InlineData("Call-ID: nonce=\"not a secret\"")]
    [InlineData("")]
    public void All_else_stays_as_it_is(string header) => Assert.Equal(header, Mask(header));

    [Fact]
    public void A_media_key_in_a_body_is_masked()
    {
        var masked = Mask("INVITE sip:x SIP/2.0\r\n\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20\r\n");

        Assert.DoesNotContain("d0Rmdmcm", masked, StringComparison.Ordinal);
        Assert.Contains("|2^20", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_value_looks_the_same_and_another_does_not()
    {
        var one = Mask($"Authorization: Digest nonce=\"{Nonce}\"");

        Assert.Equal(one, Mask($"Authorization: Digest nonce=\"{Nonce}\""));
        Assert.NotEqual(one, Mask($"Authorization: Digest nonce=\"{Nonce[..^1]}4\""));
        Assert.Contains("nonce=\"masked-", one, StringComparison.Ordinal);
    }

    /// <summary>Whatever comes: no byte more or less, and never the answer of the phone.</summary>
    [Fact]
    public void No_broken_message_is_too_much_for_it()
    {
        var text = SipMessageText.ToWire(
            $"""
            REGISTER sip:acme.example SIP/2.0
            Authorization: Digest username="3516", realm="acme.example", nonce="{Nonce}", uri="sip:acme.example", response="{Answer}"
            From: <sip:3516:hunter2secret@acme.example>
            """);

        for (var index = 0; index < text.Length; index++)
        {
            foreach (var letter in "\"\\,=\r\n :\0"u8)
            {
                byte[] broken = [.. text];
                broken[index] = letter;
                var line = LineOfAnswer(broken);

                SecretMask.Apply(broken);

                Assert.Equal(text.Length, broken.Length);
                if (line.StartsWith("Authorization:", StringComparison.Ordinal))
                {
                    Assert.DoesNotContain(Answer, Encoding.UTF8.GetString(broken), StringComparison.Ordinal);
                }
            }

            byte[] cut = [.. text.AsSpan(0, index)];
            SecretMask.Apply(cut);
            Assert.Equal(index, cut.Length);
        }
    }

    private static string LineOfAnswer(byte[] message) =>
        Encoding.UTF8.GetString(message).Split('\n').FirstOrDefault(line => line.Contains(Answer, StringComparison.Ordinal)) ?? "";

    private static string Fill(string header) => header
        .Replace("{nonce}", Nonce, StringComparison.Ordinal)
        .Replace("{answer}", Answer, StringComparison.Ordinal)
        .Replace("{cnonce}", ClientNonce, StringComparison.Ordinal);

    private static string Mask(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        SecretMask.Apply(bytes);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }
}
