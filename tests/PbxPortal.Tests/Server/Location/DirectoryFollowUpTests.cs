using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Location;

/// <summary>What happens to devices when their user is disabled, deleted or renamed.</summary>
public sealed class DirectoryFollowUpTests
{
    [Fact]
    public async Task The_devices_of_a_disabled_user_end_at_once()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");

        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        await bench.SettleAsync();

        Assert.Empty(bench.BindingsOf(11));
        Assert.Single(bench.BindingsOf(12));
        Assert.Equal("the user was disabled", Assert.Single(bench.DevicesOf(11)).Reason);
        Assert.Equal("sip:b@192.0.2.5", Assert.Single(bench.Store.Bindings).ContactUri);
    }

    [Fact]
    public async Task The_devices_of_a_deleted_user_go_and_his_history_keeps_his_name()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync();

        bench.Directory.Apply(Tenants.Removed(11));
        await bench.SettleAsync();

        Assert.Null(bench.Table.OfUser(11));
        var entry = bench.Store.Activity[^1];
        Assert.Equal(
            (ActivityKind.UserGone, "3516@acme.example", 1L, "the user was deleted"),
            (entry.Kind, entry.User, entry.DomainId!.Value, entry.Reason));
    }

    [Fact]
    public async Task A_renamed_user_or_domain_renames_the_rows()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync();
        var sequence = bench.Feed.Sequence;

        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "4000") with { DisplayName = "Robert" }));
        bench.Directory.Apply(Tenants.Changed(Tenants.Acme with { Name = "acme.test" }));
        await bench.SettleAsync();

        var row = Assert.Single(bench.DevicesOf());
        Assert.Equal(("4000", "Robert", "acme.test"), (row.Extension, row.DisplayName, row.Domain));
        Assert.Equal(sequence + 2, bench.Feed.Sequence);
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task A_domain_that_is_renamed_keeps_its_realm_and_its_phones()
    {
        await using var bench = await RegistrarBench.StartAsync();
        bench.Directory.Apply(Tenants.Changed(Tenants.Acme with { Name = "acme.test" }));

        var answer = await new TestPhone(bench, "3516", "acme.test").RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("404 Domain Not Served Here", (await bench.AskAsync(new TestPhone(bench).Request("Subject: old name"))).Status());
    }

    [Fact]
    public async Task A_REGISTER_on_its_way_does_not_outlive_the_disabling_of_its_user()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        phone.Credentials.Accept(await bench.AskAsync(phone.Request("Contact: <sip:a@192.0.2.4>"), phone.Wire));
        var disk = bench.Store.HoldTheDisk();
        var other = new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await disk.Begun;

        bench.Deliver(phone.Credentials.Authorize(phone.Request("Contact: <sip:a@192.0.2.4>")), phone.Wire);
        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        disk.Release();
        var answer = await phone.Wire.ReadAsync();

        Assert.Equal("403 User Disabled", answer.Status());
        Assert.Equal("200 OK", (await other).Status());
        Assert.Empty(bench.BindingsOf(11));
    }

    [Fact]
    public async Task News_that_find_the_queue_full_are_made_good()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        var disk = bench.Store.HoldTheDisk();
        var other = new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await disk.Begun;
        ILocationQueue queue = bench.Location;
        var refused = 0;
        while (refused == 0)
        {
            queue.Post(new CountedChange(() => refused++));
        }

        bench.Directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { IsEnabled = false }));
        Assert.Single(bench.BindingsOf(11));
        disk.Release();
        await other;
        await bench.SettleAsync();

        Assert.Empty(bench.BindingsOf(11));
    }

    private sealed class CountedChange(Action onRefused) : LocationChange
    {
        public override bool Apply(LocationTransaction transaction) => true;

        public override void Complete(Exception? failure, Outbox outbox)
        {
            if (failure is not null)
            {
                onRefused();
            }
        }
    }
}
