using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Sip;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>Most of the traffic makes no garbage, neither on the receiving thread nor on the location service's loop.</summary>
[Collection(AllocationCounting.Name)]
public sealed class RefreshAllocationTests
{
    private const string Contact = "Contact: <sip:3516@192.0.2.4:5060>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"";
    private const int GroupSize = 32;
    private const int Groups = 40;

    /// <summary>On a busy machine a thread that waits for a lock may make an object of the runtime's own; a refresh that allocates does so in every group.</summary>
    private const int MostOfTheRuntime = 2;

    [Theory]
    [InlineData("MD5", false, "", false)]
    [InlineData("MD5", false, "", true)]
    [InlineData("SHA-256", false, ";reg-id=1\nSupported: path, outbound, gruu", false)]
    [InlineData("SHA-512-256", true, "\nSupported: path\nPath: <sip:core.example;lr>, <sip:edge.example;lr;ob>", false)]
    public async Task A_refresh_allocates_nothing_between_the_socket_and_the_journal(
        string algorithm, bool isRestricted, string extensions, bool takesTurns)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var device = Tenants.DeviceCredential(9, "3516.k7f2");
        var user = Tenants.User(11, "3516");
        bench.Directory.Apply(Tenants.Changed(Tenants.Acme with
        {
            DigestAlgorithms = [DigestAlgorithm.Md5, DigestAlgorithm.Sha256, DigestAlgorithm.Sha512_256],
        }));
        bench.Directory.Apply(Tenants.Added(user with
        {
            Domain = bench.Directory.FindDomain(1)!,
            Credentials = [.. user.Credentials, device],
            AllowedNetworks = isRestricted ? [Network("2001:db8::/32"), Network("192.0.2.0/24")] : [],
            AllowedTransports = isRestricted ? [TransportProtocol.Tls, TransportProtocol.Udp] : [],
        }));
        var name = isRestricted ? device.Name : "3516";
        var phone = new TestPhone(bench) { Credentials = new PhoneCredentials(name, Tenants.PasswordOf(name)) { Algorithm = algorithm } };
        await phone.RegisterAsync(Contact + extensions);
        var refreshes = Enumerable.Range(0, GroupSize * Groups)
            .Select(_ => SipMessageText.ToWire(phone.Credentials.Authorize(phone.Request(Contact + extensions))))
            .ToArray();
        bench.Location.ReceiversTakeTurns = takesTurns;
        var onTheLoop = new List<long>(Groups + 1);
        bench.Store.KeepsNothing(() => onTheLoop.Add(GC.GetAllocatedBytesForCurrentThread()));

        var onTheReceiver = new List<long>(Groups);
        var outbox = new Outbox();
        var wire = new SilentWire();
        foreach (var group in refreshes.Chunk(GroupSize))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var refresh in group)
            {
                bench.Receiver.Receive(refresh, wire, outbox);
            }

            bench.Receiver.EndBatch(outbox);
            onTheReceiver.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            wire.Await(GroupSize);
        }

        var perGroup = onTheLoop.Zip(onTheLoop.Skip(1), (earlier, later) => later - earlier).ToList();
        Assert.True(CountSettled(onTheReceiver) <= MostOfTheRuntime, $"receiver: {string.Join(' ', onTheReceiver)}");
        Assert.True(takesTurns || CountSettled(perGroup) <= MostOfTheRuntime, $"loop: {string.Join(' ', perGroup)}");
        Assert.Equal(GroupSize * Groups, Assert.Single(bench.BindingsOf()).Lease.RefreshCount);
    }

    private static AllowedNetwork Network(string text) => AllowedNetwork.TryParse(text, out var network, out _) ? network : default;

    /// <summary>In how many groups something was allocated; the first ones fill the pools and pay for the compiler.</summary>
    private static int CountSettled(IEnumerable<long> allocated) => allocated.Skip(Groups / 2).Count(bytes => bytes > 0);
}
