using System.Net;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Server.Tracing;

public sealed class FailureMemoryTests
{
    private const int MostBytes = 64 * 1024;
    private const int MostPerSource = 8 * 1024;

    private readonly FailureMemory _memory = new(MostBytes, MostPerSource);
    private long _number;

    [Fact]
    public void Keeps_the_last_few_of_each_user_at_each_address()
    {
        foreach (var second in Enumerable.Range(0, 10))
        {
            Add("203.0.113.7", "11", second);
        }

        Add("203.0.113.7", "12", second: 20);

        Assert.Equal([7.0, 8.0, 9.0, 20.0], Kept("203.0.113.7").Select(SecondOf));
    }

    [Fact]
    public void What_follows_its_like_within_a_second_is_only_counted()
    {
        Add("203.0.113.7", "11", 0);
        Add("203.0.113.7", "11", 1);
        Assert.False(_memory.CountsOnly(SourceOf("203.0.113.7"), "11", TimeAt(1.1))); // The first few are kept, however close.
        Add("203.0.113.7", "11", 1.1);

        Assert.True(_memory.CountsOnly(SourceOf("203.0.113.7"), "11", TimeAt(1.5)));
        Assert.True(_memory.CountsOnly(SourceOf("203.0.113.7"), "11", TimeAt(1.9)));
        Assert.False(_memory.CountsOnly(SourceOf("203.0.113.7"), "11", TimeAt(2.2)));
        Assert.False(_memory.CountsOnly(SourceOf("203.0.113.8"), "11", TimeAt(1.5)));

        Assert.Equal([0, 0, 2], Kept("203.0.113.7").Select(exchange => exchange.Repeats));
    }

    [Fact]
    public void One_address_that_fills_its_share_pushes_out_nobody_but_itself()
    {
        Add("198.51.100.1", "11", 0);

        foreach (var user in Enumerable.Range(0, 5000))
        {
            Add("203.0.113.7", $"{user}", user);
        }

        Assert.Single(Kept("198.51.100.1"));
        Assert.InRange(Kept("203.0.113.7").Sum(exchange => exchange.Length), MostPerSource / 2, MostPerSource);
    }

    [Fact]
    public void Many_greedy_addresses_give_way_before_a_modest_one()
    {
        Add("198.51.100.1", "11", 0);

        foreach (var round in Enumerable.Range(0, 60))
        {
            foreach (var source in Enumerable.Range(1, 40))
            {
                Add($"203.0.113.{source}", $"{round}", round + 1);
            }
        }

        Assert.Single(Kept("198.51.100.1"));
        Assert.InRange(_memory.Bytes, MostBytes / 2, MostBytes);
    }

    [Fact]
    public void More_addresses_than_there_is_room_for_leave_the_newest()
    {
        foreach (var source in Enumerable.Range(0, 2000))
        {
            Add($"10.0.{source / 256}.{source % 256}", "11", source);
        }

        Assert.InRange(_memory.Bytes, MostBytes / 2, MostBytes);
        Assert.Single(Kept("10.0.7.207"));
        Assert.Empty(Kept("10.0.0.0"));
    }

    private static SourceNetwork SourceOf(string address) => SourceNetwork.Of(PeerAddress.From(IPAddress.Parse(address), 5060));

    private static DateTimeOffset TimeAt(double second) => Sample.Now.AddSeconds(second);

    private static double SecondOf(FailedExchange exchange) => (exchange.At - Sample.Now).TotalSeconds;

    private List<FailedExchange> Kept(string address) => _memory.Find(source => source == SourceOf(address), _ => true);

    private void Add(string address, string subject, double second)
    {
        var request = TraceSample.Request(++_number, 1, $"{address}:5060") with { At = TimeAt(second), Bytes = new byte[300] };
        var response = TraceSample.Response(++_number, 1, 401, "Unauthorized") with { At = TimeAt(second), Bytes = new byte[200] };
        _memory.Add(SourceOf(address), new FailedExchange(request, response, subject));
    }
}
