using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using PbxPortal.Sip.Authentication;

namespace PbxPortal.Benchmarks.Sip.Authentication;

/// <summary>Our own hashes beside those of the base library that they stand for.</summary>
[MemoryDiagnoser]
public class HashBenchmarks
{
    private readonly byte[] _hash = new byte[32];
    private readonly byte[] _key = new byte[32];
    private readonly SipHash _sipHash = SipHash.WithRandomKey();
    private byte[] _text = [];

    [Params(40, 130, 200)]
    public int Length { get; set; }

    [GlobalSetup]
    public void MakeText() => _text = RandomNumberGenerator.GetBytes(Length);

    [Benchmark]
    public void OwnMd5() => Md5.HashData(_text, _hash);

    [Benchmark]
    public void LibraryMd5()
    {
#pragma warning disable CA5351 // To be compared with.
        MD5.HashData(_text, _hash);
#pragma warning restore CA5351
    }

    [Benchmark]
    public void SipHash128() => _sipHash.Compute(_text, _hash);

    [Benchmark]
    public void LibraryHmacSha256() => HMACSHA256.HashData(_key, _text, _hash);
}
