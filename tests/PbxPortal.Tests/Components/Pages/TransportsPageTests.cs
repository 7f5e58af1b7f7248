using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Components.Pages;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Components.Pages;

public sealed class TransportsPageTests : PortalPageContext
{
    private readonly FakeTransports _transports = new();

    public TransportsPageTests()
    {
        Services.AddSingleton<ITransportState>(_transports);
        Services.AddSingleton<ICertificateState>(_transports);
        SignIn(PortalRole.Owner);
    }

    [Fact]
    public void Lists_where_phones_are_heard_with_a_lock_for_what_is_encrypted()
    {
        var page = Open<TransportsPage>();

        Assert.Equal(["UDP", "TLSencrypted"], page.FindAll("tbody tr td:first-child").Select(cell => cell.TextContent));
        Assert.Equal(["0.0.0.0:5060", "0.0.0.0:5061, [::]:5061"], page.FindAll("td[data-label=Address]").Select(cell => cell.TextContent));
        Assert.Equal(["none needed", "1,204"], page.FindAll("td[data-label='Connections now']").Select(cell => cell.TextContent));
        Assert.StartsWith("1,204 of at most 50,000 connections stand, 3 of them", page.Find("#connections").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_how_to_encrypt_when_nothing_is()
    {
        var page = Open<TransportsPage>();

        Assert.Contains("tls:0.0.0.0:5061", page.Find("#certificate").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Shows_a_good_certificate_without_a_warning()
    {
        _transports.Certificate = Certificate();

        var page = Open<TransportsPage>();

        var card = page.Find("#certificate");
        Assert.Contains("good until 2026-12-19", card.TextContent, StringComparison.Ordinal);
        Assert.Contains("pbx.example.com, 203.0.113.10", card.TextContent, StringComparison.Ordinal);
        Assert.Null(card.GetAttribute("role"));
        Assert.DoesNotContain("warns", card.ClassName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "The certificate ends on ")]
    [InlineData(-1, "The certificate has expired on ")]
    public void Warns_of_a_certificate_that_ends(int days, string expected)
    {
        _transports.Certificate = Certificate() with { NotAfter = Sample.Now.AddDays(days) };

        var page = Open<TransportsPage>();

        Assert.Equal("alert", page.Find("#certificate").GetAttribute("role"));
        Assert.StartsWith(expected, page.Find("#certificate b").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_of_a_trial_certificate_and_says_what_to_set()
    {
        _transports.Certificate = Certificate() with { IsTrial = true, IsSelfSigned = true };

        var page = Open<TransportsPage>();

        Assert.Equal("alert", page.Find("#certificate").GetAttribute("role"));
        Assert.Contains("Set Sip:Certificate:Path and Sip:Certificate:KeyPath", page.Find("#certificate").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_at_once_why_a_renewed_certificate_was_not_taken()
    {
        _transports.Certificate = Certificate();
        var page = Open<TransportsPage>();

        _transports.Certificate = Certificate() with { Mistake = "the file 'x.pem' does not exist." };

        page.WaitForAssertion(() => Assert.Contains("the file 'x.pem' does not exist.", page.Find(".error-state").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public void Says_that_no_connection_failed()
    {
        var page = Open<TransportsPage>();

        Assert.Equal("No connection failed", page.Find(".empty h2").TextContent);
    }

    [Fact]
    public async Task Shows_which_connections_failed_and_why_and_stays_up_to_date()
    {
        var page = Open<TransportsPage>();
        var entry = new ConnectionLogEntry(
            "203.0.113.7", TransportProtocol.Tls, ConnectionTrouble.HandshakeFailed, "it does not know who signed our certificate", 12, Sample.Now, Sample.Now);
        _transports.Snapshot = _transports.Snapshot with { Log = [entry], Troubles = [(ConnectionTrouble.HandshakeFailed, 12)] };

        await page.InvokeAsync(() => Clock.Advance(TimeSpan.FromSeconds(2)));

        page.WaitForAssertion(() => Assert.Equal(
            "The TLS handshake failedIt does not know who signed our certificate",
            page.Find("td.wraps").TextContent));
        Assert.Equal("203.0.113.7", page.FindAll("td.address")[^1].TextContent);
        Assert.Equal("12 the TLS handshake failed", page.Find(".counts li").TextContent);
        Assert.Equal("12", page.Find("td[data-label=Times]").TextContent);
    }

    [Theory]
    [MemberData(nameof(EveryTrouble))]
    public void Every_trouble_has_words(ConnectionTrouble trouble) =>
        Assert.Contains(' ', ConnectionTroubles.TextOf(trouble));

    public static TheoryData<ConnectionTrouble> EveryTrouble => [.. Enum.GetValues<ConnectionTrouble>()];

    private static CertificateState Certificate() => new()
    {
        Names = ["pbx.example.com", "203.0.113.10"],
        Issuer = "Example authority",
        NotAfter = new DateTimeOffset(2026, 12, 19, 12, 0, 0, TimeSpan.Zero),
        IsSelfSigned = false,
        IsTrial = false,
        ChainLength = 1,
        File = "/etc/pbxportal/fullchain.pem",
        LoadedAt = Sample.Now,
    };
}
