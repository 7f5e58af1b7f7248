namespace PbxPortal.Tests.Sip;

/// <summary>Tests that count garbage run alone: others would take from the pools what is counted as missing.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AllocationCounting
{
    public const string Name = "Allocation counting";
}
