using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Tests.Phones;

public sealed class PhoneFleetTests
{
    private const string Granted = """
        SIP/2.0 200 OK
        Contact: {contact};expires=600
        """;

    [Fact]
    public async Task Registers_many_phones_from_few_ports()
    {
        await using var registrar = new ScriptedRegistrar(Granted);
        await using var fleet = new PhoneFleet(udpSockets: 2);
        Fill(fleet, registrar, count: 50);

        var registered = await fleet.RegisterAllAsync(atOnce: 10, TestContext.Current.CancellationToken);

        var requests = new List<ScriptedRequest>();
        while (requests.Count < 50)
        {
            requests.Add(await registrar.NextRequestAsync());
        }

        Assert.Equal(50, registered);
        Assert.Equal(2, requests.Select(request => request.Source.Port).Distinct().Count());
        Assert.Equal(50, requests.Select(request => request["Call-ID"]).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Gives_each_phone_its_own_port_unless_told_otherwise()
    {
        await using var registrar = new ScriptedRegistrar(Granted);
        await using var fleet = new PhoneFleet();
        Fill(fleet, registrar, count: 3);

        await fleet.RegisterAllAsync(atOnce: 3, TestContext.Current.CancellationToken);

        int[] ports =
        [
            (await registrar.NextRequestAsync()).Source.Port,
            (await registrar.NextRequestAsync()).Source.Port,
            (await registrar.NextRequestAsync()).Source.Port,
        ];
        Assert.Equal(3, ports.Distinct().Count());
    }

    private static void Fill(PhoneFleet fleet, ScriptedRegistrar registrar, int count)
    {
        var generator = new SeededGenerator(seed: 3);
        var options = new PhoneOptions { Registrar = registrar.EndPoint };
        for (var user = 100; user < 100 + count; user++)
        {
            var account = new PhoneAccount($"{user}", "example.com", "secret");
            fleet.Add(account, PhoneProfiles.FanvilX4U, new PhoneIdentity(generator), options);
        }
    }
}
