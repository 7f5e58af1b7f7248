namespace PbxPortal.Sip.Messages;

/// <summary>The URI schemes that this stack looks into; any other is carried untouched.</summary>
public enum UriScheme : byte
{
    Other,
    Sip,
    Sips,
    Tel,
}
