using System.Net;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Where a real client finds the server, and where it may keep its settings.</summary>
/// <param name="Sip">UDP and TCP.</param>
/// <param name="Tls"><c>null</c>: TLS is not spoken.</param>
/// <param name="Certificate">What it trusts over TLS; <c>null</c>: TLS is not spoken.</param>
/// <remarks>Immutable.</remarks>
internal sealed record RegistrarPlace(string Folder, IPEndPoint Sip, IPEndPoint? Tls = null, string? Certificate = null);
