using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>RFC 5626, 6, and RFC 3327, 5.3: flows, and the proxies on the way.</summary>
public sealed class OutboundTests
{
    private const string Flow1 = "Contact: <sip:3516@192.0.2.4:41000;transport=tcp>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"";
    private const string Flow2 = "Contact: <sip:3516@192.0.2.4:42000;transport=tcp>;reg-id=2;+sip.instance=\"<urn:uuid:1>\"";
    private const string Supported = "\nSupported: path, outbound";
    private const string SecondVia = "\nVia: SIP/2.0/UDP 192.0.2.200;branch=z9hG4bKedge\nVia: SIP/2.0/TCP 192.0.2.4:41000;branch=z9hG4bKphone";

    [Fact]
    public async Task A_flow_is_answered_with_Require_outbound_and_a_Flow_Timer()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { FlowTimer = 90 });
        var phone = TestPhone.OverTcp(bench);

        var first = await phone.RegisterAsync(Flow1 + Supported);
        var refresh = await phone.RegisterAsync(Flow1 + Supported);

        Assert.All([first, refresh], answer =>
        {
            Assert.Equal("200 OK", answer.Status());
            Assert.Equal("outbound", answer.Row("Require"));
            Assert.Equal("90", answer.Row("Flow-Timer"));
            Assert.Equal("path, outbound", answer.Row("Supported"));
        });
        Assert.Equal(1, Assert.Single(bench.BindingsOf()).Lease.RefreshCount);
    }

    [Fact]
    public async Task The_keep_alives_that_the_phone_is_told_of_are_expected_until_it_is_told_otherwise()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { FlowTimer = 90 });
        var phone = TestPhone.OverTcp(bench);

        await phone.RegisterAsync(Flow1 + Supported);
        var asOutbound = phone.Wire.KeepAliveInterval;
        await phone.RegisterAsync(Flow1);

        Assert.Equal((TimeSpan.FromSeconds(90), Timeout.InfiniteTimeSpan), (asOutbound, phone.Wire.KeepAliveInterval));
    }

    [Theory]
    [InlineData(0, Flow1 + Supported)]
    [InlineData(90, "Contact: <sip:3516@192.0.2.4:41000;transport=tcp>" + Supported)]
    [InlineData(90, Flow1 + Supported + SecondVia + "\nPath: <sip:edge.example;lr;ob>")]
    public async Task Nothing_is_expected_of_who_was_told_nothing(int flowTimer, string rows)
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { FlowTimer = flowTimer });
        var phone = TestPhone.OverTcp(bench);

        var answer = await phone.RegisterAsync(rows);

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(answer.Rows("Flow-Timer"));
        Assert.Equal(Timeout.InfiniteTimeSpan, phone.Wire.KeepAliveInterval);
    }

    [Fact]
    public async Task Over_UDP_the_phone_keeps_its_own_interval()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(Flow1 + Supported);

        Assert.Equal("outbound", answer.Row("Require"));
        Assert.Empty(answer.Rows("Flow-Timer"));
    }

    [Theory]
    [InlineData(";reg-id=1;+sip.instance=\"<urn:uuid:1>\"", "")]
    [InlineData(";+sip.instance=\"<urn:uuid:1>\"", "\nSupported: outbound")]
    [InlineData(";reg-id=1", "\nSupported: outbound")]
    [InlineData(";reg-id=0;+sip.instance=\"<urn:uuid:1>\"", "\nSupported: outbound")]
    [InlineData(";reg-id=2147483648;+sip.instance=\"<urn:uuid:1>\"", "\nSupported: outbound")]
    [InlineData(";reg-id=x;+sip.instance=\"<urn:uuid:1>\"", "\nSupported: outbound")]
    [InlineData(";reg-id;+sip.instance=\"<urn:uuid:1>\"", "\nSupported: outbound")]
    public async Task What_is_no_flow_or_not_asked_for_is_bound_without_Require_outbound(string parameters, string rows)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);

        var answer = await phone.RegisterAsync($"Contact: <sip:3516@192.0.2.4:41000>{parameters}{rows}");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal($"<sip:3516@192.0.2.4:41000>{parameters};expires=3600", answer.Row("Contact"));
        Assert.Empty(answer.Rows("Require"));
        Assert.Empty(answer.Rows("Flow-Timer"));
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task A_reg_id_that_is_none_makes_no_second_device()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;reg-id=0;+sip.instance=\"<urn:uuid:1>\"");

        await phone.RegisterAsync("Contact: <sip:b@192.0.2.4>;+sip.instance=\"<urn:uuid:1>\"");

        Assert.Equal("sip:b@192.0.2.4", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task The_key_of_a_binding_is_instance_and_reg_id_and_not_its_contact()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Flow1 + Supported);
        var second = TestPhone.OverTcp(bench, "192.0.2.4:42000");
        await second.RegisterAsync(Flow2 + Supported);
        phone.Wire = new PhoneWire("192.0.2.4:43000", TransportProtocol.Tcp);

        await phone.RegisterAsync(Flow1.Replace("41000", "43000", StringComparison.Ordinal) + Supported);

        Assert.Equal(
            ["sip:3516@192.0.2.4:43000;transport=tcp", "sip:3516@192.0.2.4:42000;transport=tcp"],
            bench.BindingsOf().Select(binding => binding.ContactUri));
    }

    [Fact]
    public async Task The_flows_of_a_device_are_rows_of_their_own_and_one_place_of_those_that_a_user_has()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = 2 });
        await TestPhone.OverTcp(bench, "192.0.2.4:41000").RegisterAsync(Flow1 + Supported);
        await TestPhone.OverTcp(bench, "192.0.2.4:42000").RegisterAsync(Flow2 + Supported);

        var other = await new TestPhone(bench).RegisterAsync("Contact: <sip:other@192.0.2.9>");
        var third = await new TestPhone(bench).RegisterAsync("Contact: <sip:third@192.0.2.9>");

        Assert.Equal("200 OK", other.Status());
        Assert.Equal("403 Too Many Devices", third.Status());
        Assert.Equal(3, bench.DevicesOf().Count);
    }

    [Fact]
    public async Task A_log_out_ends_all_flows_of_the_device_and_keeps_all_of_them_out()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var (one, two) = (TestPhone.OverTcp(bench, "192.0.2.4:41000"), TestPhone.OverTcp(bench, "192.0.2.4:42000"));
        await one.RegisterAsync(Flow1 + Supported);
        await two.RegisterAsync(Flow2 + Supported);
        await new TestPhone(bench).RegisterAsync("Contact: <sip:other@192.0.2.9>");
        var deviceId = bench.DevicesOf()[0].DeviceId;

        var outcome = await bench.Location.LogOutAsync(deviceId, new LogOutOrder("admin", KeepsOut: true), CancellationToken.None);

        Assert.Equal((true, true, 1), (outcome!.WasRegistered, outcome.ConnectionWasClosed, outcome.OtherDevices));
        Assert.True(one.Wire.IsClosed && two.Wire.IsClosed);
        Assert.Equal("sip:other@192.0.2.9", Assert.Single(bench.BindingsOf()).ContactUri);
        var again = TestPhone.OverTcp(bench, "192.0.2.4:43000");
        Assert.Equal("403 Logged Out By Administrator", (await again.RegisterAsync(Flow2 + Supported)).Status());
        Assert.Equal("403 Logged Out By Administrator", (await again.RegisterAsync(Flow2.Replace("reg-id=2", "reg-id=3", StringComparison.Ordinal) + Supported)).Status());
        Assert.True(await bench.Location.AllowAsync(deviceId, "admin", CancellationToken.None));
        Assert.Equal("200 OK", (await again.RegisterAsync(Flow2 + Supported)).Status());
    }

    [Theory]
    [InlineData("Contact: <sip:a@192.0.2.4>;reg-id=1;+sip.instance=\"<urn:uuid:1>\", <sip:b@192.0.2.4>", "400 One Flow Per Request")]
    [InlineData("Contact: <sip:a@192.0.2.4>;reg-id=1;+sip.instance=\"<urn:uuid:1>\", <sip:b@192.0.2.4>;expires=0", "200 OK")]
    [InlineData("Contact: <sip:a@192.0.2.4>;reg-id=1, <sip:b@192.0.2.4>", "200 OK")]
    public async Task A_request_registers_one_flow_and_nothing_beside_it(string rows, string expected)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(rows + Supported);

        Assert.Equal(expected, answer.Status());
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nPath: <sip:edge.example;lr>")]
    public async Task A_flow_through_a_proxy_that_knows_none_is_refused_with_439(string path)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await TestPhone.OverTcp(bench).RegisterAsync(Flow1 + Supported + SecondVia + path);

        Assert.Equal("439 First Hop Lacks Outbound Support", answer.Status());
        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task A_known_flow_that_suddenly_comes_through_such_a_proxy_is_refused_too()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Flow1 + Supported);

        var answer = await phone.RegisterAsync(Flow1 + Supported + SecondVia);

        Assert.Equal("439 First Hop Lacks Outbound Support", answer.Status());
    }

    [Fact]
    public async Task Through_such_a_proxy_a_phone_that_does_not_insist_is_bound_without_its_reg_id()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);

        var answer = await phone.RegisterAsync(Flow1 + SecondVia);
        await phone.RegisterAsync(Flow2 + SecondVia);

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(answer.Rows("Require"));
        Assert.Single(bench.BindingsOf());
    }

    [Theory]
    [InlineData("Path: <sip:edge.example;lr;ob>", "<sip:edge.example;lr;ob>")]
    [InlineData("Path: <sip:core.example;lr>, <sip:flow-token@edge.example;lr;ob>", "<sip:core.example;lr>, <sip:flow-token@edge.example;lr;ob>")]
    [InlineData("Path: <sip:core.example;lr>\nPath: <sip:edge.example;lr;ob>", "<sip:core.example;lr>, <sip:edge.example;lr;ob>")]
    public async Task The_Path_is_kept_in_its_order_and_told_to_the_phone(string path, string kept)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);

        var answer = await phone.RegisterAsync($"{Flow1}{Supported}{SecondVia}\n{path}");
        var refresh = await phone.RegisterAsync($"{Flow1}{Supported}{SecondVia}\n{path}");

        Assert.All([answer, refresh], one => Assert.Equal(path.Split('\n').Select(row => row["Path: ".Length..]), one.Rows("Path")));
        Assert.Equal("outbound", answer.Row("Require"));
        Assert.Empty(answer.Rows("Flow-Timer"));
        Assert.Equal((kept, 1), (Assert.Single(bench.BindingsOf()).Path, bench.BindingsOf()[0].Lease.RefreshCount));
        Assert.Equal(kept, Assert.Single(bench.Store.Bindings).Path);
        Assert.Single(bench.Store.Commits[^1].Refreshes);
    }

    [Theory]
    [InlineData("\nPath: <sip:new.example;lr>")]
    [InlineData("\nPath: <sip:edge.example;lr>, <sip:edge.example;lr>")]
    [InlineData("")]
    public async Task A_Path_that_changes_is_stored(string path)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>\nSupported: path\nPath: <sip:edge.example;lr>");

        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>\nSupported: path" + path);

        Assert.Equal(path.Replace("\nPath: ", "", StringComparison.Ordinal), Assert.Single(bench.Store.Bindings).Path);
    }

    [Fact]
    public async Task A_Path_of_which_the_phone_knows_nothing_is_refused_with_420()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(new TestPhone(bench).Request("Contact: <sip:a@192.0.2.4>\nPath: <sip:edge.example;lr>"));

        Assert.Equal("420 Bad Extension", answer.Status());
        Assert.Equal("path", answer.Row("Unsupported"));
    }

    [Theory]
    [InlineData("sip:edge.example;lr")]
    [InlineData("<tel:+4989>")]
    [InlineData("<sip:edge.example:5060transport=udp>")]
    [InlineData("<sip:edge.example;lr>, edge")]
    public async Task A_Path_that_is_none_is_refused_before_it_is_stored(string path)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await bench.AskAsync(new TestPhone(bench).Request($"Contact: <sip:a@192.0.2.4>\nSupported: path\nPath: {path}"));

        Assert.Equal("400 Bad Request (Path)", answer.Status());
    }

    [Fact]
    public async Task A_binding_behind_a_proxy_does_not_end_with_the_connection_to_the_proxy()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Flow1 + Supported + SecondVia + "\nPath: <sip:edge.example;lr;ob>");

        await bench.CloseAsync(phone.Wire);
        await bench.AdvanceAsync(60);

        Assert.True(Assert.Single(bench.BindingsOf()).IsReachable);
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task A_log_out_leaves_the_connection_of_a_proxy_open()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = TestPhone.OverTcp(bench);
        await phone.RegisterAsync(Flow1 + Supported + SecondVia + "\nPath: <sip:edge.example;lr;ob>");

        var outcome = await bench.Location.LogOutAsync(bench.DevicesOf()[0].DeviceId, new LogOutOrder("admin"), CancellationToken.None);

        Assert.False(outcome!.ConnectionWasClosed);
        Assert.False(phone.Wire.IsClosed);
    }

    [Fact]
    public async Task The_Path_is_back_after_a_restart()
    {
        var first = await RegistrarBench.StartAsync();
        await TestPhone.OverTcp(first).RegisterAsync(Flow1 + Supported + SecondVia + "\nPath: <sip:edge.example;lr;ob>");
        await using var bench = await first.RestartAsync();

        Assert.Equal("<sip:edge.example;lr;ob>", Assert.Single(bench.BindingsOf()).Path);
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task The_service_route_of_the_settings_is_told_with_every_registration()
    {
        await using var bench = await RegistrarBench.StartAsync(
            new RegistrarOptions { ServiceRoute = { "<sip:p1.example;lr>", "<sip:p2.example;lr>" } });

        var answer = await new TestPhone(bench).RegisterAsync();

        Assert.Equal("<sip:p1.example;lr>, <sip:p2.example;lr>", answer.Row("Service-Route"));
    }

    [Fact]
    public async Task A_phone_that_knows_no_extensions_is_told_of_none()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(Flow1);

        Assert.All(
            ["Require", "Supported", "Flow-Timer", "Path", "Service-Route"],
            name => Assert.Empty(answer.Rows(name)));
        Assert.DoesNotContain("gruu", answer, StringComparison.Ordinal);
    }

    /// <summary>RFC 8599, 5.6.1.1: a proxy that pushes says so in Feature-Caps. We do not push.</summary>
    [Fact]
    public async Task Push_parameters_are_kept_and_no_push_is_claimed()
    {
        const string contact = "<sip:3516@192.0.2.4;pn-provider=apns;pn-param=DEF123GHIJ.com.example.app.voip;pn-prid=00fc13adff78512>";
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync($"Contact: {contact};+sip.pnsreg");

        Assert.Equal($"{contact};+sip.pnsreg;expires=3600", answer.Row("Contact"));
        Assert.Empty(answer.Rows("Feature-Caps"));
    }
}
