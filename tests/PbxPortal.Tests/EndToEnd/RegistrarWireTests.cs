using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>The registrar over real sockets on the loopback address.</summary>
public sealed class RegistrarWireTests
{
    private const string Register =
        """
        REGISTER sip:acme.example SIP/2.0
        From: <sip:3516@acme.example>;tag=1
        To: <sip:3516@acme.example>
        Call-ID: over-the-wire
        CSeq: 1 REGISTER
        Contact: <sip:3516@127.0.0.1>
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_phone_registers_over_UDP(string address)
    {
        await using var bench = await RegistrarBench.StartAsync();
        await using var transport = UdpTransport.Bind(
            new SipListenEndPoint(TransportProtocol.Udp, IPAddress.Parse(address), 0), bench.Receiver, NullLogger.Instance);
        transport.Start();
        using var phone = new UdpClient(new IPEndPoint(IPAddress.Parse(address), 0));
        phone.Connect(transport.LocalEndPoint);
        var credentials = new PhoneCredentials("3516", "secret-3516");

        credentials.Accept(await AskAsync(phone, Register));
        var answer = await AskAsync(phone, credentials.Authorize(Register));

        Assert.Equal("200 OK", answer.Status());
        var port = ((IPEndPoint)phone.Client.LocalEndPoint!).Port;
        Assert.EndsWith($";rport={port};received={address}", answer.Row("Via"), StringComparison.Ordinal);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(address), port).ToString(), Assert.Single(bench.BindingsOf()).Source);
    }

    [Fact]
    public async Task A_phone_registers_over_TCP_and_a_log_out_closes_its_connection()
    {
        await using var bench = await RegistrarBench.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var phone = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync(Cancellation);
        await phone.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancellation);
        using var accepted = await accepting;
        var running = ServeAsync(bench, accepted);
        var stream = phone.GetStream();
        var credentials = new PhoneCredentials("3516", "secret-3516");

        await stream.WriteAsync(SipMessageText.ToWire(Register), Cancellation);
        credentials.Accept(await ReadMessageAsync(stream));
        await stream.WriteAsync(SipMessageText.ToWire(credentials.Authorize(Register)), Cancellation);
        var answer = await ReadMessageAsync(stream);
        Assert.Equal("200 OK", answer.Status());
        var outcome = await bench.Location.LogOutAsync(
            Assert.Single(bench.DevicesOf()).DeviceId, new LogOutOrder("admin", KeepsOut: true), Cancellation);

        Assert.True(outcome!.ConnectionWasClosed);
        Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancellation));
        await running;
    }

    [Fact]
    public async Task A_phone_that_hangs_up_its_connection_is_disconnected()
    {
        await using var bench = await RegistrarBench.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var phone = new TcpClient();
        var accepting = listener.AcceptTcpClientAsync(Cancellation);
        await phone.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Cancellation);
        using var accepted = await accepting;
        var running = ServeAsync(bench, accepted);
        var stream = phone.GetStream();
        var credentials = new PhoneCredentials("3516", "secret-3516");
        await stream.WriteAsync(SipMessageText.ToWire(Register), Cancellation);
        credentials.Accept(await ReadMessageAsync(stream));
        await stream.WriteAsync(SipMessageText.ToWire(credentials.Authorize(Register)), Cancellation);
        Assert.Equal("200 OK", (await ReadMessageAsync(stream)).Status());
        Assert.Equal(DeviceStatus.Online, Assert.Single(bench.DevicesOf()).Status);

        phone.Close();
        await running;
        await bench.SettleAsync();

        Assert.Equal(DeviceStatus.Disconnected, Assert.Single(bench.DevicesOf()).Status);
    }

    private static async Task<string> AskAsync(UdpClient phone, string request)
    {
        await phone.SendAsync(SipMessageText.ToWire(request), Cancellation);
        var answer = await phone.ReceiveAsync(Cancellation);
        return Encoding.UTF8.GetString(answer.Buffer).ReplaceLineEndings("\n");
    }

    private static async Task ServeAsync(RegistrarBench bench, TcpClient accepted)
    {
        var stream = accepted.GetStream();
        var flow = new StreamFlow(
            new SocketPipe(PipeReader.Create(stream), PipeWriter.Create(stream)),
            TransportProtocol.Tcp,
            (IPEndPoint)accepted.Client.RemoteEndPoint!,
            (IPEndPoint)accepted.Client.LocalEndPoint!,
            bench.Receiver,
            bench.Time,
            NullLogger.Instance);
        await flow.RunAsync(CancellationToken.None);
        accepted.Close();
    }

    /// <summary>Answers to REGISTER have no body.</summary>
    private static async Task<string> ReadMessageAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await stream.ReadAsync(one, Cancellation));
            text.Append((char)one[0]);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private sealed record SocketPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
