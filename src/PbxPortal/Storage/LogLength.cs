using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PbxPortal.Storage;

/// <summary>How long the write-ahead log is, as SQLite tells the connections that write most after each of their commits.</summary>
/// <remarks>Thread-safe: one number, written by whoever holds the write gate.</remarks>
internal sealed unsafe class LogLength
{
    /// <summary>Pinned, because SQLite is given its address; each connection keeps it.</summary>
    private readonly int[] _pages = GC.AllocateArray<int>(1, pinned: true);

    public int Pages => Volatile.Read(ref _pages[0]);

    /// <summary>
    /// Takes the place of SQLite's own hook, which would carry the whole log over into the database within the one commit that
    /// passes its limit: that took 83 ms, in which no phone was answered.
    /// </summary>
    public void Follow(nint database) =>
        _ = SqliteNative.OnCommit(database, &Note, (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_pages)));

    /// <summary>All of it was carried over, and the next commit begins it anew; for the holder of the write gate.</summary>
    public void BeginAnew() => Volatile.Write(ref _pages[0], 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Note(nint length, nint database, nint schema, int pages)
    {
        Volatile.Write(ref *(int*)length, pages);
        return SqliteNative.Ok;
    }
}
