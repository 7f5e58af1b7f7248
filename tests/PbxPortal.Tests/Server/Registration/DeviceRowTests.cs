using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>One row per device, whatever its address, its port or its Call-ID is today.</summary>
public sealed class DeviceRowTests
{
    [Theory]
    [InlineData("<sip:3516@10.0.0.5:5060>;+sip.instance=\"<urn:uuid:f81d4fae>\"", "<sip:3516@192.168.7.9:41222;transport=tcp>;+sip.instance=\"<urn:uuid:f81d4fae>\"")]
    [InlineData("<sip:3516@10.0.0.5;pn-provider=apns;pn-prid=00fc13adff78512>", "<sip:3516@192.168.7.9:41222;pn-provider=apns;pn-prid=00fc13adff78512>")]
    [InlineData("<sip:3516@10.0.0.5:2048;line=abcdef>", "<sip:3516@192.168.7.9:3000;line=abcdef>")]
    [InlineData("<sip:3516@10.0.0.5:5060;rinstance=f1e2>", "<sip:3516@192.168.7.9:41222;rinstance=f1e2>")]
    public async Task A_device_that_says_who_it_is_keeps_its_row_across_address_and_Call_ID(string before, string after)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync($"Contact: {before}");
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;
        phone.CallId = "after-a-restart";
        phone.CSeq = 0;
        phone.Wire = new PhoneWire("198.51.100.20:41222");

        var answer = await phone.RegisterAsync($"Contact: {after}");

