namespace PbxPortal.Sip.Messages;

/// <summary>One header field row of a message, as views into its bytes.</summary>
public readonly ref struct Header
{
    internal Header(HeaderName name, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> value)
    {
        Name = name;
        NameBytes = nameBytes;
        Value = value;
    }

    public HeaderName Name { get; }

    /// <summary>The name as it stands on the wire, long or compact.</summary>
    public ReadOnlySpan<byte> NameBytes { get; }

    /// <summary>Unfolded and without white space at its ends.</summary>
    public ReadOnlySpan<byte> Value { get; }
}
