using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Tests.Server.Authentication;

/// <summary>Which algorithms a phone is offered, and which of its answers are taken (RFC 7616, 3.3 and 3.4; RFC 8760, 2.4).</summary>
public sealed class DigestOfferTests
{
    private const string Register =
        """
        REGISTER sip:acme.example SIP/2.0
        From: <sip:3516@acme.example>;tag=456248
        To: <sip:3516@acme.example>
        Call-ID: 843817637684230@998sdasdh09
        CSeq: 1826 REGISTER
        Contact: <sip:3516@192.0.2.4:5060>
        """;

    [Fact]
    public async Task Offers_MD5_first_unless_somebody_wants_it_otherwise()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register);

        Assert.Equal(["MD5", "SHA-256"], Offered(answer));
        Assert.All(answer.Rows("WWW-Authenticate"), challenge =>
        {
            Assert.Equal("auth", PhoneCredentials.ValueOf(challenge, "qop"));
            Assert.Equal("", PhoneCredentials.ValueOf(challenge, "userhash"));
        });
    }

    [Fact]
    public async Task Offers_what_the_domain_wants_in_its_order()
    {
        await using var bench = await RegistrarBench.StartAsync();
        Set(bench, DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5);

        var ours = await bench.AskAsync(Register);
        var others = await bench.AskAsync(Register.Replace("acme", "globex", StringComparison.Ordinal));

        Assert.Equal(["SHA-512-256", "SHA-256", "MD5"], Offered(ours));
        Assert.Equal(["MD5", "SHA-256"], Offered(others));
    }

    [Theory]
    [InlineData("baresip v3.11.0 (x86_64/Linux)", "MD5")]
    [InlineData("PJSUA v2.10 Linux-5.14.4.18/x86_64/glibc-2.31", "MD5")]
    [InlineData("Cisco-CP7960G/8.0", "MD5")]
    [InlineData("Yealink SIP-T46U 108.86.0.20", "SHA-256,MD5")]
    public async Task Offers_MD5_alone_to_a_product_that_fails_at_more(string userAgent, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        Set(bench, DigestAlgorithm.Sha256, DigestAlgorithm.Md5);

        var answer = await bench.AskAsync(Register.With("User-Agent", userAgent));

        Assert.Equal(expected, string.Join(',', Offered(answer)));
    }

    [Fact]
    public async Task A_domain_without_MD5_makes_no_exception()
    {
        await using var bench = await RegistrarBench.StartAsync();
        Set(bench, DigestAlgorithm.Sha256);

        var answer = await bench.AskAsync(Register.With("User-Agent", "baresip v3.11.0 (x86_64/Linux)"));

        Assert.Equal(["SHA-256"], Offered(answer));
    }

    [Theory]
    [InlineData("MD5", true)]
    [InlineData("MD5", false)]
    [InlineData("SHA-256", true)]
    [InlineData("SHA-256", false)]
    [InlineData("SHA-512-256", true)]
    [InlineData("SHA-512-256", false)]
    public async Task Knows_a_phone_by_each_algorithm_with_and_without_qop(string algorithm, bool usesQop)
    {
        await using var bench = await RegistrarBench.StartAsync();
        Set(bench, DigestAlgorithm.Sha512_256, DigestAlgorithm.Sha256, DigestAlgorithm.Md5);

        var right = await bench.AskAsync(
            Register, new PhoneCredentials("3516", "secret-3516") { Algorithm = algorithm, UsesQop = usesQop });
        var wrong = await bench.AskAsync(
            Register.Replace("1826", "1827", StringComparison.Ordinal),
            new PhoneCredentials("3516", "guess") { Algorithm = algorithm, UsesQop = usesQop });

        Assert.Equal("200 OK", right.Status());
        Assert.Equal("401 Unauthorized", wrong.Status());
    }

    [Fact]
    public async Task An_answer_by_an_algorithm_that_the_domain_does_not_offer_proves_nothing()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new PhoneCredentials("3516", "secret-3516");
        phone.Accept(await bench.AskAsync(Register));
        Set(bench, DigestAlgorithm.Sha256);

        var answer = await bench.AskAsync(phone.Authorize(Register));

        Assert.Equal("401 Unauthorized", answer.Status());
        Assert.Empty(bench.BindingsOf());
    }

    /// <summary>As a Unify OpenScape CP710 writes it.</summary>
    [Theory]
    [InlineData("sip:acme.example:5061;transport=TLS")]
    [InlineData("sip:ACME.example")]
    [InlineData("SIP:acme.example:5060;transport=tcp;lr")]
    public async Task Hashes_the_digest_uri_exactly_as_it_was_sent(string uri)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new PhoneCredentials("3516", "secret-3516");
        phone.Accept(await bench.AskAsync(Register));

        var answer = await bench.AskAsync(Register.With("Authorization", phone.ValueFor("REGISTER", uri)));

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task A_CP_7960_that_knows_no_qop_registers_and_refreshes()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new PhoneCredentials("3516", "secret-3516") { UsesQop = false };
        var request =
            """
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK2b7c1a9d
            From: <sip:3516@acme.example>;tag=000e8340a1b200024f1c2d3e-5a6b7c8d
            To: <sip:3516@acme.example>
            Call-ID: 000e8340-a1b20002-1a2b3c4d-5e6f7081@192.0.2.4
            Max-Forwards: 70
            CSeq: 101 REGISTER
            User-Agent: Cisco-CP7960G/8.0
            Contact: <sip:3516@192.0.2.4:5060;user=phone;transport=udp>;+sip.instance="<urn:uuid:00000000-0000-0000-0000-000e8340a1b2>";+u.sip!model.ccm.cisco.com="7"
            Content-Length: 0
            Expires: 3600
            """;

        var registered = await bench.AskAsync(request, phone);
        var refreshed = await bench.AskAsync(phone.Authorize(request.Replace("CSeq: 101", "CSeq: 102", StringComparison.Ordinal)));

        Assert.Equal(["200 OK", "200 OK"], [registered.Status(), refreshed.Status()]);
        Assert.Equal(1, Assert.Single(bench.BindingsOf()).Lease.RefreshCount);
    }

    /// <summary>Old versions of Linphone answer each challenge in a header field of its own.</summary>
    [Theory]
    [InlineData("SHA-256", "MD5")]
    [InlineData("MD5", "SHA-256")]
    [InlineData("MD5-sess", "MD5")]
    public async Task One_right_answer_among_several_is_enough(string first, string second)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var challenge = await bench.AskAsync(Register);
        var request = Register;
        foreach (var algorithm in (string[])[first, second])
        {
            var phone = new PhoneCredentials("3516", "secret-3516") { Algorithm = algorithm is "MD5-sess" ? "MD5" : algorithm };
            phone.Accept(challenge);
            var value = phone.ValueFor("REGISTER", "sip:acme.example");
            request = request.With("Authorization", algorithm is "MD5-sess" ? value.Replace("algorithm=MD5", "algorithm=MD5-sess", StringComparison.Ordinal) : value);
        }

        Assert.Equal("200 OK", (await bench.AskAsync(request)).Status());
    }

    [Fact]
    public async Task One_wrong_answer_is_not_mended_by_a_second_guess()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var challenge = await bench.AskAsync(Register);
        var (wrong, right) = (new PhoneCredentials("3516", "guess"), new PhoneCredentials("3516", "secret-3516"));
        wrong.Accept(challenge);
        right.Accept(challenge);

        var answer = await bench.AskAsync(Register
            .With("Authorization", wrong.ValueFor("REGISTER", "sip:acme.example"))
            .With("Authorization", right.ValueFor("REGISTER", "sip:acme.example")));

        Assert.Equal("401 Unauthorized", answer.Status());
    }

    [Fact]
    public async Task Auth_int_was_not_offered_and_is_no_wrong_password()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new PhoneCredentials("3516", "secret-3516");
        phone.Accept(await bench.AskAsync(Register));

        var answer = await bench.AskAsync(
            phone.Authorize(Register).Replace("qop=auth,", "qop=auth-int,", StringComparison.Ordinal));
        await bench.TellRefusalsAsync();

        Assert.Equal("401 Unauthorized", answer.Status());
        Assert.Equal(
            "answers with a digest algorithm or qop that was not offered", Assert.Single(bench.Activity.Entries).Reason);
    }

    private static IEnumerable<string> Offered(string unauthorized) =>
        unauthorized.Rows("WWW-Authenticate").Select(challenge => PhoneCredentials.ValueOf(challenge, "algorithm"));

    /// <summary>Sets what acme.example offers; its user has a secret for each algorithm.</summary>
    private static void Set(RegistrarBench bench, params DigestAlgorithm[] algorithms)
    {
        var domain = Tenants.Acme with { DigestAlgorithms = [.. algorithms] };
        bench.Directory.Apply(Tenants.Changed(domain));
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with
        {
            Domain = domain,
            Credentials = [new Credential(1100, "3516", OpenSecretBox.SecretWithAll("3516", domain.Realm, "secret-3516"))],
        }));
    }
}
