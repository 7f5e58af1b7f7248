namespace PbxPortal.Tests.Phones.Load;

/// <summary>What was acknowledged is written down, and a later run finds out whether it holds.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbxportal-ledger-").FullName;

    private string Ledger => Path.Combine(_folder, "acknowledged.tsv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Promises_that_are_kept_are_found_good_in_a_later_run()
    {
        await using var registrar = new LoopbackRegistrar();

        await RunAsync(registrar, "reg,mix:1s", "--rate", "100", "--mix", "refresh=40,move=30,logout=30", "--expires", "600-3600");
        var call = await RunAsync(registrar, "check");

        Assert.Equal(0, call.ExitCode);
        Assert.Equal(3, call.Count(0, "completed"));
        Assert.Equal(0, call.Count(0, "mistakes"));
    }

    [Fact]
    public async Task A_lost_binding_is_found()
    {
        await using var registrar = new LoopbackRegistrar();

        await RunAsync(registrar, "reg");
        registrar.Forget(registrar.Contacts.First());
        var call = await RunAsync(registrar, "check");

        Assert.Equal(1, call.ExitCode);
        Assert.Equal(1, call.Count(0, "mistakes"));
        Assert.Contains("an acknowledged binding is lost", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_log_out_is_found()
    {
        await using var registrar = new LoopbackRegistrar();

        await RunAsync(registrar, "reg");
        var contact = registrar.Contacts.First(contact => contact.Contains("100000", StringComparison.Ordinal));
        await RunAsync(registrar, "unreg");
        registrar.Invent(contact, "100000");
        var call = await RunAsync(registrar, "check");

        Assert.Equal(1, call.Count(0, "mistakes"));
        Assert.Contains("a binding is listed that was logged out", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_refresh_is_found_by_its_time()
    {
        await using var registrar = new LoopbackRegistrar();

        await RunAsync(registrar, "reg", "--expires", "1800");
        var contact = registrar.Contacts.First(contact => contact.Contains("100000", StringComparison.Ordinal));
        registrar.Invent(contact, "100000");
        var call = await RunAsync(registrar, "check");

        Assert.Equal(1, call.Count(0, "mistakes"));
        Assert.Contains("an acknowledged refresh is lost", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_answered_may_have_happened_or_not()
    {
        await using var registrar = new LoopbackRegistrar();

        await RunAsync(registrar, "reg");
        registrar.Deaf = int.MaxValue;
        var unanswered = await RunAsync(registrar, "unreg", "--timeout", "1");
        registrar.Deaf = 0;
        registrar.Forget(registrar.Contacts.First());
        var call = await RunAsync(registrar, "check");
        var again = await RunAsync(registrar, "check");

        Assert.Equal(6, unanswered.Count(0, "lost"));
        Assert.Equal(0, call.Count(0, "mistakes"));
        Assert.Equal(0, again.Count(0, "mistakes"));
    }

    [Fact]
    public async Task A_run_ends_when_nobody_listens_any_more_and_still_writes_its_ledger()
    {
        string address;
        await using (var registrar = new LoopbackRegistrar())
        {
            address = registrar.Address;
        }

        var call = await LoadCall.RunAsync(address, "--users", "2", "--phases", "reg", "--ledger", Ledger, "--until-gone", "--json");

        Assert.Equal(0, call.ExitCode);
        Assert.Equal(6, call.Count(0, "unfinished"));
        Assert.Equal(7, (await File.ReadAllLinesAsync(Ledger, TestContext.Current.CancellationToken)).Length);
    }

    [Fact]
    public async Task A_ledger_of_other_phones_is_refused()
    {
        await using var registrar = new LoopbackRegistrar();
        await File.WriteAllTextAsync(Ledger, "head\n6\tRegistered\tNone\t0\t0\t0\t1\n", TestContext.Current.CancellationToken);

        var call = await RunAsync(registrar, "check");

        Assert.Equal(1, call.ExitCode);
        Assert.Contains("line 2: not a line of a ledger of 6 phones", call.Error, StringComparison.Ordinal);
    }

    private Task<LoadCall> RunAsync(LoopbackRegistrar registrar, string phases, params string[] more) =>
        LoadCall.RunAsync(registrar, phases, [.. more, "--ledger", Ledger]);
}
