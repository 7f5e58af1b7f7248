using BenchmarkDotNet.Attributes;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Benchmarks.Server;

/// <summary>
/// A whole call through the proxy, without socket and disk: challenged, ringing at three phones, answered by one, told to the other two,
/// acknowledged and hung up. Of the time the phones, which are here too, need a small part, and of the memory nothing.
/// </summary>
[MemoryDiagnoser]
public class CallBenchmarks : IDisposable
{
    private const int CallsAtOnce = 16;

    /// <summary>As if so many milliseconds lay between two calls: a hundred calls a second, of which each leaves transactions for 32 seconds.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private readonly CallClock _clock = new();
    private readonly BenchmarkServer _server;
    private readonly CallPhone _caller;
    private readonly CallPhone[] _phones;
    private long _callId;

    public CallBenchmarks()
    {
        _server = new BenchmarkServer(_clock);
        _caller = new CallPhone(_server, "3515", number: 1);
        _phones = [.. Enumerable.Range(2, 3).Select(number => new CallPhone(_server, "3516", number))];
    }

    [GlobalSetup]
    public async Task StartAsync()
    {
        await _server.StartAsync("3515", "3516");
        _caller.Register();
        foreach (var phone in _phones)
        {
            phone.Register();
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _server.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = CallsAtOnce)]
    public void Call()
    {
        for (var call = 0; call < CallsAtOnce; call++)
        {
            CallOnce();
            _clock.Advance(Interval);
        }
    }

    private void CallOnce()
    {
        _caller.Call(++_callId);
        foreach (var phone in _phones)
        {
            phone.Answer(StatusCode.Ringing, isToInvite: true);
        }

        _phones[0].Answer(StatusCode.Ok, isToInvite: true);
        for (var other = 1; other < _phones.Length; other++)
        {
            _phones[other].Expect("CANCEL"u8);
            _phones[other].Answer(StatusCode.Ok, isToInvite: false);
            _phones[other].Answer(StatusCode.RequestTerminated, isToInvite: true);
            _phones[other].Expect("ACK"u8);
        }

        _caller.Expect("SIP/2.0 200"u8);
        Span<byte> ok = stackalloc byte[2048];
        ok = ok[.._caller.Last.Length];
        _caller.Last.CopyTo(ok);
        _caller.Continue("ACK"u8, cSeq: 2, ok);
        _phones[0].Expect("ACK"u8);
        _caller.Continue("BYE"u8, cSeq: 3, ok);
        _phones[0].Expect("BYE"u8);
        _phones[0].Answer(StatusCode.Ok, isToInvite: false);
        _caller.Expect("SIP/2.0 200"u8);
    }
}
