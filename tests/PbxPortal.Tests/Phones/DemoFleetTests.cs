using System.Net;
using PbxPortal.Phones.Demo;
using PbxPortal.Phones.Profiles;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Phones;

public sealed class DemoFleetTests
{
    private static readonly byte[] Key = [1, 2, 3];

    [Fact]
    public void Has_forty_users_with_a_number_and_a_password_of_their_own()
    {
        var users = DemoUsers.Create(Key);

        Assert.Equal(Enumerable.Range(100, 40).Select(extension => $"{extension}"), users.Select(user => user.Extension));
        Assert.Equal(40, users.DistinctBy(user => user.Password).Count());
        Assert.Equal(40, users.DistinctBy(user => user.PhoneNumber).Count());
        Assert.Equal(40, users.DistinctBy(user => user.DisplayName).Count());
        Assert.All(users, user => Assert.NotEqual("", user.Department));
    }

    [Fact]
    public void Gives_the_same_passwords_for_the_same_key_and_others_for_another()
    {
        var passwords = DemoUsers.Create(Key).Select(user => user.Password);

        Assert.Equal(passwords, DemoUsers.Create(Key).Select(user => user.Password));
        Assert.NotEqual(passwords, DemoUsers.Create([4]).Select(user => user.Password));
    }

    [Fact]
    public void Has_about_ninety_devices_of_every_product_and_habit()
    {
        var devices = DemoPlan.Of(Options());

        Assert.InRange(devices.Count, 85, 95);
        Assert.Empty(PhoneProfiles.All.Select(profile => profile.Name).Except(devices.Select(device => device.Profile.Name)));
        Assert.Equal(Enum.GetValues<DemoHabit>(), devices.Select(device => device.Habit).Distinct().Order());
        Assert.All(devices, device => Assert.InRange(device.Profile.RequestedExpires.TotalSeconds, 20, 600));
        Assert.InRange(devices.Count(device => device.Habit == DemoHabit.Steady), devices.Count / 2, devices.Count * 3 / 4);
        Assert.All(devices.Where(device => device.Habit == DemoHabit.Moving), device => Assert.Equal(PhoneClass.Mobile, device.Profile.Class));
    }

    [Fact]
    public void Stays_the_same_from_one_start_to_the_next_so_that_its_devices_do()
    {
        var first = DemoPlan.Of(Options()).Select(device => (device.Home, device.Identity, device.Profile.Name));
        var second = DemoPlan.Of(Options()).Select(device => (device.Home, device.Identity, device.Profile.Name));

        Assert.Equal(first, second);
        Assert.Equal(DemoPlan.Of(Options()).Count, first.Distinct().Count());
    }

    [Fact]
    public void Has_an_adapter_whose_two_lines_share_account_and_instance()
    {
        var lines = DemoPlan.Of(Options()).Where(device => device.Profile.Class == PhoneClass.Ata && device.Habit == DemoHabit.Steady).ToList();

        Assert.Equal(2, lines.Count);
        Assert.Equal(lines[0].Account, lines[1].Account);
        Assert.Equal(lines[0].Identity.Mac, lines[1].Identity.Mac);
        Assert.Equal([1, 2], lines.Select(line => line.Identity.Line));
    }

    [Fact]
    public void Comes_from_addresses_of_the_registrars_family()
    {
        var options = Options() with { UdpRegistrar = new(IPAddress.IPv6Loopback, 5060) };

        var homes = DemoPlan.Of(options).Select(device => device.Home).ToList();

        Assert.All(homes, home => Assert.Equal(IPAddress.IPv6Loopback, home.Address));
        Assert.Equal(homes.Count, homes.Distinct().Count());
    }

    [Fact]
    public void Speaks_TLS_and_WebSocket_where_the_server_does_and_nowhere_else()
    {
        var options = Options() with
        {
            TcpRegistrar = new(IPAddress.Loopback, 5060),
            TlsRegistrar = new(IPAddress.Loopback, 5061),
            WebSocketRegistrar = new(IPAddress.Loopback, 8080),
        };

        var transports = DemoPlan.Of(options).Select(device => device.Profile.Transport).ToHashSet();

        Assert.Equal([TransportProtocol.Udp, TransportProtocol.Tcp, TransportProtocol.Tls, TransportProtocol.Ws], transports.Order());
        Assert.All(DemoPlan.Of(Options()), device => Assert.Equal(TransportProtocol.Udp, device.Profile.Transport));
    }

    [Fact]
    public async Task Registers_its_phones_and_falls_silent_when_it_is_stopped()
    {
        var clock = new WatchedClock();
        await using var registrar = new ScriptedRegistrar("""
            SIP/2.0 200 OK
            Contact: {contact};expires=600
            """);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var fleet = new DemoFleet(Options() with { UdpRegistrar = registrar.EndPoint, TimeProvider = clock });
        var running = fleet.RunAsync(stopping.Token);

        clock.Advance(TimeSpan.FromSeconds(15));
        var callIds = new HashSet<string>(StringComparer.Ordinal);
        while (callIds.Count < fleet.DeviceCount)
        {
            callIds.Add((await registrar.NextRequestAsync())["Call-ID"]);
        }

        await stopping.CancelAsync();
        await running;
        clock.Advance(TimeSpan.FromHours(1));
        Assert.False(registrar.HasMoreRequests);
    }

    private static DemoFleetOptions Options() => new()
    {
        UdpRegistrar = new(IPAddress.Loopback, 5060),
        Users = DemoUsers.Create(Key),
    };
}
