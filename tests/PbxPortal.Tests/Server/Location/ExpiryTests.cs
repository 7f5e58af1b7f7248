using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Server.Location;

/// <summary>A binding ends within one second of the promised second, whatever the disk and the wall clock do.</summary>
public sealed class ExpiryTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(3600)]
    [InlineData(7200)]
    public async Task A_binding_ends_within_a_second_of_the_promised_one(int seconds)
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync($"Contact: <sip:a@192.0.2.4>;expires={seconds}");

        await bench.AdvanceAsync(seconds - 0.1);
        Assert.Single(bench.BindingsOf());
        Assert.True(Assert.Single(bench.DevicesOf()).IsRegistered);
        await bench.AdvanceAsync(0.3);

        Assert.Empty(bench.BindingsOf());
        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((DeviceStatus.Offline, "expired"), (row.Status, row.Reason));
        Assert.Empty(bench.Store.Bindings);
        Assert.Equal([ActivityKind.Registered, ActivityKind.Expired], bench.Store.Activity.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task A_refresh_moves_the_end()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");
        await bench.AdvanceAsync(50);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");

        await bench.AdvanceAsync(59.9);
        Assert.Single(bench.BindingsOf());
        await bench.AdvanceAsync(0.3);

        Assert.Empty(bench.BindingsOf());
        Assert.False(Assert.Single(bench.DevicesOf()).IsRegistered);
    }

    [Fact]
    public async Task A_shorter_lifetime_ends_sooner_than_the_one_before()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=3600");
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");

        await bench.AdvanceAsync(60.2);

        Assert.Contains(bench.Store.Activity, entry => entry.Kind == ActivityKind.Expired);
    }

    [Fact]
    public async Task Time_runs_out_although_the_disk_is_full_and_is_written_when_there_is_room()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>;expires=61");
        bench.Store.FillTheDisk();

        await bench.AdvanceAsync(60.2);
        await bench.AdvanceAsync(1);
        Assert.Equal("expired", Assert.Single(bench.DevicesOf(11)).Reason);
        Assert.Equal("expired", Assert.Single(bench.DevicesOf(12)).Reason);
        Assert.NotNull(bench.Health.Failure);
        Assert.Equal(2, bench.Store.Bindings.Count);
        bench.Store.MakeRoom();
        await bench.AdvanceAsync(1);

        Assert.Empty(bench.Store.Bindings);
        Assert.Null(bench.Health.Failure);
        Assert.Equal(
            ["3516@acme.example", "3517@acme.example"],
            bench.Store.Activity.Where(entry => entry.Kind == ActivityKind.Expired).Select(entry => entry.User));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task A_set_wall_clock_neither_ends_nor_keeps_anybody(int days)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        bench.Time.SetWallClock(TimeSpan.FromDays(days));
        await bench.AdvanceAsync(300);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");

        await bench.AdvanceAsync(599.9);
        Assert.Single(bench.BindingsOf());
        await bench.AdvanceAsync(0.3);

        Assert.Empty(bench.BindingsOf());
        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task A_set_wall_clock_does_not_make_a_phone_late()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.AdvanceAsync(1800);
        bench.Time.SetWallClock(TimeSpan.FromSeconds(-800));
        await phone.RegisterAsync();

        await bench.AdvanceAsync(1900);

        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
    }

    [Fact]
    public async Task A_refresh_that_the_habit_of_the_phone_promised_and_that_does_not_come_is_late()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.AdvanceAsync(1800);
        await phone.RegisterAsync();

        await bench.AdvanceAsync(1979);
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);
        var sequence = bench.Feed.Sequence;
        await bench.AdvanceAsync(1.2);

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal((DeviceStatus.Late, "refresh is overdue"), (row.Status, row.Reason));
        Assert.Equal(sequence + 1, bench.Feed.Sequence);
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task The_wheel_does_not_fill_with_what_was_overtaken()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);

        for (var round = 0; round < 20; round++)
        {
            await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=7200");
            await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");
            await bench.AdvanceAsync(61);
        }

        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=7200");
        for (var refresh = 0; refresh < 4; refresh++)
        {
            await bench.AdvanceAsync(3600);
            await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=7200");
        }

        Assert.InRange(bench.Location.WaitingCount, 1, 2);
    }
}
