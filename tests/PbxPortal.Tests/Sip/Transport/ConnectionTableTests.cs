using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip.Transport;

public sealed class ConnectionTableTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly TransportCounters _counters = new();
    private readonly ConnectionLog _log;

    public ConnectionTableTests() => _log = new ConnectionLog(_counters, _clock, NullLogger<ConnectionLog>.Instance);

    [Fact]
    public void Counts_an_IPv6_network_as_one_neighbour_and_an_IPv4_address_as_itself()
    {
        var table = Table(new ConnectionLimits { MostPerAddress = 1 });

        Assert.NotNull(table.Enter(Peer("[2001:db8:1:2::1]:40000"), TransportProtocol.Tcp));
        Assert.Null(table.Enter(Peer("[2001:db8:1:2:ffff::9]:40000"), TransportProtocol.Tcp));
        Assert.NotNull(table.Enter(Peer("[2001:db8:1:3::1]:40000"), TransportProtocol.Tcp));
        Assert.NotNull(table.Enter(Peer("192.0.2.1:40000"), TransportProtocol.Tcp));
        Assert.NotNull(table.Enter(Peer("192.0.2.2:40000"), TransportProtocol.Tcp));
        Assert.Null(table.Enter(Peer("192.0.2.2:40001"), TransportProtocol.Tcp));
    }

    [Fact]
    public void A_place_is_free_again_once_however_often_it_is_left()
    {
        var table = Table(new ConnectionLimits { Most = 1 });
        var place = table.Enter(Peer("192.0.2.1:1"), TransportProtocol.Wss)!;

        place.Dispose();
        place.Dispose();
        place.MarkProved();

        Assert.Equal((0, 0, 0), (table.Count, table.Unproved, table.CountOf(TransportProtocol.Wss)));
        Assert.NotNull(table.Enter(Peer("192.0.2.1:1"), TransportProtocol.Wss));
        Assert.Null(table.Enter(Peer("192.0.2.1:1"), TransportProtocol.Wss));
        Assert.Equal((2, 1), (_counters.ConnectionsOf(TransportProtocol.Wss), _counters.TroublesOf(ConnectionTrouble.TooMany)));
    }

    [Fact]
    public void A_proved_credential_makes_room_for_the_next_phone_behind_the_same_address()
    {
        var table = Table(new ConnectionLimits { MostUnprovedPerAddress = 1 });
        var first = table.Enter(Peer("192.0.2.1:1"), TransportProtocol.Tls)!;
        Assert.Null(table.Enter(Peer("192.0.2.1:2"), TransportProtocol.Tls));

        first.MarkProved();
        first.MarkProved();

        Assert.NotNull(table.Enter(Peer("192.0.2.1:3"), TransportProtocol.Tls));
        Assert.Equal((2, 1), (table.Count, table.Unproved));
    }

    [Fact]
    public void The_log_keeps_one_entry_for_the_same_trouble_of_the_same_address_and_no_more_than_it_can_hold()
    {
        for (var index = 0; index < ConnectionLog.MostEntries + 50; index++)
        {
            _log.Report(ConnectionTrouble.OriginNotAllowed, Peer($"198.51.{index / 200}.{index % 200}:1"), TransportProtocol.Ws, "https://a.example");
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
        _log.Report(ConnectionTrouble.OriginNotAllowed, Peer("198.51.0.60:7"), TransportProtocol.Ws, "https://b.example");
        _log.Report(ConnectionTrouble.Idle, Peer("203.0.113.1:7"), TransportProtocol.Tls);

        var entries = _log.Read();
        Assert.Equal(ConnectionLog.MostEntries, entries.Length);
        Assert.Equal(("198.51.0.60", 2L, "https://b.example"), (entries[0].Address, entries[0].Count, entries[0].Detail));
        Assert.Equal(TimeSpan.FromSeconds(5), entries[0].LastAt - entries[0].FirstAt);
        Assert.Equal(1, _counters.TroublesOf(ConnectionTrouble.Idle));
    }

    [Fact]
    public void The_log_tells_two_reasons_of_failed_handshakes_apart_behind_one_address()
    {
        _log.Report(ConnectionTrouble.HandshakeFailed, Peer("192.0.2.1:1"), TransportProtocol.Tls, "it does not speak TLS");
        _log.Report(ConnectionTrouble.HandshakeFailed, Peer("192.0.2.1:2"), TransportProtocol.Tls, "it hung up in the middle");
        _log.Report(ConnectionTrouble.HandshakeFailed, Peer("192.0.2.1:3"), TransportProtocol.Tls, "it does not speak TLS");

        Assert.Equal(
            [("it does not speak TLS", 2L), ("it hung up in the middle", 1L)],
            _log.Read().Select(entry => (entry.Detail, entry.Count)));
    }

    private static PeerAddress Peer(string text)
    {
        Assert.True(PeerAddress.TryParse(text, out var peer));
        return peer;
    }

    private ConnectionTable Table(ConnectionLimits limits) => new(limits, _counters, _log, _clock);
}
