using BenchmarkDotNet.Attributes;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Benchmarks.Sip.Messages;

[MemoryDiagnoser]
public class SipParserBenchmarks
{
    [Benchmark]
    public bool ParseRefresh()
    {
        var isWellFormed = SipParser.TryParse(RefreshMessage.Bytes, out var message, out _);
        message?.Dispose();
        return isWellFormed;
    }

    /// <summary>With what a registrar reads of it.</summary>
    [Benchmark]
    public uint ParseAndReadRefresh()
    {
        _ = SipParser.TryParse(RefreshMessage.Bytes, out var message, out _);
        using var register = (SipRequest)message!;
        _ = SipUri.TryParse(register.RequestUri, out _);
        _ = NameAddress.TryParse(register.Find(HeaderName.To), out var to);
        _ = SipUri.TryParse(to.Uri, out _);
        _ = DigestCredentials.TryParse(register.Find(HeaderName.Authorization), out var credentials);
        _ = credentials.TryGetNonceCount(out var sum);
        foreach (var value in register.EnumerateValues(HeaderName.Contact))
        {
            _ = NameAddress.TryParse(value, out var contact);
            _ = SipUri.TryParse(contact.Uri, out _);
            sum += contact.TryGetParameter("+sip.instance"u8, out _) ? 1U : 0U;
        }

        _ = DeltaSeconds.TryParse(register.Find(HeaderName.Expires), out var expires);
        return sum + expires + register.CSeq.Number + (uint)register.CallId.Length;
    }
}
