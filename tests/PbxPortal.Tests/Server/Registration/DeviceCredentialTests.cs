using PbxPortal.Server.Activity;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>A device with a user name and a password of its own: how it registers, and what revoking it does.</summary>
public sealed class DeviceCredentialTests
{
    private const string Mobile = "3516.k7f2";

    [Fact]
    public async Task A_device_registers_its_user_with_its_own_name_and_password()
    {
        await using var bench = await StartAsync();

        var answer = await bench.AskAsync(
            """
            REGISTER sip:acme.example SIP/2.0
            From: "Anna" <sip:3516@acme.example>;tag=456248
            To: "Anna" <sip:3516@acme.example>
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:3516@192.0.2.4:5060>
            """,
            new PhoneCredentials(Mobile, Tenants.PasswordOf(Mobile)));

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal(9, Assert.Single(bench.DevicesOf()).CredentialId);
        Assert.Equal(9, Assert.Single(bench.Store.Devices).CredentialId);
    }

    [Fact]
    public async Task The_name_of_a_credential_is_no_address_of_record()
    {
        await using var bench = await StartAsync();
        var phone = new TestPhone(bench, Mobile);

        Assert.Equal("403 Not Your Address", (await phone.RegisterAsync()).Status());
    }

    [Fact]
    public async Task A_phone_with_the_users_own_password_has_no_credential_of_its_own()
    {
        await using var bench = await StartAsync();

        await new TestPhone(bench).RegisterAsync();

        Assert.Equal(0, Assert.Single(bench.DevicesOf()).CredentialId);
    }

