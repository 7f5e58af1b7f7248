using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Transports;

/// <summary>SIP over WebSocket (RFC 7118) over real sockets.</summary>
public sealed class WebSocketTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WebSocketMessageType.Text)]
    [InlineData(WebSocketMessageType.Binary)]
    public async Task A_page_in_a_browser_registers_with_messages_of_either_type(WebSocketMessageType type)
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = await ConnectAsync(host);
        var credentials = new PhoneCredentials("3516", "secret-3516");

        credentials.Accept(await AskAsync(browser, StreamPhone.Register("ws", 1), type));
        var answer = await AskAsync(browser, credentials.Authorize(StreamPhone.Register("ws", 2)), type);

        Assert.Equal("200 OK", answer.Status());
        Assert.Equal("sip", browser.SubProtocol);
        Assert.Equal(TransportProtocol.Ws, Assert.Single(host.Bench.BindingsOf()).Transport);
    }

    [Fact]
    public async Task A_message_needs_no_Content_Length()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = await ConnectAsync(host);
        var text = Encoding.UTF8.GetString(SipMessageText.ToWire(StreamPhone.Register("short", 1)))
            .Replace("Content-Length: 0\r\n", "", StringComparison.Ordinal);

        await browser.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

        Assert.DoesNotContain("Content-Length", text, StringComparison.Ordinal);
        Assert.Equal("401 Unauthorized", (await ReadAsync(browser)).Status());
    }

    [Fact]
    public async Task A_message_may_come_in_pieces()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = await ConnectAsync(host);
        var wire = SipMessageText.ToWire(StreamPhone.Register("pieces", 1));

        await browser.SendAsync(wire[..40], WebSocketMessageType.Text, endOfMessage: false, Cancellation);
        await browser.SendAsync(wire[40..], WebSocketMessageType.Text, endOfMessage: true, Cancellation);

        Assert.Equal("401 Unauthorized", (await ReadAsync(browser)).Status());
    }

    [Fact]
    public async Task Answers_a_double_line_break_with_a_single_one()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = await ConnectAsync(host);

        await browser.SendAsync("\r\n\r\n"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, Cancellation);

        Assert.Equal("\n", await ReadAsync(browser));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_and_ends_the_connection()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = await ConnectAsync(host);
        var wire = Encoding.ASCII.GetString(SipMessageText.ToWire(StreamPhone.Register("large", 1)));
        var large = wire.Replace("Call-ID", $"X-Padding: {new string('x', 70_000)}\r\nCall-ID", StringComparison.Ordinal);

        await browser.SendAsync(Encoding.ASCII.GetBytes(large), WebSocketMessageType.Text, endOfMessage: true, Cancellation);
        var end = await browser.ReceiveAsync(new byte[4096], Cancellation);
        while (end.MessageType != WebSocketMessageType.Close)
        {
            end = await browser.ReceiveAsync(new byte[4096], Cancellation);
        }

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, browser.CloseStatus);
    }

    [Fact]
    public async Task Without_the_sub_protocol_it_is_400()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = new ClientWebSocket();
        browser.Options.AddSubProtocol("chat");
        browser.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => browser.ConnectAsync(AddressOf(host), Cancellation));

        Assert.Equal(HttpStatusCode.BadRequest, browser.HttpStatusCode);
        Assert.Equal(ConnectionTrouble.WrongSubProtocol, Assert.Single(host.Troubles.Read()).Trouble);
    }

    [Fact]
    public async Task Without_a_WebSocket_it_is_426()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = new HttpClient();

        using var answer = await browser.GetAsync(new Uri(host.Portal, "/sip"), Cancellation);

        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
        Assert.Equal("websocket", answer.Headers.Upgrade.ToString());
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("https://phone.example.com", true)]
    [InlineData("https://evil.example.com", false)]
    public async Task Only_pages_of_sites_in_the_settings_may_connect_when_there_are_any(string? origin, bool isAllowed)
    {
        await using var host = await TransportHost.StartAsync(("Sip:WebSocket:AllowedOrigins:0", "https://phone.example.com"));
        using var browser = new ClientWebSocket();
        browser.Options.AddSubProtocol("sip");
        browser.Options.CollectHttpResponseDetails = true;
        if (origin is not null)
        {
            browser.Options.SetRequestHeader("Origin", origin);
        }

        var failure = await Record.ExceptionAsync(() => browser.ConnectAsync(AddressOf(host), Cancellation));

        Assert.Equal(isAllowed ? HttpStatusCode.SwitchingProtocols : HttpStatusCode.Forbidden, browser.HttpStatusCode);
        Assert.Equal(isAllowed, failure is null);
    }

    [Fact]
    public async Task Without_sites_in_the_settings_every_page_may_connect_as_each_request_proves_its_password()
    {
        await using var host = await TransportHost.StartAsync();
        using var browser = new ClientWebSocket();
        browser.Options.AddSubProtocol("sip");
        browser.Options.SetRequestHeader("Origin", "https://crm.example.com");

        await browser.ConnectAsync(AddressOf(host), Cancellation);

        Assert.Equal(WebSocketState.Open, browser.State);
    }

    [Fact]
    public async Task No_more_connections_than_allowed_are_taken_and_a_place_is_free_again_after_an_end()
    {
        await using var host = await TransportHost.StartAsync(("Sip:Connections:MostPerAddress", "1"));
        using var first = await ConnectAsync(host);
        using var second = new ClientWebSocket();
        second.Options.AddSubProtocol("sip");
        second.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => second.ConnectAsync(AddressOf(host), Cancellation));
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Cancellation);
        await host.UntilAsync(() => host.Connections.Count == 0);
        using var third = await ConnectAsync(host);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.HttpStatusCode);
        Assert.Equal(WebSocketState.Open, third.State);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed_politely()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var host = await TransportHost.StartAsync(clock);
        using var browser = await ConnectAsync(host);
        await host.UntilAsync(() => host.Connections.Count == 1);
        var receiving = browser.ReceiveAsync(new byte[16], Cancellation);

        await host.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return receiving.IsCompleted;
        });

        Assert.Equal(ConnectionTrouble.NoMessage, Assert.Single(host.Troubles.Read()).Trouble);
        await host.UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return host.Connections.Count == 0;
        });
    }

    private static Uri AddressOf(TransportHost host) => new UriBuilder(host.Portal) { Scheme = "ws", Path = "/sip" }.Uri;

    private static async Task<ClientWebSocket> ConnectAsync(TransportHost host)
    {
        var browser = new ClientWebSocket();
        browser.Options.AddSubProtocol("sip");
        await browser.ConnectAsync(AddressOf(host), Cancellation);
        return browser;
    }

    private static async Task<string> AskAsync(ClientWebSocket browser, string request, WebSocketMessageType type)
    {
        await browser.SendAsync(SipMessageText.ToWire(request), type, endOfMessage: true, Cancellation);
        return await ReadAsync(browser);
    }

    private static async Task<string> ReadAsync(ClientWebSocket browser)
    {
        var buffer = new byte[8192];
        var result = await browser.ReceiveAsync(buffer, Cancellation);
        Assert.True(result.EndOfMessage);
        return Encoding.UTF8.GetString(buffer, 0, result.Count).ReplaceLineEndings("\n");
    }
}
