using System.Text;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>RFC 5627, 5 and 6.1: an address of one device, and a new one that tells nobody whose it is.</summary>
public sealed class GruuTests
{
    private const string Contact = "Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";
    private const string Supported = "\nSupported: gruu";
    private const string Public = "sip:3516@acme.example;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

    [Fact]
    public async Task A_phone_that_knows_GRUUs_gets_both_with_its_contact()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);

        var first = await phone.RegisterAsync(Contact + Supported);
        var refresh = await phone.RegisterAsync(Contact + Supported);

        Assert.Equal(Public, ValueOf(first, "pub-gruu"));
        Assert.Equal(Public, ValueOf(refresh, "pub-gruu"));
        Assert.Matches("^sip:tgruu\\.[A-Za-z0-9_-]{64}@acme\\.example;gr$", ValueOf(first, "temp-gruu"));
        Assert.NotEqual(ValueOf(first, "temp-gruu"), ValueOf(refresh, "temp-gruu"));
        Assert.StartsWith("<sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:f81d4fae", first.Row("Contact"), StringComparison.Ordinal);
        Assert.EndsWith(";expires=3600", first.Row("Contact"), StringComparison.Ordinal);
        Assert.DoesNotContain("gruu", string.Concat(first.Rows("Require").Concat(first.Rows("Supported"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Contact, "")]
    [InlineData("Contact: <sip:3516@192.0.2.4:5060>", Supported)]
    public async Task Nobody_else_gets_one(string contact, string supported)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(contact + supported);

        Assert.DoesNotContain("gruu", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_lead_to_the_bindings_of_the_device_and_to_no_other()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:other@192.0.2.5>;+sip.instance=\"<urn:uuid:2>\"");

        var answer = await new TestPhone(bench).RegisterAsync(Contact + Supported);

        Assert.All([ValueOf(answer, "pub-gruu"), ValueOf(answer, "temp-gruu")], gruu =>
        {
            var target = Resolve(bench, gruu)!;
            Assert.Equal("3516", target.User!.Extension);
            Assert.Equal("sip:3516@192.0.2.4:5060", Assert.Single(target.Bindings).ContactUri);
        });
    }

    [Fact]
    public async Task Of_several_flows_the_ones_that_can_be_reached_come_first()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var (one, two) = (TestPhone.OverTcp(bench, "192.0.2.4:41000"), TestPhone.OverTcp(bench, "192.0.2.4:42000"));
        await one.RegisterAsync("Contact: <sip:one@192.0.2.4>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"");
        await bench.AdvanceAsync(10);
        await two.RegisterAsync("Contact: <sip:two@192.0.2.4>;reg-id=2;+sip.instance=\"<urn:uuid:1>\"");
        Assert.Equal(["sip:two@192.0.2.4", "sip:one@192.0.2.4"], Uris(bench, "sip:3516@acme.example;gr=urn:uuid:1"));

        await bench.CloseAsync(two.Wire);

        Assert.Equal(["sip:one@192.0.2.4", "sip:two@192.0.2.4"], Uris(bench, "sip:3516@acme.example;gr=urn:uuid:1"));
    }

    [Fact]
    public async Task All_temporary_ones_of_a_Call_ID_are_valid_until_the_phone_comes_with_another()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        var first = ValueOf(await phone.RegisterAsync(Contact + Supported), "temp-gruu");
        await bench.AdvanceAsync(600);
        var second = ValueOf(await phone.RegisterAsync(Contact + Supported), "temp-gruu");
        Assert.Equal((1, 1), (Resolve(bench, first)!.Bindings.Length, Resolve(bench, second)!.Bindings.Length));
        phone.CallId = "after-a-restart";

        var third = ValueOf(await phone.RegisterAsync(Contact + Supported), "temp-gruu");

        Assert.Null(Resolve(bench, first)!.User);
        Assert.Null(Resolve(bench, second)!.User);
        Assert.Single(Resolve(bench, third)!.Bindings);
    }

    [Fact]
    public async Task When_the_last_binding_ends_the_temporary_ones_are_invalid_and_the_public_one_leads_nowhere()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        var temporary = ValueOf(await phone.RegisterAsync(Contact + Supported), "temp-gruu");
        await bench.AdvanceAsync(10);

        await phone.RegisterAsync(Contact + ";expires=0");
        Assert.Null(Resolve(bench, temporary)!.User);
        Assert.Equal(("3516", 0), (Resolve(bench, Public)!.User!.Extension, Resolve(bench, Public)!.Bindings.Length));
        await phone.RegisterAsync(Contact + Supported);

        Assert.Null(Resolve(bench, temporary)!.User);
        Assert.Single(Resolve(bench, Public)!.Bindings);
    }

    [Fact]
    public async Task A_restart_of_the_server_invalidates_none()
    {
        var first = await RegistrarBench.StartAsync();
        var temporary = ValueOf(await new TestPhone(first).RegisterAsync(Contact + Supported), "temp-gruu");
        await using var bench = await first.RestartAsync();

        Assert.Single(Resolve(bench, temporary)!.Bindings);
        Assert.Single(Resolve(bench, Public)!.Bindings);
    }

    [Fact]
    public async Task Nobody_can_make_one_up()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var genuine = ValueOf(await new TestPhone(bench).RegisterAsync(Contact + Supported), "temp-gruu");

        for (var i = "sip:tgruu.".Length; i < "sip:tgruu.".Length + 64; i++)
        {
            var forged = $"{genuine[..i]}{(genuine[i] == 'A' ? 'B' : 'A')}{genuine[(i + 1)..]}";
            Assert.Null(Resolve(bench, forged)!.User);
        }

        Assert.Null(Resolve(bench, genuine.Replace("acme.example", "globex.example", StringComparison.Ordinal))!.User);
        Assert.Null(Resolve(bench, "sip:tgruu.x@acme.example;gr")!.User);
        Assert.Null(Resolve(bench, "sip:3516@acme.example;gr=urn:uuid:nobody")!.User);
    }

    [Fact]
    public void Another_installation_does_not_open_it()
    {
        using var ours = new Gruus(new TestKeys());
        using var theirs = new Gruus(new TestKeys("two"));
        var user = new byte[Gruus.UserLength];
        ours.WriteUser(user, "urn:uuid:1"u8, BindingAt(DateTimeOffset.UnixEpoch, cSeq: 1));

        Assert.True(ours.TryOpen(user, out var opened));
        Assert.Equal((11, DateTimeOffset.UnixEpoch), (opened.UserId, opened.MadeAt));
        Assert.False(theirs.TryOpen(user, out _));
    }

    [Fact]
    public void Each_REGISTER_has_its_own_and_always_the_same()
    {
        using var gruus = new Gruus(new TestKeys());

        var one = gruus.TemporaryOf(BindingAt(DateTimeOffset.UnixEpoch, cSeq: 1), "acme.example");

        Assert.Equal(one, gruus.TemporaryOf(BindingAt(DateTimeOffset.UnixEpoch, cSeq: 1), "acme.example"));
        Assert.NotEqual(one, gruus.TemporaryOf(BindingAt(DateTimeOffset.UnixEpoch, cSeq: 2), "acme.example"));
        Assert.NotEqual(one, gruus.TemporaryOf(BindingAt(DateTimeOffset.UnixEpoch.AddMilliseconds(1), cSeq: 1), "acme.example"));
    }

    [Theory]
    [InlineData("sip:3516@acme.example")]
    [InlineData("sip:3516@elsewhere.example;gr=urn:uuid:1")]
    public async Task What_is_no_GRUU_of_ours_is_none(string uri)
    {
        await using var bench = await RegistrarBench.StartAsync();

        Assert.Null(Resolve(bench, uri));
    }

    [Fact]
    public async Task An_odd_instance_is_escaped_and_found_again()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>;+sip.instance=\"<my phone;1=ü>\"" + Supported);

        Assert.Equal("sip:3516@acme.example;gr=my%20phone%3B1%3D%C3%BC", ValueOf(answer, "pub-gruu"));
        Assert.Single(Resolve(bench, ValueOf(answer, "pub-gruu"))!.Bindings);
    }

    [Fact]
    public async Task A_phone_cannot_suggest_one()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);

        var answer = await phone.RegisterAsync(
            Contact + ";pub-gruu=\"sip:evil@elsewhere.example;gr=1\";temp-gruu=\"sip:evil@elsewhere.example;gr\"" + Supported);

        Assert.DoesNotContain("evil", answer, StringComparison.Ordinal);
        Assert.Equal(Public, ValueOf(answer, "pub-gruu"));
    }

    [Theory]
    [InlineData("<sip:3516@acme.example>")]
    [InlineData("<sip:3516@ACME.example;gr=urn:uuid:1>;+sip.instance=\"<urn:uuid:1>\"")]
    [InlineData("<sip:tgruu.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA@acme.example;gr>")]
    public async Task A_contact_that_leads_back_to_us_is_refused(string contact)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync($"Contact: {contact}");

        Assert.Equal("403 Contact Is The Address Of Record", answer.Status());
        Assert.Empty(bench.BindingsOf());
    }

    private static GruuTarget? Resolve(RegistrarBench bench, string gruu)
    {
        Assert.True(SipUri.TryParse(Encoding.UTF8.GetBytes(gruu), out var uri));
        return bench.Gruus.Resolve(uri);
    }

    private static IEnumerable<string> Uris(RegistrarBench bench, string gruu) =>
        Resolve(bench, gruu)!.Bindings.Select(binding => binding.ContactUri);

    private static string ValueOf(string answer, string parameter) =>
        answer.Rows("Contact")[0].Split($";{parameter}=\"")[1].Split('"')[0];

    private static Binding BindingAt(DateTimeOffset time, uint cSeq) =>
        new("sip:3516@192.0.2.4"u8, ";+sip.instance=\"<urn:uuid:1>\""u8, "call"u8, new Lease { CSeq = cSeq, GrantedSeconds = 60, RefreshedAt = time })
        {
            Id = 1,
            DeviceId = 2,
            UserId = 11,
            Peer = default,
            Transport = TransportProtocol.Udp,
            RegisteredAt = time,
        };
}
