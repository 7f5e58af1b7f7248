using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;

namespace PbxPortal.Tests.Server.Location;

/// <summary>What was acknowledged is there after a restart, with the time that is left of it.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Everything_that_was_committed_is_back_before_the_first_request()
    {
        var first = await RegistrarBench.StartAsync();
        var phone = new TestPhone(first);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4;line=x>;q=0.4;+sip.instance=\"<urn:uuid:1>\";expires=600");
        await new TestPhone(first, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>;expires=1200");
        await first.AdvanceAsync(100);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4;line=x>;q=0.4;+sip.instance=\"<urn:uuid:1>\";expires=600");
        var rows = first.DevicesOf();
        first.Time.Advance(TimeSpan.FromSeconds(50));
        await using var bench = await first.RestartAsync();

        var fetched = await new TestPhone(bench).RegisterAsync("Subject: what is there?");

        Assert.Equal(["<sip:a@192.0.2.4;line=x>;q=0.4;+sip.instance=\"<urn:uuid:1>\";expires=550"], fetched.Rows("Contact"));
        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal(rows[0].DeviceId, row.DeviceId);
        Assert.Equal((rows[0].ExpiresAt, rows[0].RegisteredAt, rows[0].Class), (row.ExpiresAt, row.RegisteredAt, row.Class));
        Assert.Single(bench.BindingsOf(12));
    }

    [Fact]
    public async Task What_is_back_ends_at_the_second_that_was_promised_before()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        first.Time.Advance(TimeSpan.FromSeconds(400));
        await using var bench = await first.RestartAsync();

        await bench.AdvanceAsync(199.9);
        Assert.Single(bench.BindingsOf());
        await bench.AdvanceAsync(0.3);

        Assert.Empty(bench.BindingsOf());
        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task What_ran_out_while_nobody_served_ends_with_its_event()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        await first.DisposeAsync();
        first.Time.Advance(TimeSpan.FromSeconds(601));
        await using var bench = await first.RestartAsync();
        Assert.Empty(bench.BindingsOf());

        await bench.AdvanceAsync(0.2);

        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
        Assert.Equal([ActivityKind.Registered, ActivityKind.Expired], bench.Store.Activity.Select(entry => entry.Kind));
        Assert.Empty(bench.Store.Bindings);
    }

    [Fact]
    public async Task Thousands_that_ran_out_while_nobody_served_end_in_several_turns_each_with_its_event()
    {
        const int Phones = 1500;
        var users = Enumerable.Range(10_000, Phones).Select(number => Tenants.User(number, $"{number}")).ToArray();
        var first = await RegistrarBench.StartAsync(Tenants.Added(users) with { Domains = [Tenants.Acme] });
        foreach (var user in users)
        {
            await new TestPhone(first, user.Extension).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        }

        await first.DisposeAsync();
        first.Time.Advance(TimeSpan.FromSeconds(601));
        await using var bench = await first.RestartAsync();
        await bench.AdvanceAsync(0.2);
        for (var turn = 0; turn < 5; turn++)
        {
            await bench.SettleAsync(); // Whoever asks meanwhile is answered between two of them.
        }

        Assert.Equal(Phones, bench.Store.Activity.Count(entry => entry.Kind == ActivityKind.Expired));
        Assert.Empty(bench.Store.Bindings);
    }

    [Fact]
    public async Task A_phone_whose_time_ran_out_while_nobody_served_ends_once_and_begins_anew()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        var before = Assert.Single(first.BindingsOf());
        await first.DisposeAsync();
        first.Time.Advance(TimeSpan.FromSeconds(601));
        await using var bench = await first.RestartAsync();

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        await bench.AdvanceAsync(0.2);

        Assert.Equal("200 OK", answer.Status());
        var after = Assert.Single(bench.BindingsOf());
        Assert.Equal((before.DeviceId, true), (after.DeviceId, after.Id > before.Id));
        Assert.Equal([ActivityKind.Registered, ActivityKind.Expired, ActivityKind.Registered], bench.Store.Activity.Select(entry => entry.Kind));
        Assert.Equal(["192.0.2.4:5060"], bench.Store.Activity.Select(entry => entry.Source).Distinct());
        Assert.Equal(after.Id, Assert.Single(bench.Store.Bindings).Id);
    }

    [Fact]
    public async Task What_ran_out_while_nobody_served_ends_although_the_disk_is_full_and_is_written_once_when_there_is_room()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        await first.DisposeAsync();
        first.Time.Advance(TimeSpan.FromSeconds(601));
        first.Store.FillTheDisk();
        await using var bench = await first.RestartAsync();

        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
        Assert.Single(bench.Store.Bindings);
        bench.Store.MakeRoom();
        await bench.AdvanceAsync(1);

        Assert.Empty(bench.Store.Bindings);
        Assert.Equal([ActivityKind.Registered, ActivityKind.Expired], bench.Store.Activity.Select(entry => entry.Kind));
    }

    [Fact]
    public async Task What_ran_out_while_nobody_served_is_told_once_although_the_first_commit_failed()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        await new TestPhone(first, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>;expires=600");
        await first.DisposeAsync();
        first.Time.Advance(TimeSpan.FromSeconds(601));
        var attempts = first.Store.Attempts;
        first.Store.FailureOf = _ => first.Store.Attempts == attempts + 1 ? new InvalidOperationException("some row") : null;
        await using var bench = await first.RestartAsync();
        await bench.AdvanceAsync(0.2);

        Assert.Empty(bench.Store.Bindings);
        Assert.Equal(
            ["3516@acme.example", "3517@acme.example"],
            bench.Store.Activity.Where(entry => entry.Kind == ActivityKind.Expired).Select(entry => entry.User));
    }

    [Fact]
    public async Task A_wall_clock_that_was_set_back_keeps_nobody_for_longer_than_granted()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        await first.DisposeAsync();
        first.Time.SetWallClock(TimeSpan.FromDays(-365));
        await using var bench = await first.RestartAsync();

        await bench.AdvanceAsync(600.2);

        Assert.Empty(bench.Store.Bindings);
    }

    [Fact]
    public async Task The_same_phone_goes_on_with_its_row_and_its_binding()
    {
        var first = await RegistrarBench.StartAsync();
        var phone = new TestPhone(first);
        await phone.RegisterAsync();
        var before = Assert.Single(first.BindingsOf());
        await using var bench = await first.RestartAsync();

        var again = new TestPhone(bench) { CallId = phone.CallId, CSeq = phone.CSeq };
        var answer = await again.RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
        var after = Assert.Single(bench.BindingsOf());
        Assert.Equal((before.Id, before.DeviceId, 1), (after.Id, after.DeviceId, after.Lease.RefreshCount));
    }

    [Fact]
    public async Task Ids_are_not_given_a_second_time()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        var ids = first.BindingsOf().SelectMany(binding => new[] { binding.Id, binding.DeviceId }).ToList();
        await using var bench = await first.RestartAsync();

        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");

        var binding = Assert.Single(bench.BindingsOf(12));
        Assert.DoesNotContain(binding.Id, ids);
        Assert.DoesNotContain(binding.DeviceId, ids);
    }

    [Fact]
    public async Task Devices_of_users_who_were_disabled_or_deleted_meanwhile_end()
    {
        var first = await RegistrarBench.StartAsync();
        await new TestPhone(first).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(first, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await first.DisposeAsync();
        first.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        first.Directory.Apply(Tenants.Removed(12));
        await using var bench = await first.RestartAsync();

        Assert.Empty(bench.BindingsOf(11));
        Assert.Equal("the user was disabled", Assert.Single(bench.DevicesOf(11)).Reason);
        Assert.Null(bench.Table.OfUser(12));
    }

    [Fact]
    public async Task Names_and_classes_that_people_chose_are_back_and_stay()
    {
        var first = await RegistrarBench.StartAsync();
        var phone = new TestPhone(first);
        await phone.RegisterAsync();
        await first.Location.EditAsync(first.DevicesOf()[0].DeviceId, new("Reception", "second floor", DeviceClass.Door), CancellationToken.None);
        await phone.RegisterAsync();
        await using var bench = await first.RestartAsync();

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal(("Reception", "second floor", DeviceClass.Door), (row.Name, row.Remark, row.Class));
        await bench.Location.EditAsync(row.DeviceId, new("Reception", "", Class: null), CancellationToken.None);
        Assert.Equal(DeviceClass.Desk, Assert.Single(bench.DevicesOf()).Class);
    }
}
