namespace PbxPortal.Api;

/// <summary>One thing that must be well before traffic is sent here; <c>/health/ready</c> asks all of them.</summary>
public interface IReadinessCheck
{
    /// <summary>A sentence for the operator; <c>null</c> when all is well.</summary>
    string? WhyNotReady();
}
