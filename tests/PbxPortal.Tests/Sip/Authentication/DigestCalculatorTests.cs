using System.Text;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Tests.Sip.Authentication;

public sealed class DigestCalculatorTests
{
    private const string OldNonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093";
    private const string NewNonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string NewClientNonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    /// <summary>
    /// RFC 2617, 3.5; RFC 2069, 2.4 with its erratum; RFC 7616, 3.9.1 twice. The example of RFC 7616, 3.9.2 does not follow
    /// from its own input, so the last one was computed with another implementation of SHA-512/256.
    /// </summary>
    [Theory]
    [InlineData(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "Circle Of Life", OldNonce, "0a4f113b", "auth", "6629fae49393a05397450978507c4ef1")]
    [InlineData(DigestAlgorithm.Md5, "Mufasa", "testrealm@host.com", "CircleOfLife", OldNonce, "", "", "1949323746fe6a43ef61f9606e7febea")]
    [InlineData(DigestAlgorithm.Md5, "Mufasa", "http-auth@example.org", "Circle of Life", NewNonce, NewClientNonce, "auth", "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData(DigestAlgorithm.Sha256, "Mufasa", "http-auth@example.org", "Circle of Life", NewNonce, NewClientNonce, "auth", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    public void Computes_the_examples_of_the_RFCs(
        DigestAlgorithm algorithm,
        string username,
        string realm,
        string password,
        string nonce,
        string clientNonce,
        string qop,
        string expected)
    {
        var response = Compute(algorithm, username, realm, password, "GET", "/dir/index.html", nonce, clientNonce, qop);

        Assert.Equal(expected, response);
    }

    [Fact]
    public void Computes_SHA_512_256_of_a_name_that_is_not_ASCII()
    {
        var response = Compute(
            DigestAlgorithm.Sha512_256,
            "Jäsøn Doe",
            "api@example.org",
            "Secret, or not?",
            "GET",
            "/doe.json",
            "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
            "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm",
            "auth");

        Assert.Equal("7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c", response);
    }

    [Theory]
    [InlineData("6629fae49393a05397450978507c4ef1", true)]
    [InlineData("6629FAE49393A05397450978507C4EF1", true)]
    [InlineData("6629fae49393a05397450978507c4ef2", false)]
    [InlineData("6629fae49393a05397450978507c4ef", false)]
    [InlineData("6629fae49393a05397450978507c4ef1f", false)]
    [InlineData("x", false)]
    public void Accepts_the_right_proof_only(string response, bool expected)
    {
        var ha1 = new byte[16];
        DigestCalculator.ComputeHa1(DigestAlgorithm.Md5, "Mufasa"u8, "testrealm@host.com"u8, "Circle Of Life"u8, ha1);
        var value = $"Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"{OldNonce}\", uri=\"/dir/index.html\", "
            + $"qop=auth, nc=00000001, cnonce=\"0a4f113b\", response=\"{response}\"";
        Assert.True(DigestCredentials.TryParse(value.ToBytes(), out var credentials));

        Assert.Equal(expected, DigestCalculator.IsProofOf(DigestAlgorithm.Md5, ha1, "GET"u8, credentials));
    }

    [Fact]
    public void Hashes_texts_that_do_not_fit_on_the_stack()
    {
        var uri = "sip:" + new string('x', 5_000);

        var response = Compute(DigestAlgorithm.Md5, "a", new string('r', 2_000), "p", "REGISTER", uri, new string('n', 3_000), "c", "auth");

        Assert.Equal("d70291684e92a154adf0f29096073602", response);
    }

    [Theory]
    [InlineData("", true, DigestAlgorithm.Md5)]
    [InlineData("md5", true, DigestAlgorithm.Md5)]
    [InlineData("SHA-256", true, DigestAlgorithm.Sha256)]
    [InlineData("sha-512-256", true, DigestAlgorithm.Sha512_256)]
    [InlineData("MD5-sess", false, DigestAlgorithm.Md5)]
    [InlineData("SHA-1", false, DigestAlgorithm.Md5)]
    public void Knows_the_names_of_algorithms(string name, bool isKnown, DigestAlgorithm expected)
    {
        Assert.Equal(isKnown, DigestAlgorithms.TryParse(name.ToBytes(), out var algorithm));

        Assert.Equal(expected, algorithm);
    }

    private static string Compute(
        DigestAlgorithm algorithm,
        string username,
        string realm,
        string password,
        string method,
        string uri,
        string nonce,
        string clientNonce,
        string qop)
    {
        var ha1 = new byte[DigestAlgorithms.HashLength(algorithm)];
        var response = new byte[2 * ha1.Length];
        DigestCalculator.ComputeHa1(algorithm, username.ToBytes(), realm.ToBytes(), password.ToBytes(), ha1);
        DigestCalculator.ComputeResponse(
            algorithm,
            ha1,
            method.ToBytes(),
            uri.ToBytes(),
            nonce.ToBytes(),
            "00000001"u8,
            clientNonce.ToBytes(),
            qop.ToBytes(),
            response);
        return Encoding.ASCII.GetString(response);
    }
}
