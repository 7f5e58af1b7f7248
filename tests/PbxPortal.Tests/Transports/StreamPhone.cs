using System.Globalization;
using System.Text;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.Transports;

/// <summary>What a phone says over a stream, answer by answer.</summary>
internal static class StreamPhone
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Asks, is challenged, and asks again; gives the second answer.</summary>
    public static async Task<string> RegisterAsync(Stream stream, string callId, int cSeq = 1)
    {
        var credentials = new PhoneCredentials("3516", "secret-3516");
        credentials.Accept(await AskAsync(stream, Register(callId, cSeq)));
        return await AskAsync(stream, credentials.Authorize(Register(callId, cSeq + 1)));
    }

    public static string Register(string callId, int cSeq) => $"""
        REGISTER sip:acme.example SIP/2.0
        From: <sip:3516@acme.example>;tag=1
        To: <sip:3516@acme.example>
        Call-ID: {callId}
        CSeq: {cSeq.ToString(CultureInfo.InvariantCulture)} REGISTER
        Contact: <sip:3516-{callId}@127.0.0.1>
        """;

    public static async Task<string> AskAsync(Stream stream, string request)
    {
        await stream.WriteAsync(SipMessageText.ToWire(request), Cancellation);
        return await ReadAsync(stream);
    }

    /// <summary>Answers to REGISTER have no body.</summary>
    public static async Task<string> ReadAsync(Stream stream)
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

    /// <summary>The server hangs up, politely or not.</summary>
    public static async Task ExpectEndAsync(Stream stream)
    {
        try
        {
            var rest = new byte[256];
            while (await stream.ReadAsync(rest, Cancellation) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Reset: it has ended too.
        }
    }
}
