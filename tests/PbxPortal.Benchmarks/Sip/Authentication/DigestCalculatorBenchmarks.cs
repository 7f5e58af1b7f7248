using BenchmarkDotNet.Attributes;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Benchmarks.Sip.Authentication;

[MemoryDiagnoser]
public class DigestCalculatorBenchmarks
{
    private readonly byte[] _ha1 = new byte[32];
    private SipRequest _register = null!;

    [ParamsAllValues]
    public DigestAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void Parse()
    {
        _ = SipParser.TryParse(RefreshMessage.Bytes, out var message, out _);
        _register = (SipRequest)message!;
    }

    [Benchmark]
    public bool IsProofOf()
    {
        _ = DigestCredentials.TryParse(_register.Find(HeaderName.Authorization), out var credentials);
        return DigestCalculator.IsProofOf(Algorithm, _ha1, _register.MethodBytes, credentials);
    }
}
