using System.Net.WebSockets;
using System.Text;
using PbxPortal.Server.Admission;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Transports;

/// <summary>A web phone behind a reverse proxy: where it is, and what it speaks, as the proxy tells, if the proxy is ours.</summary>
public sealed class TrustedProxyTests
{
    private static readonly (string Key, string Value) ThisMachine = ("Portal:TrustedProxies:0", "127.0.0.0/8");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("198.51.100.66, 203.0.113.7")] // What the browser has put there itself counts for nothing.
    [InlineData("203.0.113.7, 127.0.0.3")] // Two proxies of ours, one behind the other.
    public async Task A_proxy_of_ours_tells_the_address_and_the_scheme(string forwardedFor)
    {
        await using var host = await TransportHost.StartAsync(ThisMachine);

        await RegisterAsync(host, forwardedFor, "https");

        var binding = Assert.Single(host.Bench.BindingsOf());
        Assert.Equal(("203.0.113.7", TransportProtocol.Wss), (binding.Peer.ToAddress().ToString(), binding.Transport));
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains("X-Forwarded-For", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("192.0.2.5")]
    public async Task Nobody_else_is_believed_and_the_log_says_so_once(params string[] trusted)
    {
        await using var host = await TransportHost.StartAsync([.. trusted.Select(proxy => (ThisMachine.Key, proxy))]);

        await RegisterAsync(host, "203.0.113.7", "https");
        await RegisterAsync(host, "203.0.113.8", "https");

        var binding = Assert.Single(host.Bench.BindingsOf());
        Assert.Equal(("127.0.0.1", TransportProtocol.Ws), (binding.Peer.ToAddress().ToString(), binding.Transport));
        Assert.Single(host.Log.Lines, line => line.Contains("name it in Portal:TrustedProxies", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_ban_hits_the_browser_and_not_the_proxy()
    {
        await using var host = await TransportHost.StartAsync(ThisMachine);
        Assert.True(SourceNetwork.TryParse("198.51.100.66", out var network, out _));
        await host.Bench.Admission.BanAsync(network, length: null, "test", "anna", Cancellation);

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(host, "198.51.100.66", "https"));
        await RegisterAsync(host, "203.0.113.7", "https");

        Assert.Single(host.Bench.BindingsOf());
    }

    private static async Task RegisterAsync(TransportHost host, string forwardedFor, string scheme)
    {
        using var browser = await ConnectAsync(host, forwardedFor, scheme);
        var credentials = new PhoneCredentials("3516", "secret-3516");
        credentials.Accept(await AskAsync(browser, StreamPhone.Register("proxied", 1)));
        Assert.Equal("200 OK", (await AskAsync(browser, credentials.Authorize(StreamPhone.Register("proxied", 2)))).Status());
    }

    private static async Task<ClientWebSocket> ConnectAsync(TransportHost host, string forwardedFor, string scheme)
    {
        var browser = new ClientWebSocket();
        browser.Options.AddSubProtocol("sip");
        browser.Options.SetRequestHeader("X-Forwarded-For", forwardedFor);
        browser.Options.SetRequestHeader("X-Forwarded-Proto", scheme);
        await browser.ConnectAsync(new UriBuilder(host.Portal) { Scheme = "ws", Path = "/sip" }.Uri, Cancellation);
        return browser;
    }

    private static async Task<string> AskAsync(ClientWebSocket browser, string request)
    {
        await browser.SendAsync(SipMessageText.ToWire(request), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var buffer = new byte[8192];
        var result = await browser.ReceiveAsync(buffer, Cancellation);
        return Encoding.UTF8.GetString(buffer, 0, result.Count).ReplaceLineEndings("\n");
    }
}
