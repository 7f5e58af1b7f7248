using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Benchmarks.Storage;

/// <summary>A group commit of refreshes into a real file, on the disk of the temporary folder.</summary>
[MemoryDiagnoser]
public class JournalBenchmarks : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbxportal-");
    private readonly StoreBatch _batch = new();
    private SqliteDatabase? _database;
    private SqliteBindingStore? _store;

    /// <summary>How many refreshes share the commit.</summary>
    [Params(1, 8, 64, 512)]
    public int GroupSize { get; set; }

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _database = new SqliteDatabase(Options.Create(new StorageOptions { Path = Path.Combine(_folder.FullName, "pbxportal.db") }));
        await _database.PrepareAsync(CancellationToken.None);
        _store = new SqliteBindingStore(_database);
        var acme = new Domain(1, "acme.example", "acme.example");
        for (var id = 1; id <= GroupSize; id++)
        {
            var lease = new Lease { CSeq = 1000, GrantedSeconds = 3600, RefreshedAt = DateTimeOffset.UnixEpoch.AddYears(56), RefreshCount = 999 };
            _batch.Refresh(100_000 + id, acme, lease);
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _store?.Dispose();
        _database?.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Commit() => _store!.Commit(_batch);
}
