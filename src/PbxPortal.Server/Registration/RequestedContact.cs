namespace PbxPortal.Server.Registration;

/// <summary>One Contact value of a REGISTER, read and checked; its texts stand in the <see cref="RequestTexts"/> of the request.</summary>
/// <remarks>Immutable.</remarks>
internal readonly record struct RequestedContact
{
    /// <summary>Byte for byte as sent.</summary>
    public required TextRange Uri { get; init; }

    /// <summary>The header parameters without <c>expires</c>, each with its leading semicolon.</summary>
    public required TextRange Parameters { get; init; }

    /// <summary>Thousandths.</summary>
    public required int QValue { get; init; }

    /// <summary>The lifetime to grant, clamped; 0: remove.</summary>
    public required int Seconds { get; init; }

    /// <summary>It is one of the flows that its instance may have (RFC 5626).</summary>
    public required bool IsFlow { get; init; }

    public required RequestedIdentity Identity { get; init; }

    /// <summary>See <see cref="Location.Binding.ListeningPort"/>.</summary>
    public required int ListeningPort { get; init; }

    public bool IsRemoval => Seconds == 0;
}
