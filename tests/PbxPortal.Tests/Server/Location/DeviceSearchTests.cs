using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Location;

public sealed class DeviceSearchTests
{
    private readonly LocationTable _table = new();
    private readonly DeviceSearch _search;

    public DeviceSearchTests()
    {
        _search = new DeviceSearch(_table);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("00:04:F2:AA:BB:CC")]
    [InlineData("00-04-f2-aa-bb-cc")]
    [InlineData("0004.f2aa.bbcc")]
    [InlineData("0004F2AABBCC")]
    [InlineData("f2:aa:bb")]
    public void Finds_a_MAC_in_any_notation_wherever_it_stands(string word)
    {
        Put(1, Device(1) with { Identity = "instance:urn:uuid:00000000-0000-1000-8000-0004F2AABBCC" });
        Put(2, Device(2) with { UserAgent = "Yealink SIP-T46U 108.86.0.20 00:04:f2:aa:bb:cc" });
        Put(3, Device(3), "sip:3516-0004f2aabbcc@192.0.2.1:5060");
        Put(4, Device(4) with { Identity = "instance:<urn:uuid:00000000-0000-1000-8000-0004F2AABBCD>", UserAgent = "0004f2 aabbdd" });

        var found = Find(word);

        Assert.Equal(word.Length == 8 ? [1, 2, 3, 4] : [1L, 2, 3], found);
    }

    [Theory]
    [InlineData("203.0.113.7", 1)]
    [InlineData("203.0.113.7:5062", 1)]
    [InlineData("2001:DB8:0:0:0:0:0:7", 2)]
    [InlineData("[2001:db8::7]", 2)]
    [InlineData("2001:db8::", 2)]
    public void Finds_an_address_however_it_is_written(string word, long expected)
    {
        Put(1, Device(1), "sip:1@10.0.0.1", IPEndPoint.Parse("203.0.113.7:5062"));
        Put(2, Device(2), "sip:2@10.0.0.2", IPEndPoint.Parse("[2001:db8::7]:5060"));

        Assert.Equal([expected], Find(word));
    }

    [Theory]
    [InlineData("yealink", new long[] { 1 })]
    [InlineData("T46U kitchen", new long[] { 1 })]
    [InlineData("KITCHEN", new long[] { 1 })]
    [InlineData("by the door", new long[] { 1 })]
    [InlineData("10.0.0.9", new long[] { 2 })]
    [InlineData("10.0.0.9 yealink", new long[0])]
    [InlineData("nothing", new long[0])]
    [InlineData("", new long[0])]
    public void Finds_what_has_all_words(string text, long[] expected)
    {
        Put(1, Device(1) with { Product = "Yealink T46U", Name = "Kitchen", Remark = "by the door" });
        var lastPlace = new DevicePlace("203.0.113.9:5060"u8, "sip:2@10.0.0.9"u8);
        _table.Put(new UserLocation(2, [new DeviceEntry(Device(2) with { LastPlace = lastPlace })]));

        Assert.Equal(expected, Find(text));
    }

    [Fact]
    public void A_word_may_be_that_of_the_user()
    {
        Put(1, Device(1) with { Product = "Snom D785" });
        Put(2, Device(2) with { Product = "Snom D785" });

        Assert.Equal([2L], _search.Find(["snom", "anna"], _ => true, (userId, word) => userId == 2 && word is "anna", 10, Cancellation));
    }

    [Fact]
    public void Passes_over_what_may_not_be_seen_and_ends_at_the_limit()
    {
        for (var id = 1; id <= 20; id++)
        {
            Put(id, Device(id) with { Product = "Snom D785" });
        }

        Assert.Equal(10, _search.Find(["snom"], userId => userId % 2 == 0, Nobody, 100, Cancellation).Count);
        Assert.Equal(3, _search.Find(["snom"], _ => true, Nobody, 3, Cancellation).Count);
    }

    [Fact]
    public async Task Ends_when_nobody_wants_the_answer_any_more()
    {
        for (var id = 1; id <= 2_000; id++)
        {
            Put(id, Device(id));
        }

        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        Assert.Throws<OperationCanceledException>(() => _search.Find(["nothing"], _ => true, Nobody, 8, gone.Token));
    }

    /// <summary>The worst that one can type: what nobody has, so that all is looked through. Printed; the bound is for a busy machine.</summary>
    [Theory]
    [InlineData("nobody-has-this")]
    [InlineData("ff:ff:ff:ff:ff:ff")]
    [InlineData("192.0.2.200")]
    public void Looks_through_300_000_devices_in_the_blink_of_an_eye(string word)
    {
        for (var user = 1; user <= 100_000; user++)
        {
            _table.Put(new UserLocation(user, [.. Enumerable.Range(0, 3).Select(place => Entry(user, (user * 3) + place))]));
        }

        Assert.Empty(Find(word));
        var watch = Stopwatch.StartNew();
        Assert.Empty(Find(word));

        TestContext.Current.TestOutputHelper?.WriteLine($"{word}: {watch.Elapsed.TotalMilliseconds:0} ms");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    private static DeviceEntry Entry(int user, int id)
    {
        var peer = new IPEndPoint(new IPAddress([198, 51, (byte)(id >> 8), (byte)id]), 5060);
        var device = Device(id) with
        {
            UserId = user,
            Identity = string.Create(CultureInfo.InvariantCulture, $"instance:urn:uuid:00000000-0000-1000-8000-{id:x12}"),
            Product = "Yealink T46U",
            UserAgent = "Yealink SIP-T46U 108.86.0.20",
        };
        return new DeviceEntry(device) { Binding = Binding(device, $"sip:{user}@10.0.{(byte)(id >> 8)}.{(byte)id}:5060;transport=udp", peer) };
    }

    private void Put(long id, Device device, string? contact = null, IPEndPoint? peer = null)
    {
        var binding = contact is null ? null : Binding(device, contact, peer ?? IPEndPoint.Parse("192.0.2.1:5060"));
        _table.Put(new UserLocation(id, [new DeviceEntry(device) { Binding = binding }]));
    }

    private static Device Device(long id) => new()
    {
        Id = id,
        UserId = id,
        Identity = string.Create(CultureInfo.InvariantCulture, $"contact:{id}"),
        Class = DeviceClass.Desk,
        Product = "",
        UserAgent = "",
        FirstSeen = DateTimeOffset.UnixEpoch,
        LastSeen = DateTimeOffset.UnixEpoch,
    };

    private static Binding Binding(Device device, string contact, IPEndPoint peer) =>
        new(Encoding.UTF8.GetBytes(contact), default, "call"u8, default)
        {
            Id = device.Id,
            DeviceId = device.Id,
            UserId = device.UserId,
            Peer = PeerAddress.From(peer),
            Transport = TransportProtocol.Udp,
            RegisteredAt = DateTimeOffset.UnixEpoch,
        };

    private IEnumerable<long> Find(string text) => _search.Find(text.Split(' '), _ => true, Nobody, 100, Cancellation).Order();

    private static bool Nobody(long userId, string word) => false;
}
