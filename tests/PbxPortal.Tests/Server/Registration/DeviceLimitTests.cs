using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server.Registration;

public sealed class DeviceLimitTests
{
    [Theory]
    [InlineData(1, null, null)]
    [InlineData(5, 1, null)]
    [InlineData(5, 5, 1)]
    [InlineData(5, null, 1)]
    public async Task Refuses_one_device_too_many_by_the_nearest_limit(int settings, int? domain, int? user)
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = settings });
        bench.Directory.Apply(Tenants.Changed(Tenants.Acme with { MaxDevicesPerUser = domain }));
        bench.Directory.Apply(Tenants.Added(bench.Directory.FindUser(11)! with { MaxDevices = user }));
        var first = new TestPhone(bench);
        await first.RegisterAsync("Contact: <sip:a@192.0.2.4>");

        var second = await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>");
        var refresh = await first.RegisterAsync("Contact: <sip:a@192.0.2.4>");

        Assert.Equal("403 Too Many Devices", second.Status());
        Assert.Equal("399 acme.example \"the user may have 1 devices\"", second.Row("Warning"));
        Assert.Equal("200 OK", refresh.Status());
        Assert.Equal("sip:a@192.0.2.4", Assert.Single(bench.BindingsOf()).ContactUri);
        Assert.Single(bench.Store.Devices);
    }

    [Fact]
    public async Task Makes_room_when_the_oldest_is_to_be_replaced()
    {
        await using var bench = await RegistrarBench.StartAsync(
            new RegistrarOptions { MaxDevicesPerUser = 2, DeviceLimitPolicy = DeviceLimitPolicy.ReplaceOldest });
        var first = new TestPhone(bench);
        await first.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await bench.AdvanceAsync(1);
        await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await bench.AdvanceAsync(1);
        await first.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await bench.AdvanceAsync(1);

        var third = await new TestPhone(bench).RegisterAsync("Contact: <sip:c@192.0.2.6>");

        Assert.Equal("200 OK", third.Status());
        Assert.Equal(["sip:a@192.0.2.4", "sip:c@192.0.2.6"], bench.BindingsOf().Select(binding => binding.ContactUri));
        Assert.Contains(bench.Store.Activity, entry => entry.Kind == ActivityKind.Replaced);
        Assert.Contains(bench.DevicesOf(), row => row is { Status: DeviceStatus.Offline, Reason: "replaced by another device" });
    }

    [Fact]
    public async Task The_policy_of_the_domain_comes_before_that_of_the_settings()
    {
        await using var bench = await RegistrarBench.StartAsync(
            new RegistrarOptions { MaxDevicesPerUser = 1, DeviceLimitPolicy = DeviceLimitPolicy.ReplaceOldest });
        bench.Directory.Apply(Tenants.Changed(Tenants.Acme with { DeviceLimitPolicy = DeviceLimitPolicy.Refuse }));
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");

        var second = await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>");

        Assert.Equal("403 Too Many Devices", second.Status());
    }

    [Fact]
    public async Task A_request_that_brings_more_than_the_limit_is_refused_whole_even_when_the_oldest_may_go()
    {
        await using var bench = await RegistrarBench.StartAsync(
            new RegistrarOptions { MaxDevicesPerUser = 1, DeviceLimitPolicy = DeviceLimitPolicy.ReplaceOldest });
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>, <sip:c@192.0.2.5>");

        Assert.Equal("403 Too Many Devices", answer.Status());
        Assert.Equal("sip:a@192.0.2.4", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task A_place_that_the_same_request_gives_up_can_be_taken()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = 1 });
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;+sip.instance=\"<urn:uuid:1>\"");

        var answer = await phone.RegisterAsync(
            "Contact: <sip:b@192.0.2.5>;+sip.instance=\"<urn:uuid:2>\", <sip:a@192.0.2.4>;expires=0");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("sip:b@192.0.2.5", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task A_limit_that_was_lowered_takes_nobodys_place_away()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var first = new TestPhone(bench);
        await first.RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>");
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { MaxDevices = 1 }));

        var refresh = await first.RegisterAsync("Contact: <sip:a@192.0.2.4>");

        Assert.Equal("200 OK", refresh.Status());
        Assert.Equal(2, bench.BindingsOf().Count);
    }
}
