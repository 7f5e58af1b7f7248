using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;
using PbxPortal.Transports;

namespace PbxPortal.Tests.Transports;

/// <summary>TLS over real sockets, with certificates that are made for the test.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-tls-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_phone_registers_over_TLS_and_the_chain_in_the_file_is_sent_with_the_certificate()
    {
        await using var host = await StartAsync("pbx.test");
        var thumbprints = new List<string>();
        var trusts = TransportHost.Trusting(_certificates.Authority);
        await using var phone = await host.ConnectAsync((sender, certificate, chain, mistakes) =>
        {
            var isTrusted = trusts(sender, certificate, chain, mistakes);
            thumbprints.AddRange(chain!.ChainElements.Select(element => element.Certificate.Thumbprint));
            return isTrusted;
        });

        var answer = await StreamPhone.RegisterAsync(phone, "tls");

        Assert.Equal("200 OK", answer.Status());
        Assert.Contains(_certificates.IntermediateThumbprint, thumbprints);
        Assert.Equal(TransportProtocol.Tls, Assert.Single(host.Bench.BindingsOf()).Transport);
        Assert.Equal((1, 0), (host.Connections.Count, host.Connections.Unproved));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Speaks_both_versions_that_are_safe(SslProtocols version)
    {
        await using var host = await StartAsync("pbx.test");
        using var client = new TcpClient();
        await client.ConnectAsync(host.Tls, Cancellation);
        await using var phone = new SslStream(client.GetStream());

        await phone.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = TransportHost.Name,
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = TransportHost.Trusting(_certificates.Authority),
            },
            Cancellation);

        Assert.Equal("200 OK", (await StreamPhone.RegisterAsync(phone, "version")).Status());
    }

    [Fact]
    public async Task A_renewed_certificate_is_shown_without_a_restart_and_who_is_connected_stays()
    {
        await using var host = await StartAsync("old.test");
        await using var earlier = await host.ConnectAsync(TransportHost.Trusting(_certificates.Authority));
        await StreamPhone.RegisterAsync(earlier, "earlier");

        TransportHost.Write(_folder, _certificates.Create("new.test"));
        host.Certificate.Look();
        var shown = "";
        await using var later = await host.ConnectAsync((sender, certificate, chain, mistakes) =>
        {
            shown = certificate!.Subject;
            return TransportHost.Trusting(_certificates.Authority)(sender, certificate, chain, mistakes);
        });
        await StreamPhone.RegisterAsync(later, "later");

        Assert.Equal("CN=new.test", shown);
        Assert.Equal("", host.Certificate.Certificate!.Mistake);
        Assert.Equal(["new.test", "127.0.0.1"], host.Certificate.Certificate.Names);
        Assert.Equal("200 OK", (await StreamPhone.RegisterAsync(earlier, "earlier", cSeq: 10)).Status());
    }

    [Fact]
    public async Task A_broken_renewal_keeps_the_old_certificate_and_says_so_once_until_it_is_mended()
    {
        await using var host = await StartAsync("good.test");
        var good = File.ReadAllText(Path.Combine(_folder.FullName, "full.pem"));
        var changes = 0;
        host.Certificate.Changed += () => changes++;

        File.WriteAllText(Path.Combine(_folder.FullName, "full.pem"), "nothing of use");
        host.Certificate.Look();
        host.Certificate.Look();
        var mistake = host.Certificate.Certificate!.Mistake;
        File.WriteAllText(Path.Combine(_folder.FullName, "full.pem"), good);
        host.Certificate.Look();

        Assert.Contains("holds no certificate in PEM", mistake, StringComparison.Ordinal);
        Assert.Single(host.Log.Lines, line => line.Contains("The renewed certificate was not taken", StringComparison.Ordinal));
        Assert.Equal(("", 2), (host.Certificate.Certificate!.Mistake, changes));
        Assert.Equal(["good.test", "127.0.0.1"], host.Certificate.Certificate.Names);
    }

    [Fact]
    public async Task A_renewal_whose_key_comes_a_moment_later_is_taken_then()
    {
        await using var host = await StartAsync("old.test");
        var renewed = _certificates.Create("new.test");

        File.WriteAllText(Path.Combine(_folder.FullName, "full.pem"), renewed.Certificate);
        host.Certificate.Look();
        var between = host.Certificate.Certificate!;
        File.WriteAllText(Path.Combine(_folder.FullName, "key.pem"), renewed.Key);
        host.Certificate.Look();

        Assert.Contains("do not belong together", between.Mistake, StringComparison.Ordinal);
        Assert.Equal("old.test", between.Names[0]);
        Assert.Equal(("new.test", ""), (host.Certificate.Certificate!.Names[0], host.Certificate.Certificate.Mistake));
    }

    [Fact]
    public async Task Without_a_certificate_it_makes_a_trial_one_beside_the_database_and_keeps_it()
    {
        await using var first = await TransportHost.StartInAsync(_folder, ("Sip:OwnAddresses:0", "203.0.113.10"));
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(first.Certificate.Certificate!.File);
        var shown = trusted.Thumbprint;
        await using var phone = await first.ConnectAsync(TransportHost.Trusting(trusted));

        var answer = await StreamPhone.RegisterAsync(phone, "trial");
        await using var second = await TransportHost.StartInAsync(_folder, ("Sip:OwnAddresses:0", "203.0.113.10"));
        await using var third = await TransportHost.StartInAsync(_folder, ("Sip:OwnAddresses:0", "203.0.113.11"));

        Assert.Equal("200 OK", answer.Status());
        var state = first.Certificate.Certificate!;
        Assert.Equal((true, true), (state.IsTrial, state.IsSelfSigned));
        Assert.Equal(["pbx.test", "localhost", "203.0.113.10", "127.0.0.1", "::1"], state.Names);
        Assert.Contains(first.Log.Lines, line => line.Contains("trial certificate", StringComparison.Ordinal));
        Assert.Equal(shown, second.Certificate.Current.Leaf.Thumbprint);
        Assert.NotEqual(shown, third.Certificate.Current.Leaf.Thumbprint);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.File));
        }
    }

    [Fact]
    public async Task Tells_who_does_not_speak_TLS()
    {
        await using var host = await StartAsync("pbx.test");
        using var phone = new TcpClient();
        await phone.ConnectAsync(host.Tls, Cancellation);

        await phone.GetStream().WriteAsync("REGISTER sip:pbx.test SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.4\r\n\r\n"u8.ToArray(), Cancellation);
        await StreamPhone.ExpectEndAsync(phone.GetStream());

        await host.UntilAsync(() => host.Connections.Count == 0);
        var trouble = Assert.Single(host.Troubles.Read());
        Assert.Equal(("127.0.0.1", ConnectionTrouble.HandshakeFailed), (trouble.Address, trouble.Trouble));
        Assert.Equal("it does not speak TLS", trouble.Detail);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Tells_who_refused_our_certificate(SslProtocols version)
    {
        await using var host = await StartAsync("pbx.test");
        using var client = new TcpClient();
        await client.ConnectAsync(host.Tls, Cancellation);
        await using (var phone = new SslStream(client.GetStream()))
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => phone.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = TransportHost.Name, EnabledSslProtocols = version }, Cancellation));
        }

        await host.UntilAsync(() => !host.Troubles.Read().IsEmpty);
        var trouble = Assert.Single(host.Troubles.Read());
        Assert.Equal(ConnectionTrouble.HandshakeFailed, trouble.Trouble);
        Assert.Contains("our certificate", trouble.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_does_not_end_in_time_holds_no_place()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var host = await StartAsync(clock, "pbx.test");
        using var phone = new TcpClient();
        await phone.ConnectAsync(host.Tls, Cancellation);
        await phone.GetStream().WriteAsync(new byte[] { 22, 3, 1 }, Cancellation);
        await host.UntilAsync(() => host.Connections.Count == 1);

        await host.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return host.Connections.Count == 0;
        });

        await StreamPhone.ExpectEndAsync(phone.GetStream());
        Assert.Equal(ConnectionTrouble.HandshakeTooSlow, Assert.Single(host.Troubles.Read()).Trouble);
    }

    [Fact]
    public async Task The_https_portal_shows_the_same_certificate()
    {
        await using var host = await TransportHost.StartInAsync(
            _folder, [("Urls", "https://127.0.0.1:0"), .. TransportHost.Write(_folder, _certificates.Create("127.0.0.1"))]);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = TransportHost.Trusting(_certificates.Authority);
        using var browser = new HttpClient(handler);

        using var answer = await browser.GetAsync(new Uri(host.Portal, "/sip"), Cancellation);

        Assert.Equal(426, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("none.pem", "does not exist")]
    [InlineData("empty.pem", "holds no certificate in PEM")]
    [InlineData("locked.pem", "is locked by a password")]
    [InlineData("keyless.pem", "holds no private key in PEM")]
    [InlineData("damaged.pem", "do not belong together, or one is damaged")]
    [InlineData("expired.pem", "has expired on 2030-01-02")]
    public void Says_what_is_wrong_with_a_file_and_gives_an_example(string name, string expected)
    {
        var good = _certificates.Create("pbx.test");
        var expired = _certificates.Create("pbx.test", new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero));
        Write("empty.pem", "");
        Write("locked.pem", good.Certificate + "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Write("keyless.pem", good.Certificate);
        Write("damaged.pem", good.Certificate + good.Key.Replace("MIGH", "MIGG", StringComparison.Ordinal));
        Write("expired.pem", expired.Certificate + expired.Key);
        var clock = new FakeTimeProvider(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));

        var result = new CertificateOptionsValidator(clock).Validate(null, new CertificateOptions { Path = Path.Combine(_folder.FullName, name) });

        var mistake = Assert.Single(result.Failures!);
        Assert.StartsWith("Sip:Certificate: ", mistake, StringComparison.Ordinal);
        Assert.Contains(expected, mistake, StringComparison.Ordinal);
        Assert.Contains("Example: --Sip:Certificate:Path=", mistake, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_without_a_certificate_is_a_mistake()
    {
        var result = new CertificateOptionsValidator(TimeProvider.System).Validate(null, new CertificateOptions { KeyPath = "key.pem" });

        Assert.Contains("Sip:Certificate:Path is not", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private Task<TransportHost> StartAsync(string name) =>
        TransportHost.StartInAsync(_folder, TransportHost.Write(_folder, _certificates.Create(name)));

    private Task<TransportHost> StartAsync(TimeProvider clock, string name) =>
        TransportHost.StartAsync(clock, TransportHost.Write(_folder, _certificates.Create(name)));
}
