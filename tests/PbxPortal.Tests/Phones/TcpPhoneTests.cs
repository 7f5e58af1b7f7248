using System.Net;
using System.Net.Sockets;
using System.Text;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Tests.Phones;

public sealed class TcpPhoneTests : IDisposable
{
    private static readonly PhoneAccount Alice = new("100", "example.com", "secret");

    private readonly TcpListener _registrar = new(IPAddress.Loopback, 0);

    public TcpPhoneTests()
    {
        _registrar.Start();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _registrar.Dispose();

    [Fact]
    public async Task Registers_over_a_connection()
    {
        await using var phone = Phone(TimeProvider.System);
        var registering = phone.RegisterAsync(Cancellation);

        using var connection = await _registrar.AcceptTcpClientAsync(Cancellation);
        var request = await GrantAsync(connection);

        Assert.Equal(PhoneState.Registered, await registering);
        Assert.Contains("Via: SIP/2.0/TCP 127.0.0.1:", request, StringComparison.Ordinal);
        Assert.Contains(";transport=tcp>", request, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connects_again_when_the_registrar_ends_the_connection()
    {
        var clock = new WatchedClock();
        await using var phone = Phone(clock);
        var registering = phone.RegisterAsync(Cancellation);
        using (var connection = await _registrar.AcceptTcpClientAsync(Cancellation))
        {
            await GrantAsync(connection);
            await registering;
        }

        await clock.PassAsync(phone.Options.ReconnectInterval);

        using var second = await _registrar.AcceptTcpClientAsync(Cancellation);
        var again = phone.WaitForStateAsync(PhoneState.Registered, Cancellation);
        await GrantAsync(second);
        await again;
    }

    [Fact]
    public async Task Fails_when_nobody_takes_the_connection()
    {
        await using var phone = Phone(TimeProvider.System);
        _registrar.Stop();

        var state = await phone.RegisterAsync(Cancellation);

        Assert.Equal(PhoneState.Failed, state);
        Assert.Null(phone.Unanswered);
    }

    /// <summary>Reads one request and grants it.</summary>
    private static async Task<string> GrantAsync(TcpClient connection)
    {
        using var reader = new StreamReader(connection.GetStream(), leaveOpen: true);
        var request = new StringBuilder();
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 } line)
        {
            request.Append(line).Append("\r\n");
        }

        var answer = ScriptedRegistrar.ToWire("SIP/2.0 200 OK\nContact: {contact};expires=600", request.ToString());
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer), Cancellation);
        return request.ToString();
    }

    private SimulatedPhone Phone(TimeProvider timeProvider)
    {
        var options = new PhoneOptions { Registrar = (IPEndPoint)_registrar.LocalEndpoint, TimeProvider = timeProvider };
        return new SimulatedPhone(Alice, PhoneProfiles.YealinkT53W, new PhoneIdentity(new SeededGenerator(5)), options);
    }
}
