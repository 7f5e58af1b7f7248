using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Authentication;

public sealed class DigestClientTests
{
    private const string Challenges =
        """
        WWW-Authenticate: Digest realm="example.com", nonce="n1", algorithm=SHA-256, qop="auth", opaque="o"
        WWW-Authenticate: Digest realm="example.com", nonce="n2", algorithm=MD5, qop="auth,auth-int"
        WWW-Authenticate: Basic realm="example.com"
        """;

    [Theory]
    [InlineData(DigestAlgorithm.Sha256, "n1")]
    [InlineData(DigestAlgorithm.Md5, "n2")]
    public void Answers_the_challenge_it_likes_best_with_a_proof_that_holds(DigestAlgorithm algorithm, string nonce)
    {
        var client = new DigestClient("bob", "secret") { Algorithms = [DigestAlgorithm.Sha512_256, algorithm] };
        using var response = Unauthorized(Challenges);

        Assert.True(client.Accept(response));
        var authorization = client.Authorize("REGISTER", "sip:example.com");

        Assert.True(DigestCredentials.TryParse(authorization!.ToBytes(), out var credentials));
        Assert.Equal(nonce, credentials.Nonce.ToText());
        Assert.True(IsProof(algorithm, credentials));
    }

    [Fact]
    public void Counts_how_often_it_uses_a_nonce_and_starts_anew_with_the_next()
    {
        var client = new DigestClient("bob", "secret");
        using var response = Unauthorized(Challenges);
        Assert.Null(client.Authorize("REGISTER", "sip:example.com"));

        client.Accept(response);
        string?[] values = [client.Authorize("REGISTER", "sip:h"), client.Authorize("REGISTER", "sip:h")];
        client.Accept(response);

        Assert.Contains("nc=00000001", values[0], StringComparison.Ordinal);
        Assert.Contains("nc=00000002", values[1], StringComparison.Ordinal);
        Assert.Contains("opaque=\"o\"", values[1], StringComparison.Ordinal);
        Assert.Contains("nc=00000001", client.Authorize("REGISTER", "sip:h"), StringComparison.Ordinal);
    }

    [Fact]
    public void Answers_without_qop_like_an_old_phone()
    {
        var client = new DigestClient("bob", "secret") { Algorithms = [DigestAlgorithm.Md5], UsesQop = false };
        using var response = Unauthorized(Challenges);
        client.Accept(response);

        var authorization = client.Authorize("REGISTER", "sip:example.com");

        Assert.True(DigestCredentials.TryParse(authorization!.ToBytes(), out var credentials));
        Assert.True(credentials.Qop.IsEmpty);
        Assert.True(IsProof(DigestAlgorithm.Md5, credentials));
    }

    [Fact]
    public void Has_no_answer_to_a_challenge_it_does_not_know()
    {
        var client = new DigestClient("bob", "secret");
        using var response = Unauthorized("WWW-Authenticate: Digest realm=\"h\", nonce=\"n\", algorithm=SHA-3");

        Assert.False(client.Accept(response));

        Assert.Null(client.Authorize("REGISTER", "sip:h"));
    }

    [Fact]
    public void Reads_that_a_nonce_is_stale()
    {
        var challenge = DigestChallenge.Parse("Digest realm=\"h\", nonce=\"n\", stale=TRUE"u8);

        Assert.NotNull(challenge);
        Assert.True(challenge.IsStale);
        Assert.False(challenge.OffersAuth);
    }

    private static bool IsProof(DigestAlgorithm algorithm, in DigestCredentials credentials)
    {
        var ha1 = new byte[DigestAlgorithms.MaxHashLength];
        DigestCalculator.ComputeHa1(algorithm, "bob"u8, "example.com"u8, "secret"u8, ha1);
        return DigestCalculator.IsProofOf(algorithm, ha1, "REGISTER"u8, credentials);
    }

    private static SipResponse Unauthorized(string headers) => SipText.ToResponse(
        """
        SIP/2.0 401 Unauthorized
        Via: SIP/2.0/UDP 192.0.2.4
        From: <sip:bob@example.com>;tag=1
        To: <sip:bob@example.com>;tag=2
        Call-ID: a
        CSeq: 1 REGISTER

        """ + headers);
}
