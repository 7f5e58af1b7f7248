using PbxPortal.Phones.Load;

namespace PbxPortal.Tests.Phones.Load;

/// <summary>Whole runs against a registrar that is not ours.</summary>
public sealed class LoadRunTests
{
    [Fact]
    public async Task Every_phase_does_what_its_name_says()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(registrar, "reg,refresh:3x,rechal,query,unreg", "--verify");

        Assert.DoesNotContain("@", call.Error, StringComparison.Ordinal); // A complaint names its phone; on a busy machine there is a line of progress.
        Assert.Equal(0, call.ExitCode);
        Assert.Equal(["reg", "refresh", "rechal", "query", "unreg"], call.Phases.Select(phase => phase.GetProperty("phase").GetString()));
        Assert.Equal([6, 18, 6, 6, 6], call.Phases.Select(phase => phase.GetProperty("completed").GetInt64()));
        Assert.Equal([12, 18, 12, 6, 6], call.Phases.Select(phase => phase.GetProperty("requests").GetInt64()));
        Assert.Empty(registrar.Contacts);
    }

    [Fact]
    public async Task Phones_have_contacts_of_their_own()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(registrar, "storm:1s");

        Assert.Equal(6, call.Count(0, "completed"));
        Assert.Equal(6, registrar.Contacts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_open_loop_keeps_its_rate()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(registrar, "reg", "--rate", "50");

        Assert.Equal(6, call.Count(0, "completed"));
        Assert.True(call.Phases[0].GetProperty("seconds").GetDouble() >= 0.1, "Six at fifty per second begin within a tenth of a second.");
    }

    [Fact]
    public async Task A_mix_does_not_run_out_of_phones_that_speak()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(registrar, "reg,mix:1s", "--rate", "100", "--mix", "lapse=100");

        var kinds = call.Phases[1].GetProperty("kinds");
        Assert.Equal(1, kinds.GetProperty("lapse").GetProperty("completed").GetInt32());
        Assert.True(kinds.GetProperty("refresh").GetProperty("completed").GetInt32() > 10, "Those who may not fall silent refresh.");
    }

    [Fact]
    public async Task What_is_not_answered_is_sent_again()
    {
        await using var registrar = new LoopbackRegistrar { Deaf = 4 };

        var call = await LoadCall.RunAsync(registrar, "reg", "--verify");

        Assert.Equal(0, call.ExitCode);
        Assert.Equal(6, call.Count(0, "completed"));
        Assert.Equal(4, call.Count(0, "retransmissions"));
        Assert.InRange(call.Phases[0].GetProperty("latency").GetProperty("max_us").GetDouble(), 500_000, 32_000_000);
    }

    [Fact]
    public async Task What_is_never_answered_is_lost()
    {
        await using var registrar = new LoopbackRegistrar { Deaf = int.MaxValue };

        var call = await LoadCall.RunAsync(registrar, "reg", "--timeout", "1");

        Assert.Equal(1, call.ExitCode);
        Assert.Equal(6, call.Count(0, "lost"));
        Assert.Equal(0, call.Count(0, "completed"));
    }

    [Fact]
    public async Task A_wrong_password_fails()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(registrar, "reg", "--password", "guess");

        Assert.Equal(1, call.ExitCode);
        Assert.Equal(6, call.Count(0, "failed"));
        Assert.Contains("100001@sip.test, device 0: Register was answered with 401", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registrar_that_takes_any_password_is_found_out()
    {
        await using var registrar = new LoopbackRegistrar { IsGullible = true };

        var call = await LoadCall.RunAsync(registrar, "reg,mix:1s", "--mix", "wrong=100", "--rate", "20");

        Assert.Equal(1, call.ExitCode);
        Assert.Equal(call.Count(1, "completed"), call.Count(1, "mistakes"));
        Assert.Contains("a wrong password was not refused", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_binding_granted_for_longer_than_asked_is_found_out()
    {
        await using var registrar = new LoopbackRegistrar { AddedSeconds = 60 };

        var call = await LoadCall.RunAsync(registrar, "reg", "--verify");

        Assert.Equal(1, call.ExitCode);
        Assert.Equal(6, call.Count(0, "mistakes"));
        Assert.Contains("3600 s were asked for and 3660 s granted", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mix_holds_all_kinds_and_leaves_each_phone_one_contact_at_most()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(
            registrar, "reg,mix:2s", "--verify", "--rate", "200", "--lapse-expires", "1",
            "--mix", "refresh=30,rechallenge=10,query=10,move=20,logout=20,lapse=5,wrong=5");

        Assert.Equal("", string.Join('\n', call.Error.Split('\n').Where(line => line.Contains('@', StringComparison.Ordinal))));
        Assert.Equal(0, call.ExitCode);
        var kinds = call.Phases[1].GetProperty("kinds").EnumerateObject().Select(kind => kind.Name).ToList();
        Assert.Superset(new HashSet<string>(["refresh", "move", "logout", "register", "wrongpassword"], StringComparer.Ordinal), kinds.ToHashSet(StringComparer.Ordinal));
        Assert.InRange(registrar.Contacts.Count, 0, 6);
    }

    [Fact]
    public async Task Bindings_are_there_until_they_run_out_and_then_are_gone()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(registrar, "reg,expiry", "--expires", "3");

        Assert.Equal(0, call.ExitCode);
        Assert.Equal(12, call.Count(1, "completed"));
    }

    [Fact]
    public async Task A_binding_that_outlives_its_time_is_found_out()
    {
        await using var registrar = new LoopbackRegistrar { KeepsAll = true };

        var call = await LoadCall.RunAsync(registrar, "reg,expiry", "--expires", "2");

        Assert.Equal(1, call.ExitCode);
        Assert.Equal(6, call.Count(1, "mistakes"));
        Assert.Contains("a binding is listed a second after it has run out", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_JSON_the_figures_are_a_table()
    {
        await using var registrar = new LoopbackRegistrar();

        var call = await LoadCall.RunAsync(
            registrar.Address, "--users", "2", "--devices", "1", "--domain", "sip.test", "--phases", "reg,query", "--pid", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));

        var lines = call.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("| phase | completed | failed |", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("| reg | 2 | 0 | 0 | 200:2 401:2 |", lines[2], StringComparison.Ordinal);
        Assert.Single(lines.Select(line => line.Count(character => character == '|')).Distinct());
    }

    [Fact]
    public async Task The_fast_sockets_and_the_portable_ones_carry_the_same()
    {
        await using var registrar = new LoopbackRegistrar();
        var target = System.Net.IPEndPoint.Parse(registrar.Address);
        using var plain = new PlainLoadSocket(target, System.Net.IPAddress.Loopback);

        var wire = new WireText(plain.Reserve());
        wire.Add("REGISTER sip:sip.test SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\nTo: <sip:1@sip.test>\r\n\r\n"u8);
        plain.Commit(wire.Length);
        plain.Flush();
        Assert.True(plain.Socket.Poll(TimeSpan.FromSeconds(10), System.Net.Sockets.SelectMode.SelectRead));

        Assert.Equal(1, plain.Receive());
        Assert.True(ResponseText.TryRead(plain[0], out var response));
        Assert.Equal(401, response.StatusCode);
        Assert.Equal("z9hG4bKa"u8, response.ReadBranch());
    }
}
