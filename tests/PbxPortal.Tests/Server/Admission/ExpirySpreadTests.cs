using System.Globalization;
using System.Text;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server.Admission;

public sealed class ExpirySpreadTests
{
    private readonly TestClock _time = new(new DateTimeOffset(2026, 8, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_single_phone_is_granted_what_it_asks_for()
    {
        var spread = new ExpirySpread(new AdmissionOptions(), _time);

        for (var phone = 0; phone < 1000; phone++)
        {
            Assert.Equal(3600, Cut(spread, phone));
            _time.Advance(TimeSpan.FromMilliseconds(50)); // Twenty a second.
        }
    }

    [Fact]
    public void When_many_register_at_once_their_refreshes_are_spread()
    {
        var spread = new ExpirySpread(new AdmissionOptions(), _time);

        var granted = Enumerable.Range(0, 2000).Select(phone => Cut(spread, phone)).ToList();

        Assert.All(granted, seconds => Assert.InRange(seconds, 3240, 3600));
        Assert.All(granted.Take(50), seconds => Assert.Equal(3600, seconds));
        var mostInOneSecond = granted.Skip(50).GroupBy(seconds => seconds).Max(group => group.Count());
        Assert.True(mostInOneSecond < 25, $"{mostInOneSecond} of 1950 would come back in the same second.");
    }

    [Fact]
    public void A_repeat_is_granted_the_same_and_the_storm_is_over_when_it_is_over()
    {
        var spread = new ExpirySpread(new AdmissionOptions(), _time);
        var first = Enumerable.Range(0, 200).Select(phone => Cut(spread, phone)).ToList();

        var again = Cut(spread, 150);
        _time.Advance(TimeSpan.FromSeconds(1));
        var nextSecond = Cut(spread, 150);
        _time.Advance(TimeSpan.FromSeconds(2));
        var later = Cut(spread, 150);

        Assert.Equal((first[150], first[150], 3600), (again, nextSecond, later));
    }

    [Theory]
    [InlineData(60, 60)]
    [InlineData(62, 60)]
    [InlineData(0, 0)]
    public void Nobody_is_granted_less_than_the_registrar_would_take(int asked, int least)
    {
        var spread = new ExpirySpread(new AdmissionOptions { ExpirySpreadAbove = 1 }, _time);

        for (var phone = 0; phone < 200; phone++)
        {
            Assert.InRange(spread.Cut(asked, 60, Encoding.UTF8.GetBytes($"call-{phone}")), least, asked);
        }
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        var granted = await RegisterManyAsync(new AdmissionOptions { ExpirySpreadPercent = 0 });

        Assert.All(granted, seconds => Assert.Equal(3600, seconds));
    }

    [Fact]
    public async Task The_answer_tells_each_phone_what_it_was_granted()
    {
        var granted = await RegisterManyAsync(new AdmissionOptions());

        Assert.All(granted.Take(50), seconds => Assert.Equal(3600, seconds));
        Assert.All(granted, seconds => Assert.InRange(seconds, 3240, 3600));
        Assert.True(granted.Skip(50).Distinct().Count() > 20, string.Join(' ', granted));
    }

    private static int Cut(ExpirySpread spread, int phone) =>
        spread.Cut(3600, 60, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"8f3a{phone}-11ee@10.0.0.4")));

    private static async Task<List<int>> RegisterManyAsync(AdmissionOptions admission)
    {
        var users = Enumerable.Range(0, 100)
            .Select(number => Tenants.User(1000 + number, (2000 + number).ToString(CultureInfo.InvariantCulture)))
            .ToArray();
        await using var bench = await RegistrarBench.StartAsync(
            new DirectoryChange([Tenants.Acme], [.. users], [], []), new RegistrarOptions(), admission: admission);
        var granted = new List<int>();
        foreach (var user in users)
        {
            var answer = await new TestPhone(bench, user.Extension).RegisterAsync("Contact: <sip:x@192.0.2.4:5060>;expires=3600");
            granted.Add(int.Parse(answer.Row("Expires"), CultureInfo.InvariantCulture));
            Assert.EndsWith($";expires={answer.Row("Expires")}", answer.Row("Contact"), StringComparison.Ordinal);
        }

        return granted;
    }
}
