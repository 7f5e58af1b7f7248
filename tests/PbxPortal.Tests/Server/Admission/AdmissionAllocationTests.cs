using PbxPortal.Server.Admission;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Sip;

namespace PbxPortal.Tests.Server.Admission;

[Collection(AllocationCounting.Name)]
public sealed class AdmissionAllocationTests
{
    [Theory]
    [InlineData("192.0.2.4:5060", true)]
    [InlineData("[2001:db8::4]:5060", true)]
    [InlineData("198.51.100.66:5060", false)] // Banned.
    [InlineData("198.51.100.80:5060", false)] // In a banned network.
    public async Task A_look_at_who_may_come_in_makes_no_garbage(string address, bool isAdmitted)
    {
        await using var bench = await RegistrarBench.StartAsync();
        foreach (var banned in (string[])["198.51.100.66", "198.51.100.80/28"])
        {
            Assert.True(SourceNetwork.TryParse(banned, out var network, out _));
            await bench.Admission.BanAsync(network, length: null, "test", "anna", CancellationToken.None);
        }

        var wire = new PhoneWire(address);
        var request = SipMessageText.ToWire(new Stranger(bench, "192.0.2.4").Request());
        var outbox = new Outbox();
        var before = 0L;
        for (var count = 0; count < 200; count++)
        {
            before = count == 100 ? GC.GetAllocatedBytesForCurrentThread() : before; // The first ones pay for the compiler.
            Assert.True(SipParser.TryParse(request, out var message, out _));
            var isIn = bench.Gate.Admits((SipRequest)message!, wire, outbox);
            if (isIn)
            {
                message!.Dispose();
            }

            if (isIn != isAdmitted)
            {
                Assert.Fail("The wrong verdict.");
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
