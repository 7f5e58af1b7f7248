using System.Globalization;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>What one phone has stored is read by all others of its user: it is whole, and never too much for them.</summary>
public sealed class ContactSafetyTests
{
    [Theory]
    [InlineData("<sip:a@1.2.3.4:5060transport=udp>")]
    [InlineData("<sip:a@1.2.3.4:5060:5061>")]
    [InlineData("<sip:a@1.2.3.4:99999>")]
    [InlineData("<sip:a@1.2.3.4:>")]
    [InlineData("<sip:a@1.2.3.4:0>")]
    [InlineData("<sip:a@>")]
    [InlineData("<sip:>")]
    [InlineData("<sip:a@[2001:db8::1>")]
    [InlineData("<sip:a@1.2.3.4")]
    [InlineData("<sip:a b@1.2.3.4>")]
    [InlineData("<sip:a@1.2.3.4>;+sip.instance=\"<urn:uuid:1>")]
    [InlineData("<sip:a@1.2.3.4>;=x")]
    [InlineData("<sip:a@1.2.3.4> x")]
    [InlineData("<sip:a@1.2.3.4>;x=\u0001")]
    [InlineData("<sip:a@1.2.3.4;x=\u007f>")]
    [InlineData("tel:+4989")]
    [InlineData("<mailto:a@acme.example>")]
    public async Task A_contact_that_would_spoil_later_answers_is_refused_and_nothing_of_the_request_is_kept(string contact)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:good@192.0.2.4>");

        var alone = await phone.RegisterAsync($"Contact: {contact}");
        var beside = await phone.RegisterAsync($"Contact: <sip:new@192.0.2.4>, {contact}");
        var fetched = await phone.RegisterAsync("Subject: what is there?");

        Assert.StartsWith("400 ", alone.Status(), StringComparison.Ordinal);
        Assert.StartsWith("400 ", beside.Status(), StringComparison.Ordinal);
        Assert.Equal("<sip:good@192.0.2.4>;expires=3600", fetched.Row("Contact"));
    }

    [Theory]
    [InlineData(2048, 2048, "200 OK")]
    [InlineData(2049, 10, "400 Bad Request (Contact)")]
    [InlineData(100, 2049, "400 Bad Request (Contact)")]
    public async Task Two_kilobytes_of_URI_and_of_parameters_are_taken_and_no_more(int uriLength, int parametersLength, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var contact = LongContact("3516", uriLength, parametersLength);

        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Subject: what is there?");

        var answer = await phone.RegisterAsync($"Contact: {contact}\nExpires: 600");

        Assert.Equal(expected, answer.Status());
        Assert.Equal(string.Equals(expected, "200 OK", StringComparison.Ordinal) ? [$"{contact};expires=600"] : [], answer.Rows("Contact"));
    }

    [Fact]
    public async Task A_line_break_in_a_folded_contact_is_white_space_and_starts_no_header_field()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>;x=\"1\n Evil: yes\"");

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(answer.Rows("Evil"));
        Assert.StartsWith("<sip:a@192.0.2.4>;x=\"1", answer.Row("Contact"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_UDP_parameters_of_other_contacts_are_left_out_before_anything_else()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await RegisterOthersAsync(bench, 2, 60, 300);

        var answer = await RegisterOwnAsync(bench);

        Assert.Equal(3, answer.Rows("Contact").Count);
        AssertOwnIsWhole(answer);
        Assert.All(answer.Rows("Contact").Skip(1), other =>
        {
            Assert.DoesNotContain("+sip.instance", other, StringComparison.Ordinal);
            Assert.Contains("temp-gruu", other, StringComparison.Ordinal);
        });
        Assert.InRange(LengthOf(answer), 1000, 1300);
    }

    [Fact]
    public async Task Then_the_GRUUs_of_other_contacts()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await RegisterOthersAsync(bench, 5, 60, 300);

        var answer = await RegisterOwnAsync(bench);

        Assert.Equal(6, answer.Rows("Contact").Count);
        AssertOwnIsWhole(answer);
        Assert.All(answer.Rows("Contact").Skip(1), other => Assert.DoesNotContain("gruu", other, StringComparison.Ordinal));
        Assert.InRange(LengthOf(answer), 500, 1300);
    }

    [Fact]
    public async Task A_contact_that_is_alone_too_long_is_told_all_the_same()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await RegisterOthersAsync(bench, 2, 90, 150);
        var contact = LongContact("own", 1900, 100);

        var answer = await new TestPhone(bench).RegisterAsync($"Contact: {contact};expires=600");

        Assert.Equal(3, answer.Rows("Contact").Count);
        Assert.Equal($"{contact};expires=600", answer.Rows("Contact")[0]);
    }

    [Fact]
    public async Task Over_a_connection_nothing_is_left_out()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await RegisterOthersAsync(bench, 7, 60, 300);

        var answer = await RegisterOwnAsync(bench, new PhoneWire("192.0.2.4:41000", TransportProtocol.Tcp));

        Assert.All(answer.Rows("Contact"), contact => Assert.Contains("+sip.instance", contact, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_answer_is_never_longer_than_a_datagram_holds()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = 100 });
        await RegisterOthersAsync(bench, 40, 2040, 100);

        var answer = await RegisterOwnAsync(bench);

        AssertOwnIsWhole(answer);
        Assert.InRange(LengthOf(answer), 60_000, 65_000);
        Assert.Equal("0", answer.Row("Content-Length"));
    }

    private static async Task RegisterOthersAsync(RegistrarBench bench, int count, int uriLength, int parametersLength)
    {
        var phone = new TestPhone(bench);
        for (var i = 0; i < count; i++)
        {
            var number = i.ToString(CultureInfo.InvariantCulture);
            phone.CallId = $"other-{number}";
            var instance = $";+sip.instance=\"<urn:uuid:{number}>\"";
            var contact = LongContact($"other-{number}", uriLength, parametersLength - instance.Length);
            Assert.Equal("200 OK", (await phone.RegisterAsync($"Contact: {contact}{instance}")).Status());
        }
    }

    private static Task<string> RegisterOwnAsync(RegistrarBench bench, PhoneWire? wire = null) =>
        new TestPhone(bench) { Wire = wire ?? new PhoneWire("192.0.2.4:5060") }.RegisterAsync(
            "Contact: <sip:own@192.0.2.4>;methods=\"INVITE, ACK\";+sip.instance=\"<urn:uuid:own>\"\nSupported: gruu");

    private static void AssertOwnIsWhole(string answer)
    {
        var own = answer.Rows("Contact")[0];
        Assert.StartsWith("<sip:own@192.0.2.4>;methods=\"INVITE, ACK\";+sip.instance=\"<urn:uuid:own>\";pub-gruu=\"", own, StringComparison.Ordinal);
        Assert.Contains(";temp-gruu=\"", own, StringComparison.Ordinal);
        Assert.EndsWith(";expires=3600", own, StringComparison.Ordinal);
    }

    /// <summary>The lengths are those of the URI and of all that stands behind it.</summary>
    private static string LongContact(string user, int uriLength, int parametersLength)
    {
        var uri = $"sip:{user}@192.0.2.4;pad=";
        var parameters = ";pad=";
        return $"<{uri.PadRight(uriLength, 'u')}>{parameters.PadRight(parametersLength, 'p')}";
    }

    private static int LengthOf(string answer) => answer.Length + answer.Count(character => character == '\n');
}
