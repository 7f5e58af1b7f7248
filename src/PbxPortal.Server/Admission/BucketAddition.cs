namespace PbxPortal.Server.Admission;

/// <summary>What came of adding to a bucket.</summary>
internal enum BucketAddition
{
    Added,

    /// <summary>The same event as the last one; nothing was counted.</summary>
    Repeated,

    /// <summary>The limit is reached.</summary>
    Filled,
}
