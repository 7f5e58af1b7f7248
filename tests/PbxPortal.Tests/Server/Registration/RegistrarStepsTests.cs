using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>RFC 3261, 10.3, steps 1 to 5: the domain, the requirements, who it is and whose address it wants.</summary>
public sealed class RegistrarStepsTests
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

    private static PhoneCredentials Bob => new("3516", "secret-3516");

    [Fact]
    public async Task Registers_a_phone_that_answers_the_challenge()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(
            """
            REGISTER sip:acme.example SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKnashds7;rport
            Max-Forwards: 70
            From: Bob <sip:3516@acme.example>;tag=456248
            To: Bob <sip:3516@acme.example>
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:3516@192.0.2.4>
            Expires: 7200
            Content-Length: 0
            """,
            Bob);

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bKnashds7;rport=5060;received=192.0.2.4", answer.Row("Via"));
        Assert.Equal("Bob <sip:3516@acme.example>;tag=456248", answer.Row("From"));
        Assert.StartsWith("Bob <sip:3516@acme.example>;tag=", answer.Row("To"), StringComparison.Ordinal);
        Assert.Equal("843817637684230@998sdasdh09", answer.Row("Call-ID"));
        Assert.Equal("1826 REGISTER", answer.Row("CSeq"));
        Assert.Equal("<sip:3516@192.0.2.4>;expires=7200", answer.Row("Contact"));
        Assert.Equal("7200", answer.Row("Expires"));
        Assert.Equal("Thu, 20 Aug 2026 12:00:00 GMT", answer.Row("Date"));
        Assert.Equal("0", answer.Row("Content-Length"));
    }

    [Theory]
    [InlineData("sip:ACME.Example")]
    [InlineData("sip:acme.example.")]
    [InlineData("sip:acme.example:5060;transport=tcp")]
    [InlineData("sips:acme.example")]
    [InlineData("sip:203.0.113.10")]
    [InlineData("sip:127.0.0.1:5060")]
    [InlineData("sip:[::1]")]
    public async Task Serves_its_domains_however_they_are_written_and_its_own_addresses_as_the_default_domain(string requestUri)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register.Replace("sip:acme.example SIP", $"{requestUri} SIP", StringComparison.Ordinal), Bob);

        Assert.Equal("200 OK", answer.Status());
    }

    [Theory]
    [InlineData("sip:other.example", "404 Domain Not Served Here")]
    [InlineData("sip:198.51.100.7", "404 Domain Not Served Here")]
    [InlineData("tel:+498912345", "416 Unsupported URI Scheme")]
    [InlineData("http://acme.example", "416 Unsupported URI Scheme")]
    public async Task Refuses_a_domain_that_is_not_ours_before_it_asks_for_a_password(string requestUri, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register.Replace("sip:acme.example SIP", $"{requestUri} SIP", StringComparison.Ordinal));

        Assert.Equal(expected, answer.Status());
    }

    [Fact]
    public async Task Accepts_an_address_of_record_at_our_own_IP_address()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register.Replace("acme.example", "203.0.113.10", StringComparison.Ordinal), Bob);

        Assert.Equal("200 OK", answer.Status());
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task Takes_the_domain_from_To_when_the_Request_URI_names_only_our_address()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var request = Register
            .Replace("sip:acme.example SIP", "sip:203.0.113.10 SIP", StringComparison.Ordinal)
            .Replace("acme.example", "globex.example", StringComparison.Ordinal);

        var challenge = await bench.AskAsync(request);

        Assert.Contains("realm=\"globex.example\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_every_extension_that_it_does_not_offer_with_420()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register.With("Require", "path, gruu").With("Require", "outbound"));

        Assert.Equal("420 Bad Extension", answer.Status());
        Assert.Equal("path, gruu, outbound", answer.Row("Unsupported"));
    }

    [Fact]
    public async Task Challenges_with_MD5_and_SHA_256_each_in_a_header_field_of_its_own()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register);

        Assert.Equal("401 Unauthorized", answer.Status());
        var challenges = answer.Rows("WWW-Authenticate");
        Assert.Equal(["MD5", "SHA-256"], challenges.Select(challenge => PhoneCredentials.ValueOf(challenge, "algorithm")));
        Assert.All(challenges, challenge =>
        {
            Assert.StartsWith("Digest realm=\"acme.example\", nonce=\"", challenge, StringComparison.Ordinal);
            Assert.Equal("auth", PhoneCredentials.ValueOf(challenge, "qop"));
            Assert.DoesNotContain("stale", challenge, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Challenges_in_the_order_of_the_settings()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { DigestAlgorithms = { "SHA-256", "MD5", "SHA-256" } });

        var answer = await bench.AskAsync(Register);

        Assert.Equal(
            ["SHA-256", "MD5"],
            answer.Rows("WWW-Authenticate").Select(challenge => PhoneCredentials.ValueOf(challenge, "algorithm")));
    }

    [Theory]
    [InlineData("MD5", true)]
    [InlineData("MD5", false)]
    [InlineData("SHA-256", true)]
    [InlineData("SHA-256", false)]
    public async Task Knows_a_phone_by_each_algorithm_with_and_without_qop(string algorithm, bool usesQop)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(
            Register, new PhoneCredentials("3516", "secret-3516") { Algorithm = algorithm, UsesQop = usesQop });

        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_user_look_the_same_from_outside()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var wrong = await bench.AskAsync(Register, new PhoneCredentials("3516", "guess"));
        var unknown = await bench.AskAsync(Register, new PhoneCredentials("9999", "guess"));

        Assert.Equal("401 Unauthorized", wrong.Status());
        Assert.Equal(Blank(wrong), Blank(unknown));
    }

    [Fact]
    public async Task A_revoked_credential_is_refused_with_403_to_whoever_knows_its_password()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var credential = Tenants.Credential(9, "3516.k7f2", Tenants.Acme);
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { Credentials = [credential] }));
        var phone = new PhoneCredentials("3516.k7f2", Tenants.PasswordOf("3516.k7f2"));
        var before = await bench.AskAsync(Register, phone);
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { Credentials = [credential with { IsRevoked = true }] }));

        var after = await bench.AskAsync(Register.Replace("1826", "1827", StringComparison.Ordinal), phone);
        var guessed = await bench.AskAsync(Register.Replace("1826", "1828", StringComparison.Ordinal), new PhoneCredentials("3516.k7f2", "guess"));

        Assert.Equal("200 OK", before.Status());
        Assert.Equal("403 Password Revoked", after.Status());
        Assert.Equal("401 Unauthorized", guessed.Status());
    }

    [Fact]
    public async Task A_hash_that_was_never_computed_lets_nobody_in()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { DigestAlgorithms = { "SHA-512-256" } });
        var challenge = await bench.AskAsync(Register);
        var nonce = PhoneCredentials.ValueOf(challenge.Row("WWW-Authenticate"), "nonce");
        var response = new byte[64];
        PbxPortal.Sip.Authentication.DigestCalculator.ComputeResponse(
            PbxPortal.Sip.Authentication.DigestAlgorithm.Sha512_256,
            new byte[32],
            "REGISTER"u8,
            "sip:acme.example"u8,
            System.Text.Encoding.ASCII.GetBytes(nonce),
            default,
            default,
            default,
            response);

        var answer = await bench.AskAsync(Register.With(
            "Authorization",
            $"Digest username=\"3516\", realm=\"acme.example\", nonce=\"{nonce}\", uri=\"sip:acme.example\", response=\"{System.Text.Encoding.ASCII.GetString(response)}\", algorithm=SHA-512-256"));

        Assert.Equal("401 Unauthorized", answer.Status());
        Assert.Empty(bench.BindingsOf());
    }

    [Theory]
    [InlineData("Digest username=\"3516\", realm=\"acme.example\", nonce=\"\", uri=\"sip:acme.example\", response=\"\"", "401 Unauthorized")]
    [InlineData("Digest username=\"3516\", realm=\"other.example\", nonce=\"a\", uri=\"sip:acme.example\", response=\"b\"", "401 Unauthorized")]
    [InlineData("Digest username=\"3516\", realm=\"acme.example\", nonce=\"a\", uri=\"sip:acme.example\", response=\"b\", algorithm=MD5-sess", "401 Unauthorized")]
    [InlineData("Basic MzUxNjpzZWNyZXQ=", "401 Unauthorized")]
    [InlineData("Digest username=\"3516\", realm=\"acme.example\", nonce=\"a\"", "400 Bad Request (Authorization)")]
    public async Task Challenges_or_refuses_credentials_that_prove_nothing(string authorization, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register.With("Authorization", authorization));

        Assert.Equal(expected, answer.Status());
    }

    [Fact]
    public async Task Refuses_a_disabled_user_who_knows_his_password_with_403_and_anybody_else_with_a_challenge()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));

        var right = await bench.AskAsync(Register, Bob);
        var wrong = await bench.AskAsync(Register, new PhoneCredentials("3516", "guess"));

        Assert.Equal("403 User Disabled", right.Status());
        Assert.Equal("401 Unauthorized", wrong.Status());
    }

    [Theory]
    [InlineData("<sip:3517@acme.example>", "<sip:3516@acme.example>", "403 Not Your Address")]
    [InlineData("<sip:3517@acme.example>", "<sip:3517@acme.example>", "403 Not Your Address")]
    [InlineData("<sip:3516@globex.example>", "<sip:3516@globex.example>", "403 Not Your Address")]
    [InlineData("<sip:3516@other.example>", "<sip:3516@acme.example>", "403 Not Your Address")]
    [InlineData("<sip:9999@acme.example>", "<sip:3516@acme.example>", "403 Not Your Address")]
    [InlineData("<sip:3516@acme.example>", "<sip:3517@acme.example>", "403 From And To Differ")]
    [InlineData("<sip:3516@acme.example>", "<sip:anonymous@anonymous.invalid>", "403 From And To Differ")]
    public async Task Refuses_the_address_of_somebody_else(string to, string from, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(
            $"""
            REGISTER sip:acme.example SIP/2.0
            From: {from};tag=456248
            To: {to}
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:3516@192.0.2.4:5060>
            """,
            Bob);

        Assert.Equal(expected, answer.Status());
        Assert.Empty(bench.Table.All);
    }

    [Theory]
    [InlineData("<sip:3517@acme.example>", "200 OK")]
    [InlineData("<sip:9999@acme.example>", "404 Not Found")]
    [InlineData("<sip:3516@globex.example>", "404 Not Found")]
    public async Task Lets_a_user_with_the_right_register_others_of_his_own_domain(string to, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { MayRegisterOthers = true }));

        var answer = await bench.AskAsync(
            $"""
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=456248
            To: {to}
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:gateway@192.0.2.4:5060>
            """,
            Bob);

        Assert.Equal(expected, answer.Status());
        Assert.Empty(bench.BindingsOf(11));
        Assert.Equal(expected is "200 OK" ? 1 : 0, bench.BindingsOf(12).Count);
        Assert.Empty(bench.BindingsOf(21));
    }

    [Theory]
    [InlineData("<sip:3516@acme.example>")]
    [InlineData("sip:3516@acme.example")]
    [InlineData("\"Bob, the builder\" <sips:3516@ACME.example:5061;transport=tls>")]
    [InlineData("<sip:%33%35%31%36@acme.example>")]
    [InlineData("<sip:3516:password@acme.example>")]
    [InlineData("<tel:+49-89-1234567>")]
    [InlineData("<tel:1234567;phone-context=+4989>")]
    [InlineData("<sip:+49(89)123.4567@acme.example;user=phone>")]
    [InlineData("<sip:1234567;phone-context=+4989@acme.example;user=phone>")]
    [InlineData("<sip:+49891234567@acme.example>")]
    public async Task Finds_the_address_of_record_in_every_form_of_To(string address)
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { PhoneNumbers = ["+49891234567", "1234567"] }));

        var answer = await bench.AskAsync(
            $"""
            REGISTER sip:acme.example SIP/2.0
            From: {address};tag=456248
            To: {address}
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:3516@192.0.2.4:5060>
            """,
            Bob);

        Assert.Equal("200 OK", answer.Status());
        Assert.Single(bench.BindingsOf(11));
    }

    [Theory]
    [InlineData("To", "isbn:2983792873", "400 Bad Request (To)")]
    [InlineData("Contact", "<mailto:bob@acme.example>", "400 Bad Request (Contact)")]
    [InlineData("Contact", "sip:bob@acme.example?Route=a", "400 Bad Request (Contact)")]
    public async Task Refuses_what_no_password_can_mend_without_a_challenge(string name, string value, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(Register.Without(name).With(name, value));

        Assert.Equal(expected, answer.Status());
    }

    /// <summary>Without what is random in it.</summary>
    private static string Blank(string response) => System.Text.RegularExpressions.Regex.Replace(
        response,
        "nonce=\"[^\"]*\"|;tag=[^\\s]*|branch=[^;]*",
        "",
        System.Text.RegularExpressions.RegexOptions.None,
        TimeSpan.FromSeconds(1));
}
