using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Diagnosis;

/// <summary>How the things stand now that a failed attempt met.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record AttemptContext
{
    /// <summary>Whom it concerns; <c>null</c>: nobody of ours.</summary>
    public User? User { get; init; }

    /// <summary>Whose credentials it showed; <c>null</c>: nobody's.</summary>
    public User? Sender { get; init; }

    /// <summary>The domain that it asked; <c>null</c>: none of ours.</summary>
    public Domain? Domain { get; init; }

    /// <summary>The existing name that is nearest to the one it used, with the person's name; empty: none is near.</summary>
    public string Nearest { get; init; } = "";

    /// <summary>The domain of ours in which there is such a user, or that has nearly such a name; empty: none.</summary>
    public string OtherDomain { get; init; } = "";

    /// <summary>Whether a block keeps a device of the user out that may be this one.</summary>
    public bool IsBlocked { get; init; }

    public int RegisteredDevices { get; init; }

    public int MaxDevices { get; init; }

    /// <summary>Seconds.</summary>
    public int MinExpires { get; init; }
}