    [Fact]
    public async Task A_phone_that_gets_a_password_of_its_own_stays_the_same_device()
    {
        await using var bench = await StartAsync();
        var before = new TestPhone(bench);
        await before.RegisterAsync();
        var after = MobilePhone(bench, before.CallId, before.CSeq);

        await after.RegisterAsync();
        var repeated = await after.RegisterAsync();

        Assert.Equal("200 OK", repeated.Status());
        Assert.Equal(9, Assert.Single(bench.DevicesOf()).CredentialId);
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task Revoking_logs_out_at_once_what_registered_with_it_and_nothing_else()
    {
        await using var bench = await StartAsync();
        var mobile = MobilePhone(bench);
        await mobile.RegisterAsync("Contact: <sip:mobile@192.0.2.4:5060>");
        await new TestPhone(bench).RegisterAsync("Contact: <sip:desk@192.0.2.5:5060>");

        Revoke(bench, 9);
        await bench.SettleAsync();

        Assert.Equal("sip:desk@192.0.2.5:5060", Assert.Single(bench.BindingsOf()).ContactUri);
        Assert.Equal("sip:desk@192.0.2.5:5060", Assert.Single(bench.Store.Bindings).ContactUri);
        var row = Assert.Single(bench.DevicesOf(), device => device.CredentialId == 9);
        Assert.Equal((DeviceStatus.Offline, "its password was revoked"), (row.Status, row.Reason));
        var told = bench.Store.Activity[^1];
        Assert.Equal((ActivityKind.ForcedOut, "the password was revoked: 3516.k7f2, Anna's mobile"), (told.Kind, told.Reason));
    }

    [Fact]
    public async Task A_revoked_device_is_refused_and_its_row_says_why()
    {
        await using var bench = await StartAsync();
        var mobile = MobilePhone(bench);
        await mobile.RegisterAsync();
        Revoke(bench, 9);
        await bench.SettleAsync();

        var answer = await mobile.RegisterAsync();
        await bench.TellRefusalsAsync();

        Assert.Equal("403 Password Revoked", answer.Status());
        Assert.Empty(bench.BindingsOf());
        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((DeviceStatus.Failing, "the password was revoked: 3516.k7f2, Anna's mobile"), (row.Status, row.Reason));
    }

    [Fact]
    public async Task Revoking_closes_the_connection_of_the_device_unless_another_needs_it()
    {
        await using var bench = await StartAsync();
        var (alone, shared) = (new PhoneWire("192.0.2.4:41000", TransportProtocol.Tcp), new PhoneWire("192.0.2.5:41000", TransportProtocol.Tcp));
        await MobilePhone(bench, wire: alone).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await MobilePhone(bench, wire: shared).RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await new TestPhone(bench) { Wire = shared }.RegisterAsync("Contact: <sip:c@192.0.2.5>");

        Revoke(bench, 9);
        await bench.SettleAsync();

        Assert.Equal((true, false), (alone.IsClosed, shared.IsClosed));
        Assert.Equal("sip:c@192.0.2.5", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task Revoking_works_on_what_registered_before_a_restart()
    {
        var first = await StartAsync();
        await MobilePhone(first).RegisterAsync();
        await using var bench = await first.RestartAsync();
        Assert.Single(bench.BindingsOf());

        Revoke(bench, 9);
        await bench.SettleAsync();

        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task What_was_revoked_while_the_server_was_down_is_out_when_it_starts()
    {
        var first = await StartAsync();
        await MobilePhone(first).RegisterAsync();
        await first.DisposeAsync();
        Revoke(first, 9);

        await using var bench = await first.RestartAsync();
        await bench.SettleAsync();

        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task Revoking_the_users_own_password_leaves_the_device_passwords_in_force()
    {
        await using var bench = await StartAsync();
        await MobilePhone(bench).RegisterAsync("Contact: <sip:mobile@192.0.2.4:5060>");
        var desk = new TestPhone(bench);
        await desk.RegisterAsync("Contact: <sip:desk@192.0.2.5:5060>");

        Revoke(bench, 1100);
        await bench.SettleAsync();
        var answer = await desk.RegisterAsync("Contact: <sip:desk@192.0.2.5:5060>");

        Assert.Equal("403 Password Revoked", answer.Status());
        Assert.Equal("sip:mobile@192.0.2.4:5060", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task What_a_gateway_registered_for_others_ends_with_its_credential()
    {
        await using var bench = await StartAsync();
        bench.Directory.Apply(Tenants.Added(bench.Directory.FindUser(11)! with { MayRegisterOthers = true }));
        var gateway = new PhoneCredentials(Mobile, Tenants.PasswordOf(Mobile));
        await bench.AskAsync(
            """
            REGISTER sip:acme.example SIP/2.0
            From: <sip:3516@acme.example>;tag=456248
            To: <sip:3517@acme.example>
            Call-ID: 843817637684230@998sdasdh09
            CSeq: 1826 REGISTER
            Contact: <sip:gateway@192.0.2.4:5060>
            """,
            gateway);
        Assert.Single(bench.BindingsOf(12));

        Revoke(bench, 9);
        await bench.SettleAsync();

        Assert.Empty(bench.BindingsOf(12));
    }

    [Fact]
    public async Task A_phone_that_never_got_in_has_used_no_credential()
    {
        await using var bench = await StartAsync();
        await new TestPhone(bench) { Credentials = new PhoneCredentials("3516", "guess") }.RegisterAsync();

        await bench.TellRefusalsAsync();

        Assert.Null(Assert.Single(bench.DevicesOf()).CredentialId);
    }

    /// <summary>With 3516's credential <c>3516.k7f2</c>, number 9.</summary>
    private static async Task<RegistrarBench> StartAsync()
    {
        var bench = await RegistrarBench.StartAsync();
        var user = Tenants.User(11, "3516");
        bench.Directory.Apply(Tenants.Added(user with { Credentials = [.. user.Credentials, Tenants.DeviceCredential(9, Mobile)] }));
        return bench;
    }

    private static void Revoke(RegistrarBench bench, long credentialId)
    {
        var user = bench.Directory.FindUser(11)!;
        bench.Directory.Apply(Tenants.Added(user with
        {
            Credentials = [.. user.Credentials.Select(one => one.Id == credentialId ? one with { IsRevoked = true } : one)],
        }));
    }

    private static TestPhone MobilePhone(RegistrarBench bench, string? callId = null, uint cSeq = 0, PhoneWire? wire = null)
    {
        var phone = new TestPhone(bench) { Credentials = new PhoneCredentials(Mobile, Tenants.PasswordOf(Mobile)), CSeq = cSeq };
        phone.CallId = callId ?? phone.CallId;
        phone.Wire = wire ?? phone.Wire;
        return phone;
    }
}
