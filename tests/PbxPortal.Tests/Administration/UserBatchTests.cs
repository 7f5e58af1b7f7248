using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Administration;

/// <summary>Orders for many users, ranges, and files by way of the portal, on a real SQLite file.</summary>
public sealed class UserBatchTests : IAsyncLifetime
{
    private static readonly System.Security.Claims.ClaimsPrincipal Owner = AdministrationBench.Somebody(PortalRole.Owner, null);

    private AdministrationBench _bench = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await AdministrationBench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Disables_and_says_who_was_so_already_and_who_is_gone()
    {
        var anna = await _bench.AddAsync(_bench.Draft("1"));
        var ben = await _bench.AddAsync(_bench.Draft("2") with { IsEnabled = false });

        var result = await RunAsync(Owner, new UserOrder(UserAction.Disable), anna.Id, ben.Id, 4711, anna.Id);

        Assert.Equal([UserOutcome.Done, UserOutcome.Unchanged, UserOutcome.Gone], result.Fates.Select(fate => fate.Outcome));
        Assert.Equal((0, null), (result.NotReached, result.Failure));
        Assert.All(_bench.Directory.UsersOf(_bench.Acme), user => Assert.False(user.IsEnabled));
        Assert.Equal(1, _bench.Audit.Count(line => line.Contains("|disable user|", StringComparison.Ordinal)));

        await RunAsync(Owner, new UserOrder(UserAction.Enable), anna.Id, ben.Id);
        Assert.All(_bench.Directory.UsersOf(_bench.Acme), user => Assert.True(user.IsEnabled));
    }

