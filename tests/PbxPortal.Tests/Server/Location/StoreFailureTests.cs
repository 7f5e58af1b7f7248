using System.Globalization;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Server.Location;

/// <summary>A 200 OK is a promise: it leaves after the commit or not at all, and a failing disk is told and survived.</summary>
public sealed class StoreFailureTests
{
    [Fact]
    public async Task A_full_disk_is_answered_with_503_and_a_time_to_come_back()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Store.FillTheDisk();

        var answer = await new TestPhone(bench).RegisterAsync();

        Assert.Equal("503 Service Unavailable", answer.Status());
        Assert.InRange(int.Parse(answer.Row("Retry-After"), CultureInfo.InvariantCulture), 10, 30);
        Assert.Empty(bench.BindingsOf());
        Assert.Empty(bench.DevicesOf());
        Assert.Equal("database or disk is full", bench.Health.Failure!.Message);
    }

    [Fact]
    public async Task Recovers_by_itself_when_there_is_room_again()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var news = 0;
        bench.Health.Changed += () => news++;
        var phone = new TestPhone(bench);
        bench.Store.FillTheDisk();
        await phone.RegisterAsync();
        await phone.RegisterAsync();
        bench.Store.MakeRoom();

        var answer = await phone.RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
        Assert.Null(bench.Health.Failure);
        Assert.Equal(2, news);
    }

    [Fact]
    public async Task A_refresh_that_cannot_be_stored_leaves_the_binding_as_it_was()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        await bench.AdvanceAsync(60);
        bench.Store.FillTheDisk();

        var answer = await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=1200");
        var fetched = await phone.RegisterAsync("Subject: what is there?");

        Assert.Equal("503 Service Unavailable", answer.Status());
        Assert.Equal(["<sip:a@192.0.2.4>;expires=540"], fetched.Rows("Contact"));
    }

    [Fact]
    public async Task A_request_that_is_sent_again_after_the_503_is_taken()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        bench.Store.FillTheDisk();
        await phone.RegisterAsync();
        bench.Store.MakeRoom();

        var answer = await phone.RepeatAsync();

        Assert.Equal("200 OK", answer.Status());
        Assert.Single(bench.Store.Bindings);
    }

    [Fact]
    public async Task Changes_that_queue_while_a_commit_runs_share_the_next_one()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phones = Enumerable.Range(0, 8).Select(_ => new TestPhone(bench)).ToList();
        foreach (var phone in phones)
        {
            phone.Credentials.Accept(await bench.AskAsync(phone.Request("Contact: <sip:a@192.0.2.4>"), phone.Wire));
        }

        var disk = bench.Store.HoldTheDisk();
        for (var i = 0; i < phones.Count; i++)
        {
            bench.Deliver(phones[i].Credentials.Authorize(phones[i].Request($"Contact: <sip:a{i}@192.0.2.4>")), phones[i].Wire);
            await disk.Begun;
        }

        Assert.All(phones, phone => Assert.Null(phone.Wire.TryRead()));
        disk.Release();
        var answers = await Task.WhenAll(phones.Select(phone => phone.Wire.ReadAsync()));

        Assert.All(answers, answer => Assert.Equal("200 OK", answer.Status()));
        Assert.Equal(2, bench.Store.Commits.Count);
        Assert.Equal(8, bench.Store.Bindings.Count);
    }

    [Fact]
    public async Task One_bad_row_costs_nobody_else_his_registration()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phones = Enumerable.Range(0, 4).Select(_ => new TestPhone(bench)).ToList();
        foreach (var phone in phones)
        {
            phone.Credentials.Accept(await bench.AskAsync(phone.Request("Contact: <sip:a@192.0.2.4>"), phone.Wire));
        }

        var disk = bench.Store.HoldTheDisk();
        bench.Store.FailureOf = batch => CommittedBatch.Of(batch).Bindings.Any(binding => binding.ContactUri.Contains("a2", StringComparison.Ordinal))
            ? new InvalidOperationException("CHECK constraint failed")
            : null;
        for (var i = 0; i < phones.Count; i++)
        {
            bench.Deliver(phones[i].Credentials.Authorize(phones[i].Request($"Contact: <sip:a{i}@192.0.2.4>")), phones[i].Wire);
            await disk.Begun;
        }

        disk.Release();
        var answers = await Task.WhenAll(phones.Select(phone => phone.Wire.ReadAsync()));

        Assert.Equal(
            ["200 OK", "200 OK", "500 Server Internal Error", "200 OK"],
            answers.Select(answer => answer.Status()));
        Assert.Equal(3, bench.Store.Bindings.Count);
        Assert.Equal(3, bench.BindingsOf().Count);
        Assert.Null(bench.Health.Failure);
    }

    [Fact]
    public async Task A_disk_that_fills_up_while_each_change_is_tried_alone_is_told_as_such()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phones = Enumerable.Range(0, 3).Select(_ => new TestPhone(bench)).ToList();
        foreach (var phone in phones)
        {
            phone.Credentials.Accept(await bench.AskAsync(phone.Request("Contact: <sip:a@192.0.2.4>"), phone.Wire));
        }

        var disk = bench.Store.HoldTheDisk();
        bench.Store.FailureOf = batch => CommittedBatch.Of(batch).Bindings.Length switch
        {
            > 1 => new InvalidOperationException("some row"),
            1 when CommittedBatch.Of(batch).Bindings[0].ContactUri.Contains("a2", StringComparison.Ordinal) => new StoreUnavailableException("database or disk is full"),
            _ => null,
        };
        for (var i = 0; i < phones.Count; i++)
        {
            bench.Deliver(phones[i].Credentials.Authorize(phones[i].Request($"Contact: <sip:a{i}@192.0.2.4>")), phones[i].Wire);
            await disk.Begun;
        }

        disk.Release();
        var answers = await Task.WhenAll(phones.Select(phone => phone.Wire.ReadAsync()));

        Assert.Equal(["200 OK", "200 OK", "503 Service Unavailable"], answers.Select(answer => answer.Status()));
        Assert.NotNull(bench.Health.Failure);
    }

    [Fact]
    public async Task An_expiry_that_the_store_refuses_for_ever_is_shown_and_stops_nobody()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");
        bench.Store.FailureOf = batch => CommittedBatch.Of(batch).RemovedBindings.Length > 0 ? new InvalidOperationException("bad row") : null;

        await bench.AdvanceAsync(60.2);
        var answer = await new TestPhone(bench, "3517").RegisterAsync();

        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
        Assert.Equal("200 OK", answer.Status());
    }

    [Fact]
    public async Task What_is_owed_and_then_refused_stops_nobody()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=60");
        bench.Store.FillTheDisk();
        await bench.AdvanceAsync(60.2);
        bench.Store.FailureOf = batch => CommittedBatch.Of(batch).RemovedBindings.Length > 0 ? new InvalidOperationException("FOREIGN KEY constraint failed") : null;

        var answer = await new TestPhone(bench, "3517").RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("expired", Assert.Single(bench.DevicesOf()).Reason);
    }

    [Fact]
    public async Task A_listener_that_throws_undoes_nothing()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Location.Changed += _ => throw new InvalidOperationException("a page has a bug");
        bench.Health.Changed += () => throw new InvalidOperationException("a page has a bug");
        bench.Store.FillTheDisk();
        Assert.Equal("503 Service Unavailable", (await new TestPhone(bench).RegisterAsync()).Status());
        bench.Store.MakeRoom();

        var answer = await new TestPhone(bench).RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
        Assert.Single(bench.Store.Commits);
        Assert.Equal(0, Assert.Single(bench.BindingsOf()).Lease.RefreshCount);
    }

    [Fact]
    public async Task A_user_who_is_disabled_while_the_disk_is_full_loses_his_devices_now_and_in_the_store_later()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync();
        bench.Store.FillTheDisk();

        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        await bench.SettleAsync();
        Assert.Empty(bench.BindingsOf());
        bench.Store.MakeRoom();
        await bench.AdvanceAsync(1);

        Assert.Empty(bench.Store.Bindings);
        Assert.Contains(bench.Store.Activity, entry => entry.Kind == ActivityKind.UserGone);
    }
}