        Assert.Equal([$"{after};expires=3600"], answer.Rows("Contact"));
        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((deviceId, "198.51.100.20:41222", 1), (row.DeviceId, row.Source, row.RefreshCount));
    }

    [Fact]
    public async Task A_device_that_says_nothing_is_known_by_contact_and_product()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060>");
        phone.CallId = "after-a-restart";
        phone.Wire = new PhoneWire("198.51.100.20:5060");

        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060;transport=tcp>");

        Assert.Equal("sip:3516@10.0.0.5:5060;transport=tcp", Assert.Single(bench.DevicesOf()).ContactUri);
    }

    [Fact]
    public async Task A_phone_without_a_name_keeps_its_row_when_it_connects_again_from_another_port()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench, "198.51.100.20:41000");
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5:41000;transport=TCP>");
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;
        phone.Wire.Close();
        phone.CallId = "after-a-restart";
        phone.Wire = new PhoneWire("198.51.100.20:41777", TransportProtocol.Tcp);

        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5:41777;transport=TCP>");

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((deviceId, "sip:3516@10.0.0.5:41777;transport=TCP"), (row.DeviceId, row.ContactUri));
    }

    [Fact]
    public async Task Two_phones_without_a_name_that_are_both_connected_are_two_rows()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await TestPhone.OverTcp(bench, "198.51.100.20:41000").RegisterAsync("Contact: <sip:3516@10.0.0.5:41000;transport=TCP>");

        await TestPhone.OverTcp(bench, "198.51.100.20:41777").RegisterAsync("Contact: <sip:3516@10.0.0.5:41777;transport=TCP>");

        Assert.Equal(2, bench.BindingsOf().Count);
    }

    [Fact]
    public async Task Two_devices_with_equal_contacts_and_different_instances_are_two_rows()
    {
        await using var bench = await RegistrarBench.StartAsync();

        await new TestPhone(bench) { Wire = new PhoneWire("198.51.100.1:5060") }
            .RegisterAsync("Contact: <sip:3516@192.168.1.10:5060>;+sip.instance=\"<urn:uuid:1>\"");
        await new TestPhone(bench) { Wire = new PhoneWire("198.51.100.2:5060") }
            .RegisterAsync("Contact: <sip:3516@192.168.1.10:5060>;+sip.instance=\"<urn:uuid:2>\"");

        Assert.Equal(2, bench.BindingsOf().Count);
    }

    [Theory]
    [InlineData("<sip:3516@192.168.1.10:5060>", "<sip:3516@192.168.1.10:5062>")]
    [InlineData("<sip:3516@192.168.1.10:5060>;+sip.instance=\"<urn:uuid:1>\"", "<sip:3516@192.168.1.10:5062>;+sip.instance=\"<urn:uuid:1>\"")]
    [InlineData("<sip:3516@192.168.1.10:5060>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"", "<sip:3516@192.168.1.10:5060;line2>;reg-id=2;+sip.instance=\"<urn:uuid:1>\"")]
    public async Task The_two_lines_of_an_ATA_are_two_bindings_and_both_stay(string one, string two)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var first = new TestPhone(bench) { UserAgent = "Grandstream HT802 1.0.17.5" };
        var second = new TestPhone(bench) { UserAgent = "Grandstream HT802 1.0.17.5" };

        for (var refresh = 0; refresh < 3; refresh++)
        {
            Assert.Equal("200 OK", (await first.RegisterAsync($"Contact: {one}")).Status());
            Assert.Equal("200 OK", (await second.RegisterAsync($"Contact: {two}")).Status());
            await bench.AdvanceAsync(1800);
        }

        Assert.Equal(2, bench.BindingsOf().Count);
        Assert.All(bench.DevicesOf(), row => Assert.Equal((DeviceClass.Ata, 2), (row.Class, row.RefreshCount)));
    }

    [Theory]
    [InlineData("<sip:3516@10.0.0.5:5060;ob>;expires=0, <sip:3516@192.168.7.9:41222;ob>;expires=300", "<sip:3516@192.168.7.9:41222;ob>;expires=300")]
    [InlineData("<sip:3516@192.168.7.9:41222;ob>;expires=300, <sip:3516@10.0.0.5:5060;ob>;expires=0", "<sip:3516@192.168.7.9:41222;ob>;expires=300")]
    public async Task A_phone_that_names_its_old_contact_beside_the_new_one_keeps_its_row(string contacts, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { UserAgent = "PJSUA v2.14 Linux" };
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060;ob>");
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;
        phone.Wire = new PhoneWire("198.51.100.20:41222");

        var answer = await phone.RegisterAsync($"Contact: {contacts}");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal([expected], answer.Rows("Contact"));
        Assert.Equal("300", answer.Row("Expires"));
        Assert.Equal(deviceId, Assert.Single(bench.DevicesOf()).DeviceId);
        Assert.Equal(answer.Without("Via"), (await phone.RepeatAsync()).Without("Via"));
    }

    /// <summary>As Linphone does after a change of network: both contacts name the same instance.</summary>
    [Theory]
    [InlineData("<sip:3516@10.0.0.9:5061>;+sip.instance=\"<urn:uuid:1>\"", "<sip:3516@10.0.0.5:5060>;+sip.instance=\"<urn:uuid:1>\";expires=0")]
    [InlineData("<sip:3516@10.0.0.5:5060>;+sip.instance=\"<urn:uuid:1>\";expires=0", "<sip:3516@10.0.0.9:5061>;+sip.instance=\"<urn:uuid:1>\"")]
    public async Task Of_two_contacts_of_one_instance_the_one_that_is_let_go_does_not_take_the_other_with_it(string first, string second)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { UserAgent = "LinphoneAndroid/5.2.5 (Pixel 7) LinphoneSDK/5.3.47" };
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.5:5060>;+sip.instance=\"<urn:uuid:1>\"");
        var deviceId = Assert.Single(bench.DevicesOf()).DeviceId;

        var answer = await phone.RegisterAsync($"Contact: {first}, {second}\nExpires: 600\nSupported: replaces, outbound, gruu, path");

        Assert.Equal("200 OK", answer.Status());
        Assert.StartsWith("<sip:3516@10.0.0.9:5061>;+sip.instance=\"<urn:uuid:1>\";pub-gruu=", Assert.Single(answer.Rows("Contact")), StringComparison.Ordinal);
        Assert.Equal((deviceId, "sip:3516@10.0.0.9:5061"), (Assert.Single(bench.DevicesOf()).DeviceId, bench.DevicesOf()[0].ContactUri));
    }

    [Fact]
    public async Task A_move_is_told_once_and_a_refresh_is_not()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.AdvanceAsync(1800);
        await phone.RegisterAsync();
        await bench.AdvanceAsync(1800);
        phone.Wire = new PhoneWire("198.51.100.20:41222", TransportProtocol.Tcp);

        await phone.RegisterAsync();

        Assert.Equal([ActivityKind.Registered, ActivityKind.Moved], bench.Store.Activity.Select(entry => entry.Kind));
        Assert.Equal("from 192.0.2.4:5060", bench.Store.Activity[1].Reason);
        Assert.Equal((2, TransportProtocol.Tcp), (Assert.Single(bench.DevicesOf()).RefreshCount, bench.DevicesOf()[0].Transport));
    }

    [Fact]
    public async Task A_plain_refresh_is_a_narrow_write()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.AdvanceAsync(1800);

        await phone.RegisterAsync();

        var commit = bench.Store.Commits[^1];
        Assert.Equal(2u, Assert.Single(commit.Refreshes).CSeq);
        Assert.Empty(commit.Bindings);
        Assert.Empty(commit.Devices);
        Assert.Empty(commit.Activity);
    }

    [Fact]
    public async Task A_device_that_logs_out_and_comes_back_keeps_its_row_and_begins_a_new_binding()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        var before = Assert.Single(bench.BindingsOf());
        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=0");
        Assert.Equal((DeviceStatus.Offline, "logged out"), (bench.DevicesOf()[0].Status, bench.DevicesOf()[0].Reason));

        await phone.RegisterAsync();

        var after = Assert.Single(bench.BindingsOf());
        Assert.Equal(before.DeviceId, after.DeviceId);
        Assert.NotEqual(before.Id, after.Id);
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task A_phone_that_restarts_with_its_old_Call_ID_and_a_low_CSeq_gets_in_again()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { CSeq = 100 };
        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=60");
        await bench.AdvanceAsync(61);
        phone.CSeq = 0;
        var early = await phone.RegisterAsync();
        await bench.AdvanceAsync(300);
        phone.CSeq = 0;

        var late = await phone.RegisterAsync();

        Assert.Equal("400 CSeq Out Of Order", early.Status());
        Assert.Equal("200 OK", late.Status());
    }

    [Fact]
    public async Task A_push_contact_is_asleep_and_not_late()
    {
        await using var bench = await RegistrarBench.StartAsync();

        await new TestPhone(bench) { UserAgent = "Acrobits Softphone/6.0 (iOS 18)" }
            .RegisterAsync("Contact: <sip:3516@10.0.0.5;pn-provider=apns;pn-prid=00fc13>");

        Assert.Equal(DeviceStatus.Asleep, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task Devices_that_call_themselves_anew_at_each_start_do_not_pile_up()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var named = new TestPhone(bench);
        await named.RegisterAsync("Contact: <sip:3516@10.0.0.5;rinstance=first>");
        await named.RegisterAsync("Contact: <sip:3516@10.0.0.5;rinstance=first>;expires=0");
        var namedId = Assert.Single(bench.DevicesOf()).DeviceId;
        await bench.Location.EditAsync(namedId, new("Bob's desk", "", Class: null), CancellationToken.None);

        for (var start = 0; start < 50; start++)
        {
            var app = new TestPhone(bench) { Credentials = named.Credentials };
            await app.RegisterAsync($"Contact: <sip:3516@10.0.0.5;rinstance=start-{start}>");
            await app.RegisterAsync($"Contact: <sip:3516@10.0.0.5;rinstance=start-{start}>;expires=0");
            await bench.AdvanceAsync(1);
        }

        Assert.InRange(bench.DevicesOf().Count, 30, 33);
        Assert.Contains(bench.DevicesOf(), row => row.DeviceId == namedId);
        Assert.Equal(bench.DevicesOf().Select(row => row.DeviceId).Order(), bench.Store.Devices.Select(device => device.Id));
    }
}
