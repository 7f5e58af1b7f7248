namespace PbxPortal.Hosting;

/// <summary>What the runtime says of the objects that have lived for long.</summary>
/// <param name="Collections">How often they were collected; another number after each time.</param>
/// <param name="BytesThen">How much they took after the last of these, in bytes; holes not counted.</param>
/// <param name="Bytes">How much they take now.</param>
/// <remarks>Immutable.</remarks>
internal readonly record struct OldGeneration(long Collections, long BytesThen, long Bytes)
{
    /// <summary>The machine or the container is short of memory, and the runtime makes collections that it is asked for blocking ones.</summary>
    public bool IsMemoryShort { get; init; }

    public static OldGeneration Read()
    {
        var inBackground = GC.GetGCMemoryInfo(GCKind.Background);
        var blocking = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        var last = inBackground.Index > blocking.Index ? inBackground : blocking;
        var any = GC.GetGCMemoryInfo(GCKind.Any);
        return new OldGeneration(last.Index, BytesIn(last), BytesIn(any)) { IsMemoryShort = any.MemoryLoadBytes >= any.HighMemoryLoadThresholdBytes };
    }

    private static long BytesIn(in GCMemoryInfo info)
    {
        var old = info.GenerationInfo[GC.MaxGeneration];
        return old.SizeAfterBytes - old.FragmentationAfterBytes;
    }
}
