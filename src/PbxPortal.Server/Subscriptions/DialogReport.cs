using PbxPortal.Server.Proxying;

namespace PbxPortal.Server.Subscriptions;

/// <summary>What a document says of one dialog (RFC 4235, 4.1).</summary>
/// <remarks>Immutable. Compared by value: a dialog that reads the same is no news.</remarks>
internal sealed record DialogReport
{
    public const string Trying = "trying";
    public const string Early = "early";
    public const string Confirmed = "confirmed";
    public const string Terminated = "terminated";

    /// <summary>The same in all documents for the same dialog.</summary>
    public required string Id { get; init; }

    public required string State { get; init; }

    /// <summary>What ended it (4.1.2); empty: nothing, or it is not told.</summary>
    public string Event { get; init; } = "";

    /// <summary>The status code that ended it; 0: none.</summary>
    public int Code { get; init; }

    /// <summary><c>initiator</c> or <c>recipient</c>; empty: it is not told.</summary>
    public string Direction { get; init; } = "";

    public string CallId { get; init; } = "";

    public string LocalTag { get; init; } = "";

    public string RemoteTag { get; init; } = "";

    /// <summary>When it began; <c>null</c>: it is not told.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary><c>null</c>: it is not told.</summary>
    public CallParty? Local { get; init; }

    public CallParty? Remote { get; init; }
}
