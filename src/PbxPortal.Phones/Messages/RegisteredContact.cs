namespace PbxPortal.Phones.Messages;

/// <summary>A Contact value of a 200 to REGISTER: a binding that stands now (RFC 3261, 10.3 step 8).</summary>
/// <remarks>Immutable.</remarks>
internal sealed record RegisteredContact(string Uri, int? Expires);
