using System.Globalization;
using PbxPortal.Server.Registration;

namespace PbxPortal.Tests.Server.Registration;

/// <summary>RFC 3261, 10.3, steps 6 to 8: which contacts, for how long, and what the phone is told.</summary>
public sealed class RegistrarContactTests
{
    [Theory]
    [InlineData("Contact: <sip:3516@192.0.2.4>", 3600)]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nExpires: 300", 300)]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires=120\nExpires: 300", 120)]
    [InlineData("Contact: <sip:3516@192.0.2.4>;EXPIRES=\"120\"\nExpires: 300", 120)]
    [InlineData("Contact: <sip:3516@192.0.2.4;expires=120>\nExpires: 300", 300)]
    [InlineData("Contact: sip:3516@192.0.2.4;expires=120", 120)]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nExpires: 60", 60)]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nExpires: 7201", 7200)]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires=4294967295", 7200)]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires=4294967296", 3600)]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nExpires: 10000000000000000000000000000000000000000", 3600)]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nExpires: soon", 3600)]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires=-1\nExpires: 300", 3600)]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires", 3600)]
    public async Task Grants_what_was_asked_for_within_the_limits(string rows, int granted)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(rows);

        Assert.Equal("200 OK", answer.Status());
        Assert.EndsWith($";expires={granted}", answer.Row("Contact"), StringComparison.Ordinal);
        Assert.Equal(granted.ToString(CultureInfo.InvariantCulture), answer.Row("Expires"));
        Assert.Equal(granted, Assert.Single(bench.BindingsOf()).Lease.GrantedSeconds);
    }

    [Theory]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nExpires: 59")]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires=1\nExpires: 3600")]
    [InlineData("Contact: <sip:3516@192.0.2.4>;expires=3600, <sip:3516@192.0.2.5>;expires=59")]
    public async Task Refuses_a_binding_shorter_than_the_minimum_with_423(string rows)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(rows);

        Assert.Equal("423 Interval Too Brief", answer.Status());
        Assert.Equal("60", answer.Row("Min-Expires"));
        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task Takes_the_limits_from_the_settings()
    {
        await using var bench = await RegistrarBench.StartAsync(
            new RegistrarOptions { MinExpires = 10, DefaultExpires = 20, MaxExpires = 30 });
        var phone = new TestPhone(bench);

        Assert.Equal("10", (await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=9")).Row("Min-Expires"));
        Assert.Equal("20", (await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>")).Row("Expires"));
        Assert.Equal("30", (await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=31")).Row("Expires"));
    }

    [Theory]
    [InlineData("<sip:3516@192.0.2.4;transport=tcp;ob>;+sip.instance=\"<urn:uuid:1>\";methods=\"INVITE, ACK\";q=0.5")]
    [InlineData("<sip:%33516@HOST.Example:5062;line=abc?Route=%3Csip:a%3E>")]
    [InlineData("<sips:3516@[2001:db8::10]:5061;X-a=b>;reg-id=1")]
    public async Task Gives_the_contact_back_byte_for_byte(string contact)
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync($"Contact: {contact};expires=600");

        Assert.Equal($"{contact};expires=600", answer.Row("Contact"));
    }

    [Fact]
    public async Task Names_the_phones_own_contact_first_and_then_the_others_with_what_is_left_of_their_time()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:desk@192.0.2.4>;expires=600");
        await bench.AdvanceAsync(0.5);
        await new TestPhone(bench).RegisterAsync("Contact: <sip:soft@192.0.2.5>;expires=700");
        await bench.AdvanceAsync(10);

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:mobile@192.0.2.6>;expires=800");

        Assert.Equal(
            ["<sip:mobile@192.0.2.6>;expires=800", "<sip:desk@192.0.2.4>;expires=590", "<sip:soft@192.0.2.5>;expires=690"],
            answer.Rows("Contact"));
        Assert.Equal("800", answer.Row("Expires"));
    }

    [Fact]
    public async Task Fetches_without_changing_anything()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:3516@192.0.2.4>;q=0.7;expires=600");
        await bench.AdvanceAsync(100);
        var commits = bench.Store.Commits.Count;

        var answer = await new TestPhone(bench).RegisterAsync("Subject: what is there?");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal(["<sip:3516@192.0.2.4>;q=0.7;expires=500"], answer.Rows("Contact"));
        Assert.Empty(answer.Rows("Expires"));
        Assert.Equal(commits, bench.Store.Commits.Count);
    }

    [Fact]
    public async Task Answers_a_fetch_of_nothing_with_no_contact()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync("Subject: what is there?");

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(answer.Rows("Contact"));
    }

    [Fact]
    public async Task Binds_several_contacts_of_one_request_in_their_order()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(
            """
            Contact: <sip:a@192.0.2.4>;expires=600, "B, too" <sip:b@192.0.2.4>
            m: <sip:c@192.0.2.4>;expires=700
            Expires: 900
            """);

        Assert.Equal(
            ["<sip:a@192.0.2.4>;expires=600", "<sip:b@192.0.2.4>;expires=900", "<sip:c@192.0.2.4>;expires=700"],
            answer.Rows("Contact"));
        Assert.Equal(3, bench.DevicesOf().Count);
    }

    [Fact]
    public async Task Two_contacts_of_one_instance_in_one_request_are_two_bindings_now_and_later()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        const string Rows =
            """
            Contact: <sip:a@192.0.2.4:5060>;+sip.instance="<urn:uuid:1>", <sip:a@192.0.2.4:5060;transport=tcp>;+sip.instance="<urn:uuid:1>"
            Contact: <sip:a@192.0.2.4:5060;transport=tls>;+sip.instance="<urn:uuid:1>"
            """;
        await phone.RegisterAsync(Rows);

        var answer = await phone.RegisterAsync(Rows);

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal(3, answer.Rows("Contact").Count);
        Assert.Equal(3, bench.DevicesOf().Count);
    }

    [Fact]
    public async Task The_same_contact_twice_in_one_request_is_one_binding()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync(
            "Contact: <sip:a@192.0.2.4>, <sip:a@192.0.2.4>, <sip:%61@192.0.2.4>");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal(["<sip:a@192.0.2.4>;expires=3600"], answer.Rows("Contact"));
    }

    [Fact]
    public async Task Refuses_a_request_with_contacts_without_end()
    {
        await using var bench = await RegistrarBench.StartAsync(new RegistrarOptions { MaxDevicesPerUser = 1000 });
        var contacts = string.Join(",", Enumerable.Range(0, 33).Select(i => string.Create(CultureInfo.InvariantCulture, $"<sip:a@192.0.2.4:{5000 + i}>")));

        var answer = await bench.AskAsync(new TestPhone(bench).Request($"Contact: {contacts}"));

        Assert.Equal("400 Bad Request (Contact)", answer.Status());
    }

    [Theory]
    [InlineData("Contact: *\nExpires: 3600")]
    [InlineData("Contact: *")]
    [InlineData("Contact: *, <sip:3516@192.0.2.4>\nExpires: 0")]
    [InlineData("Contact: <sip:3516@192.0.2.4>\nContact: *\nExpires: 0")]
    public async Task Refuses_a_wildcard_with_company_or_without_Expires_0(string rows)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();

        var answer = await phone.RegisterAsync(rows);

        Assert.Equal("400 Contact * Needs Expires 0 And Stands Alone", answer.Status());
        Assert.Single(bench.BindingsOf());
    }

    [Fact]
    public async Task A_wildcard_removes_every_binding_of_the_user_and_of_nobody_else()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>");
        await new TestPhone(bench, "3517").RegisterAsync("Contact: <sip:c@192.0.2.6>");

        var answer = await new TestPhone(bench).RegisterAsync("Contact: *\nExpires: 0");

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(answer.Rows("Contact"));
        Assert.Empty(bench.BindingsOf(11));
        Assert.Single(bench.BindingsOf(12));
        Assert.Equal(2, bench.Store.Activity.Count(entry => entry.Kind == PbxPortal.Server.Activity.ActivityKind.LoggedOut));
    }

    [Fact]
    public async Task A_wildcard_that_is_older_than_one_binding_removes_none()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        var phone = new TestPhone(bench) { CSeq = 10 };
        await phone.RegisterAsync("Contact: <sip:b@192.0.2.5>");
        phone.CSeq = 5;

        var answer = await phone.RegisterAsync("Contact: *\nExpires: 0");

        Assert.Equal("400 CSeq Out Of Order", answer.Status());
        Assert.Equal(2, bench.BindingsOf().Count);
    }

    [Fact]
    public async Task Removes_one_contact_with_expires_0_and_keeps_the_others()
    {
        await using var bench = await RegistrarBench.StartAsync();
        await new TestPhone(bench).RegisterAsync("Contact: <sip:a@192.0.2.4>");
        var phone = new TestPhone(bench);
        await phone.RegisterAsync("Contact: <sip:b@192.0.2.5>");

        var answer = await phone.RegisterAsync("Contact: <sip:b@192.0.2.5>\nExpires: 0");

        Assert.Equal(["<sip:a@192.0.2.4>;expires=3600"], answer.Rows("Contact"));
        Assert.Equal("0", answer.Row("Expires"));
        Assert.Equal("sip:a@192.0.2.4", Assert.Single(bench.BindingsOf()).ContactUri);
    }

    [Fact]
    public async Task Removing_what_is_not_there_is_no_mistake()
    {
        await using var bench = await RegistrarBench.StartAsync();

        var answer = await new TestPhone(bench).RegisterAsync("Contact: <sip:b@192.0.2.5>;expires=0");

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(bench.Table.All);
    }

    [Fact]
    public async Task An_older_request_of_the_same_Call_ID_changes_nothing()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { CSeq = 10 };
        await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=600");
        phone.CSeq = 8;

        var refresh = await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=1200");
        phone.CSeq = 8;
        var removal = await phone.RegisterAsync("Contact: <sip:a@192.0.2.4>;expires=0");

        Assert.Equal("400 CSeq Out Of Order", refresh.Status());
        Assert.Equal("400 CSeq Out Of Order", removal.Status());
        Assert.Equal(600, Assert.Single(bench.BindingsOf()).Lease.GrantedSeconds);
    }

    [Fact]
    public async Task A_new_Call_ID_may_begin_with_any_CSeq()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { CSeq = 1000 };
        await phone.RegisterAsync();
        phone.CallId = "after-a-restart";
        phone.CSeq = 0;

        var answer = await phone.RegisterAsync();

        Assert.Equal("200 OK", answer.Status());
        var binding = Assert.Single(bench.BindingsOf());
        Assert.Equal(("after-a-restart", 1u), (binding.CallId, binding.Lease.CSeq));
    }

    [Theory]
    [InlineData("sip:%61lice@atlanta.example;transport=TCP", "sip:alice@AtLanTa.example;Transport=tcp", true)]
    [InlineData("sip:carol@chicago.example", "sip:carol@chicago.example;newparam=5", true)]
    [InlineData("sip:carol@chicago.example", "sip:carol@chicago.example:5060", false)]
    [InlineData("sip:carol@chicago.example", "sip:carol@chicago.example;transport=udp", false)]
    [InlineData("sip:carol@chicago.example", "sips:carol@chicago.example", false)]
    [InlineData("sip:carol@chicago.example", "sip:CAROL@chicago.example", false)]
    public async Task Removes_by_a_URI_that_is_equal_by_19_1_4(string bound, string removed, bool areEqual)
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync($"Contact: <{bound}>;+sip.instance=\"<urn:uuid:1>\"");

        var answer = await phone.RegisterAsync($"Contact: <{removed}>;expires=0");

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal(areEqual ? 0 : 1, bench.BindingsOf().Count);
    }

    [Fact]
    public async Task Makes_all_changes_of_a_request_or_none()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench) { CSeq = 10 };
        await phone.RegisterAsync("Contact: <sip:old@192.0.2.4>;expires=600");
        var (commits, devices) = (bench.Store.Commits.Count, bench.DevicesOf().Count);
        phone.CSeq = 5;

        var answer = await phone.RegisterAsync("Contact: <sip:new@192.0.2.9:5062>, <sip:old@192.0.2.4>;expires=1200");

        Assert.Equal("400 CSeq Out Of Order", answer.Status());
        Assert.Equal("sip:old@192.0.2.4", Assert.Single(bench.BindingsOf()).ContactUri);
        Assert.Equal((commits, devices), (bench.Store.Commits.Count, bench.DevicesOf().Count));
    }

    [Fact]
    public async Task A_retransmission_gets_the_same_answer_and_writes_nothing()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        var first = await phone.RegisterAsync();
        var commits = bench.Store.Commits.Count;

        var second = await phone.RepeatAsync();

        Assert.Equal(first.Without("Via"), second.Without("Via"));
        Assert.Equal(commits, bench.Store.Commits.Count);
        Assert.Equal(0, Assert.Single(bench.BindingsOf()).Lease.RefreshCount);
    }

    [Fact]
    public async Task A_late_retransmission_is_told_what_is_left()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await bench.AdvanceAsync(16.5);

        var answer = await phone.RepeatAsync();

        Assert.Equal("<sip:3516@192.0.2.4:5060>;expires=3584", answer.Row("Contact"));
        Assert.Equal("3584", answer.Row("Expires"));
    }

    [Fact]
    public async Task A_retransmitted_log_out_is_answered_again()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        await phone.RegisterAsync();
        await phone.RegisterAsync("Contact: <sip:3516@192.0.2.4:5060>;expires=0");

        var answer = await phone.RepeatAsync();

        Assert.Equal("200 OK", answer.Status());
        Assert.Empty(bench.BindingsOf());
    }

    [Fact]
    public async Task A_phone_is_told_all_it_asked_for_although_the_commit_was_slow()
    {
        await using var bench = await RegistrarBench.StartAsync();
        var phone = new TestPhone(bench);
        phone.Credentials.Accept(await bench.AskAsync(phone.Request("Contact: <sip:a@192.0.2.4>"), phone.Wire));
        var disk = bench.Store.HoldTheDisk();

        bench.Deliver(phone.Credentials.Authorize(phone.Request("Contact: <sip:a@192.0.2.4>")), phone.Wire);
        await disk.Begun;
        Assert.Null(phone.Wire.TryRead());
        Assert.Empty(bench.BindingsOf());
        bench.Time.Advance(TimeSpan.FromSeconds(2.5));
        disk.Release();
        var answer = await phone.Wire.ReadAsync();

        Assert.Equal("<sip:a@192.0.2.4>;expires=3600", answer.Row("Contact"));
        Assert.Single(bench.BindingsOf());
    }
}
