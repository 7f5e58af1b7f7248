using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Qualifying;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Qualifying;

public sealed class QualifierTests : IAsyncLifetime
{
    private static readonly Domain Asking = Tenants.Acme with { QualifySeconds = 30 };

    private RegistrarBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await RegistrarBench.StartAsync(
        new DirectoryChange([Asking, Tenants.Globex], [.. Enumerable.Range(0, 10).Select(number => Tenants.User(11 + number, $"{3516 + number}", Asking))], [], []));

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Asks_the_device_at_its_contact_over_the_flow_that_it_registered_on()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");

        var options = await AskedAsync(phone);

        Assert.StartsWith("OPTIONS sip:3516@10.0.0.7:5060 SIP/2.0\n", options, StringComparison.Ordinal);
        Assert.StartsWith("SIP/2.0/UDP 203.0.113.10:5060;branch=z9hG4bK", options.Row("Via"), StringComparison.Ordinal);
        Assert.EndsWith(";rport", options.Row("Via"), StringComparison.Ordinal);
        Assert.StartsWith("<sip:3516@acme.example>;tag=", options.Row("From"), StringComparison.Ordinal);
        Assert.Equal("<sip:3516@acme.example>", options.Row("To"));
        Assert.Equal("1 OPTIONS", options.Row("CSeq"));
        Assert.Equal("70", options.Row("Max-Forwards"));
        Assert.Equal("<sip:203.0.113.10:5060>", options.Row("Contact"));
        Assert.Equal("0", options.Row("Content-Length"));
    }

    [Fact]
    public async Task Names_the_transport_of_a_connection()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();

        var options = await AskedAsync(phone);

        Assert.StartsWith("SIP/2.0/TCP 203.0.113.10:5060;", options.Row("Via"), StringComparison.Ordinal);
        Assert.Equal("<sip:203.0.113.10:5060;transport=tcp>", options.Row("Contact"));
    }

    [Theory]
    [InlineData("200 OK", 200)]
    [InlineData("404 Not Found", 404)]
    [InlineData("405 Method Not Allowed", 405)]
    [InlineData("481 Call/Transaction Does Not Exist", 481)]
    [InlineData("486 Busy Here", 486)]
    [InlineData("501 Not Implemented", 501)]
    public async Task Any_final_answer_says_that_the_device_is_there_and_how_far_away(string status, int code)
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");
        var options = await AskedAsync(phone);

        _bench.Time.Advance(TimeSpan.FromMilliseconds(23));
        Answer(options, phone, status);

        var reach = ReachOf(0)!;
        Assert.Equal((TimeSpan.FromMilliseconds(23), code, 0), (reach.RoundTrip!.Value, reach.StatusCode, reach.MissedInARow));
        Assert.Equal([TimeSpan.FromMilliseconds(23)], reach.History.Select(sample => sample.RoundTrip!.Value));
        Assert.Equal(TimeSpan.FromMilliseconds(23), _bench.DevicesOf()[0].RoundTrip);
    }

    [Fact]
    public async Task Spreads_the_devices_evenly_over_the_interval()
    {
        var phones = new List<TestPhone>();
        for (var number = 0; number < 10; number++)
        {
            phones.Add(await RegisteredAsync($"{3516 + number}", $"192.0.2.{4 + number}:5060"));
        }

        var asked = new List<int>();
        for (var second = 0; second < 30; second++)
        {
            _bench.Qualifier.Turn();
            asked.Add(phones.Count(TakeAndAnswer));
            _bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10, asked.Sum());
        Assert.Equal(1, asked.Max());
        Assert.Equal([0, 3, 6, 9, 12, 15, 18, 21, 24, 27], Enumerable.Range(0, 30).Where(second => asked[second] == 1));
    }

    [Fact]
    public async Task Asks_again_in_every_interval()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");
        var times = 0;
        for (var second = 0; second < 90; second++)
        {
            _bench.Qualifier.Turn();
            if (TakeOptions(phone) is { } options)
            {
                times++;
                Answer(options, phone, "200 OK");
            }

            _bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(3, times);
        Assert.Equal(3, ReachOf(0)!.History.Length);
    }

    [Fact]
    public async Task A_device_that_misses_three_in_a_row_over_UDP_is_shown_as_not_answering_until_it_answers()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");

        await MissAsync(phone);
        await MissAsync(phone);
        var after2 = _bench.DevicesOf()[0].Status;
        await MissAsync(phone);
        var after3 = _bench.DevicesOf()[0];
        var options = await AskedAsync(phone);
        Answer(options, phone, "200 OK");
        var afterAnswer = _bench.DevicesOf()[0];

        Assert.Equal(DeviceStatus.Online, after2);
        Assert.Equal((DeviceStatus.Late, true, "does not answer"), (after3.Status, after3.IsSilent, after3.Reason));
        Assert.True(after3.IsRegistered); // The binding stays: only its own time ends it.
        Assert.Equal(DeviceStatus.Online, afterAnswer.Status);
        Assert.Equal([true, true, true, false], ReachOf(0)!.History.Select(sample => sample.RoundTrip is null));
    }

    [Fact]
    public async Task Over_a_connection_a_missing_answer_is_noted_and_changes_no_status()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();

        for (var miss = 0; miss < 4; miss++)
        {
            await MissAsync(phone);
        }

        Assert.Equal(4, ReachOf(0)!.MissedInARow);
        Assert.Equal(DeviceStatus.Online, _bench.DevicesOf()[0].Status);
    }

    [Fact]
    public async Task A_phone_that_registers_anew_has_missed_nothing_there()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");
        for (var miss = 0; miss < 3; miss++)
        {
            await MissAsync(phone);
        }

        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.7:5060>;expires=0");
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.7:5060>");

        Assert.Equal(DeviceStatus.Online, _bench.DevicesOf()[0].Status);
    }

    [Fact]
    public async Task A_connection_that_ended_is_not_asked_over()
    {
        var phone = TestPhone.OverTcp(_bench);
        await phone.RegisterAsync();
        phone.Wire.Close();

        await TurnAsync(31);

        Assert.Null(ReachOf(0));
        Assert.False(_bench.DevicesOf()[0].HasFlow);
    }

    [Fact]
    public async Task An_app_that_push_wakes_is_left_asleep()
    {
        var phone = new TestPhone(_bench);
        await phone.RegisterAsync("Contact: <sip:3516@10.0.0.7:5060;pn-provider=apns;pn-prid=abc>");

        await TurnAsync(31);

        Assert.Null(TakeOptions(phone));
    }

    [Fact]
    public async Task A_domain_that_does_not_ask_costs_nothing_and_one_that_stops_shows_nothing()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");
        var options = await AskedAsync(phone);
        Answer(options, phone, "200 OK");

        _bench.Directory.Apply(Tenants.Changed(Tenants.Acme));
        await TurnAsync(60);

        Assert.Null(TakeOptions(phone));
        Assert.Null(_bench.DevicesOf()[0].RoundTrip);
        await TurnAsync(700);
        Assert.Equal(0, _bench.Reach.Count);
    }

    [Fact]
    public async Task No_more_leave_in_a_turn_than_the_setting_allows()
    {
        var phones = new List<TestPhone>();
        for (var number = 0; number < 10; number++)
        {
            phones.Add(await RegisteredAsync($"{3516 + number}", $"192.0.2.{4 + number}:5060"));
        }

        var slow = new Qualifier(
            _bench.Directory,
            _bench.Location,
            _bench.Table,
            _bench.Requests,
            _bench.Reach,
            _bench.Time,
            Options.Create(new QualifyOptions { MaxPerSecond = 20 }),
            NullLogger<Qualifier>.Instance);
        slow.Turn();
        Assert.Equal(1, phones.Count(TakeAndAnswer));
        _bench.Time.Advance(TimeSpan.FromSeconds(29));
        slow.Turn();

        Assert.Equal(2, phones.Count(TakeAndAnswer));
    }

    [Fact]
    public async Task Viewers_hear_of_the_first_answer_and_of_a_notable_change_and_of_nothing_between()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");

        var heard = new List<bool>();
        foreach (var milliseconds in new[] { 20, 22, 25, 19, 60, 65, 20 })
        {
            var options = await AskedAsync(phone);
            _bench.Time.Advance(TimeSpan.FromMilliseconds(milliseconds));
            Answer(options, phone, "200 OK");
            heard.Add(_bench.Reach.TakeNews(10).Count > 0);
        }

        Assert.Equal([true, false, false, false, true, false, true], heard);
    }

    [Fact]
    public async Task What_viewers_hear_comes_by_the_feed()
    {
        var phone = await RegisteredAsync("3516", "192.0.2.4:5060");
        var before = _bench.Feed.Sequence;
        Answer(await AskedAsync(phone), phone, "200 OK");

        _bench.Qualifier.Turn();
        await _bench.SettleAsync();

        Assert.Equal(before + 1, _bench.Feed.Sequence);
    }

    [Fact]
    public void Keeps_the_last_sixty_and_says_when_it_was_too_long()
    {
        var record = new QualifyRecord(ABinding(1));
        for (var number = 1; number <= 70; number++)
        {
            record.NoteAnswer(TimeSpan.FromMilliseconds(number), 200, DateTimeOffset.UnixEpoch);
        }

        record.NoteAnswer(TimeSpan.FromSeconds(70), 200, DateTimeOffset.UnixEpoch);
        var history = record.Read().History;

        Assert.Equal(60, history.Length);
        Assert.Equal(TimeSpan.FromMilliseconds(12), history[0].RoundTrip);
        Assert.Equal(TimeSpan.FromMilliseconds(65_534), history[^1].RoundTrip);
    }

    [Fact]
    public void A_device_costs_at_most_two_hundred_bytes_and_its_place_in_the_table()
    {
        const int Count = 1000;
        var binding = ABinding(1);
        var records = new QualifyRecord[Count];
        records[0] = new QualifyRecord(binding);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < Count; number++)
        {
            records[number] = new QualifyRecord(binding);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Count, 100, 200);
        Assert.NotNull(records[^1]);
    }

    private static Binding ABinding(long deviceId) =>
        new("sip:3516@10.0.0.7"u8, default, "call"u8, new Lease { CSeq = 1, GrantedSeconds = 60, RefreshedAt = DateTimeOffset.UnixEpoch })
        {
            Id = deviceId,
            DeviceId = deviceId,
            UserId = 11,
            Peer = default,
            Transport = TransportProtocol.Udp,
            RegisteredAt = DateTimeOffset.UnixEpoch,
        };

    private async Task<TestPhone> RegisteredAsync(string extension, string address)
    {
        var phone = new TestPhone(_bench, extension) { Wire = new PhoneWire(address) };
        var answer = await phone.RegisterAsync($"Contact: <sip:{extension}@10.0.0.7:5060>;expires=7200");
        Assert.Equal("200 OK", answer.Status());
        return phone;
    }

    private DeviceReach? ReachOf(int index) => _bench.Reach.Find(_bench.DevicesOf()[index].DeviceId);

    private static string? TakeOptions(TestPhone phone) =>
        phone.Wire.TryRead() is { } text && text.StartsWith("OPTIONS ", StringComparison.Ordinal) ? text : null;

    private bool TakeAndAnswer(TestPhone phone)
    {
        if (TakeOptions(phone) is not { } options)
        {
            return false;
        }

        Answer(options, phone, "200 OK");
        return true;
    }

    private async Task TurnAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _bench.Qualifier.Turn();
            await _bench.AdvanceAsync(1);
        }

        _bench.Qualifier.Turn();
    }

    /// <summary>The next OPTIONS that the phone gets.</summary>
    private async Task<string> AskedAsync(TestPhone phone)
    {
        for (var second = 0; second < 70; second++)
        {
            _bench.Qualifier.Turn();
            if (TakeOptions(phone) is { } options)
            {
                return options;
            }

            await _bench.AdvanceAsync(1);
        }

        throw new Xunit.Sdk.XunitException("No OPTIONS came.");
    }

    /// <summary>The phone is asked and says nothing.</summary>
    private async Task MissAsync(TestPhone phone)
    {
        await AskedAsync(phone);
        for (var step = 0; step < 33; step++)
        {
            await _bench.AdvanceAsync(1);
        }

        while (phone.Wire.TryRead() is not null)
        {
            // The copies that it did not answer either.
        }
    }

    private void Answer(string options, TestPhone phone, string status) => _bench.Deliver(
        $"""
        SIP/2.0 {status}
        Via: {options.Row("Via")}
        From: {options.Row("From")}
        To: {options.Row("To")};tag=phone
        Call-ID: {options.Row("Call-ID")}
        CSeq: {options.Row("CSeq")}
        """,
        phone.Wire);
}
