using System.Globalization;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Admission;

/// <summary>Somebody at an address who tries passwords for an extension.</summary>
internal sealed class Stranger(RegistrarBench bench, string address, string extension = "3516", TransportProtocol protocol = TransportProtocol.Udp)
{
    private readonly PhoneCredentials _credentials = new(extension, "not the password");
    private int _tries;

    public PhoneWire Wire { get; } = new(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]:5070" : $"{address}:5070", protocol);

    /// <summary>What he pretends to want.</summary>
    public string Method { get; init; } = "REGISTER";

    /// <summary>Asks for a challenge; <c>null</c>: silence.</summary>
    public string? Ask()
    {
        bench.Deliver(Request(), Wire);
        return Wire.TryRead();
    }

    /// <summary>Answers a challenge wrongly, with another answer each time; <c>null</c>: silence.</summary>
    public string? Guess()
    {
        if (_credentials.Realm.Length == 0)
        {
            _credentials.Accept(Ask() ?? throw new InvalidOperationException("There was no challenge."));
        }

        var isForProxy = string.Equals(Method, "INVITE", StringComparison.Ordinal);
        bench.Deliver(isForProxy ? _credentials.AuthorizeAtProxy(Request()) : _credentials.Authorize(Request()), Wire);
        return Wire.TryRead();
    }

    /// <summary>Guesses so many times, and waits for what comes of it.</summary>
    public async Task GuessAsync(int times)
    {
        for (var count = 0; count < times; count++)
        {
            Guess();
        }

        await bench.JudgeAsync();
    }

    public string Request() => string.Create(CultureInfo.InvariantCulture, $"""
        {Method} sip:{extension}@acme.example SIP/2.0
        From: <sip:{extension}@acme.example>;tag=stranger
        To: <sip:{extension}@acme.example>
        Call-ID: stranger-{++_tries}-{address}
        CSeq: {_tries} {Method}
        Event: reg
        Contact: <sip:{extension}@198.51.100.66:5070>
        """);
}
