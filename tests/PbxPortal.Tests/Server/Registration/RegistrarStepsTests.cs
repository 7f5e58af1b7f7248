namespace PbxPortal.Tests.Server.Registration;

/// <summary>RFC 3261, 10.3, in the order of its steps.</summary>
public sealed class RegistrarStepsTests
{
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
            new PhoneCredentials("3516", "secret-3516"));

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
}
