namespace PbxPortal.Provisioning;

/// <summary>Links into the portal for people who are somewhere else.</summary>
/// <remarks>Immutable.</remarks>
public sealed class PortalLinks
{
    private readonly PublicAddresses _addresses;

    internal PortalLinks(PublicAddresses addresses) => _addresses = addresses;

    /// <param name="portal">Under which address the browser reached the portal.</param>
    public string Invitation(Uri portal, string token) => new Uri(_addresses.Portal(portal), $"/welcome?token={token}").AbsoluteUri;
}
