using PbxPortal.Server.Activity;

namespace PbxPortal.Api;

/// <summary>What only the page of one device shows, as the HTTP API writes it.</summary>
/// <param name="Identity">What makes it this device and no other.</param>
/// <param name="CallId">Of the REGISTER that made its binding or moved it; empty: it is not registered.</param>
/// <param name="CSeq">Of the last REGISTER; 0: it is not registered.</param>
/// <param name="Path">The proxies on the way to it (RFC 3327); may be empty.</param>
/// <param name="QValue">The preference of the contact, from 0 to 1.</param>
/// <param name="Methods">As the phone names them; empty: it does not.</param>
/// <param name="ContactParameters">As sent, each with its semicolon.</param>
/// <param name="RefreshInterval">Seconds between the last two refreshes; 0 until the second.</param>
public sealed record DeviceDetailsRow(
    string Identity, string CallId, uint CSeq, string Path, decimal QValue, string Methods, string ContactParameters, int RefreshInterval)
{
    public static DeviceDetailsRow Of(DeviceDetails details) => new(
        details.Identity,
        details.CallId,
        details.CSeq,
        details.Path,
        details.QValue,
        details.Methods,
        details.ContactParameters,
        details.RefreshInterval);
}