    [Fact]
    public async Task New_passwords_replace_the_users_own_and_leave_those_of_devices()
    {
        var anna = await _bench.AddAsync(_bench.Draft("1") with { Password = "the old one" });
        var ben = await _bench.AddAsync(_bench.Draft("2"));
        var device = await _bench.Credentials.AddAsync(Owner, anna.Id, "Anna's mobile", Cancellation);

        var result = await RunAsync(Owner, new UserOrder(UserAction.NewPassword), anna.Id, ben.Id);

        Assert.Equal(["1", "2"], result.Passwords.Select(one => one.Extension));
        var now = _bench.Directory.FindUser(anna.Id)!;
        Assert.True(_bench.Accepts(now, result.Fates[0].Password!));
        Assert.False(_bench.Accepts(now, "the old one"));
        Assert.True(_bench.Accepts(now, now.FindCredential(device!.Id!.Value)!, device.Password));
        Assert.DoesNotContain(_bench.Audit, line => line.Contains(result.Fates[0].Password!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_devices_and_deletes()
    {
        var anna = await _bench.AddAsync(_bench.Draft("1") with { MaxDevices = 3 });
        var ben = await _bench.AddAsync(_bench.Draft("2"));

        var limited = await RunAsync(Owner, new UserOrder(UserAction.SetMaxDevices, 3), anna.Id, ben.Id);
        Assert.Equal([UserOutcome.Unchanged, UserOutcome.Done], limited.Fates.Select(fate => fate.Outcome));
        Assert.Equal([3, 3], _bench.Directory.UsersOf(_bench.Acme).Select(user => user.MaxDevices));
        Assert.EndsWith("|set most devices|2@acme.example|by default|3", _bench.Audit[^1], StringComparison.Ordinal);

        await RunAsync(Owner, new UserOrder(UserAction.Delete), anna.Id);
        Assert.Equal("2", Assert.Single(_bench.Directory.UsersOf(_bench.Acme)).Extension);
    }

    [Fact]
    public async Task A_limit_that_cannot_be_changes_nobody()
    {
        var anna = await _bench.AddAsync(_bench.Draft("1"));

        var result = await RunAsync(Owner, new UserOrder(UserAction.SetMaxDevices, 0), anna.Id);

        Assert.Equal((0, 1), (result.Fates.Length, result.NotReached));
        Assert.Contains("between 1 and 1000", result.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_of_one_domain_meets_only_its_users()
    {
        var mine = await _bench.AddAsync(_bench.Draft("1"));
        var other = await _bench.AddAsync(_bench.Draft("2") with { DomainId = _bench.Globex });
        var admin = AdministrationBench.Somebody(PortalRole.Admin, _bench.Acme);

        var result = await RunAsync(admin, new UserOrder(UserAction.Disable), mine.Id, other.Id);

        Assert.Equal([UserOutcome.Done, UserOutcome.Gone], result.Fates.Select(fate => fate.Outcome));
        Assert.Equal("", result.Fates[1].Extension);
        Assert.True(_bench.Directory.FindUser(other.Id)!.IsEnabled);
    }

    [Fact]
    public async Task A_help_desk_may_not()
    {
        var who = AdministrationBench.Somebody(PortalRole.HelpDesk, null);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => RunAsync(who, new UserOrder(UserAction.Enable), 1));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _bench.Batch.PreviewAsync(who, "", null, Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => _bench.Batch.ImportAsync(who, "", null, Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(
            () => _bench.Batch.AddRangeAsync(who, new RangeDraft(_bench.Acme, "1-2"), Cancellation));
    }

    [Fact]
    public async Task Cancelling_keeps_what_is_done_and_says_how_many_are_not()
    {
        await _bench.Batch.AddRangeAsync(Owner, new RangeDraft(_bench.Acme, "1000-1249"), Cancellation);
        var ids = _bench.Directory.UsersOf(_bench.Acme).Select(user => user.Id).ToList();
        using var stopping = new CancellationTokenSource();
        var progress = new Told(done => stopping.Cancel());

        var result = await _bench.Batch.RunAsync(Owner, new UserOrder(UserAction.Disable), ids, progress, stopping.Token);

        Assert.Equal((100, 150, null), (result.Fates.Length, result.NotReached, result.Failure));
        Assert.Equal([100], progress.Values);
        Assert.Equal(100, _bench.Directory.UsersOf(_bench.Acme).Count(user => !user.IsEnabled));
    }

    [Fact]
    public async Task A_range_adds_those_that_nobody_has_each_with_a_password()
    {
        await _bench.AddAsync(_bench.Draft("101"));
        await _bench.AddAsync(_bench.Draft("7") with { PhoneNumbers = ["103"] });

        var result = await _bench.Batch.AddRangeAsync(Owner, new RangeDraft(_bench.Acme, "100-104", "Desk {extension}", 2), Cancellation);

        Assert.Equal(["100", "102", "104"], result.Passwords.Select(one => one.Extension));
        Assert.Equal(["101", "103"], result.Existing);
        var added = _bench.Directory.FindUser(_bench.Acme, "102")!;
        Assert.Equal(("Desk 102", 2), (added.DisplayName, added.MaxDevices));
        Assert.True(_bench.Accepts(added, result.Passwords[1].Password));
        Assert.Equal("", _bench.Directory.FindUser(_bench.Acme, "101")!.DisplayName);
    }

    [Theory]
    [InlineData("104-100", null, "Range")]
    [InlineData("100-104", 0, "MaxDevices")]
    public async Task A_range_with_a_mistake_adds_nobody(string range, int? maxDevices, string field)
    {
        var result = await _bench.Batch.AddRangeAsync(Owner, new RangeDraft(_bench.Acme, range, MaxDevices: maxDevices), Cancellation);

        Assert.Equal(field, Assert.Single(result.Mistakes).Field);
        Assert.Empty(_bench.Directory.UsersOf(_bench.Acme));
    }

    [Fact]
    public async Task A_dry_run_tells_the_fate_of_each_line_and_writes_nothing()
    {
        await _bench.AddAsync(_bench.Draft("1") with { DisplayName = "Anna", PhoneNumbers = ["11"] });
        await _bench.AddAsync(_bench.Draft("2") with { DisplayName = "Ben" });
        var audit = _bench.Audit.Count;

        var preview = await _bench.Batch.PreviewAsync(
            Owner,
            """
            domain,extension,display_name,phone_numbers,password,enabled
            acme.example,1,Anna Berg,,,no
            acme.example,2,Ben,,,yes
            acme.example,3,Cem,+4989,,yes
            acme.example,4 4,Dora,,,yes
            acme.example,5
            """,
            progress: null,
            Cancellation);

        Assert.Equal(
            [
                "2 1 Changed name: Anna → Anna Berg; numbers: 11 → nothing; enabled: yes → no",
                "3 2 Unchanged ",
                "4 3 New a password is generated",
                "5 4 4 Wrong An extension has letters, digits and - _ . ! ~ * + only. Examples: 3516, anna.berg",
                "6  Wrong The line has 2 values, the header names 6.",
            ],
            preview.Lines.Select(line => $"{line.Line} {line.Extension} {line.Fate} {string.Join("; ", line.Details)}"));
        Assert.False(preview.IsWorthIt);
        Assert.Equal((2, audit), (_bench.Directory.UsersOf(_bench.Acme).Count, _bench.Audit.Count));
    }

    [Fact]
    public async Task What_the_dry_run_tells_is_what_the_import_does()
    {
        await _bench.AddAsync(_bench.Draft("1") with { DisplayName = "Anna", PhoneNumbers = ["11"] });
        await _bench.AddAsync(_bench.Draft("2") with { PhoneNumbers = ["22"] });
        const string Table = "domain,extension,display_name,phone_numbers\nacme.example,1,Anna,11\nacme.example,2,,33\nacme.example,3,,22\n";

        var preview = await _bench.Batch.PreviewAsync(Owner, Table, progress: null, Cancellation);
        var result = await _bench.Batch.ImportAsync(Owner, Table, progress: null, Cancellation);

        Assert.True(preview.IsWorthIt);
        Assert.Equal((1, 1, 1), (preview.Count(ImportFate.New), preview.Count(ImportFate.Changed), preview.Count(ImportFate.Unchanged)));
        Assert.Equal((1, 1, 1), (result.Added, result.Updated, result.Unchanged));
        Assert.Equal("1", _bench.Directory.FindUser(_bench.Acme, "11")!.Extension);
        Assert.Equal("3", _bench.Directory.FindUser(_bench.Acme, "22")!.Extension);
        Assert.Equal("2", _bench.Directory.FindUser(_bench.Acme, "33")!.Extension);
    }

    [Fact]
    public async Task An_admin_of_one_domain_imports_there_and_learns_of_no_other()
    {
        var admin = AdministrationBench.Somebody(PortalRole.Admin, _bench.Acme);

        var preview = await _bench.Batch.PreviewAsync(
            admin, "domain,extension\nacme.example,1\nglobex.example,1\nnowhere.example,1\n", progress: null, Cancellation);

        Assert.Equal([ImportFate.New, ImportFate.Wrong, ImportFate.Wrong], preview.Lines.Select(line => line.Fate));
        Assert.Equal(
            preview.Lines[2].Details[0].Replace("nowhere", "globex", StringComparison.Ordinal), preview.Lines[1].Details[0]);
    }

    private Task<BatchResult> RunAsync(System.Security.Claims.ClaimsPrincipal who, UserOrder order, params long[] ids) =>
        _bench.Batch.RunAsync(who, order, ids, progress: null, Cancellation);

    private sealed class Told(Action<int> then) : IProgress<int>
    {
        public List<int> Values { get; } = [];

        public void Report(int value)
        {
            Values.Add(value);
            then(value);
        }
    }
}
