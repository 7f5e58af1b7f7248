namespace PbxPortal.Server.Proxying;

/// <summary>Where a request says that it wants to go, after our own Route values are taken off (RFC 3261, 16.4).</summary>
/// <param name="RequestUri">Of the request, or, when a strict router sent it, what it put last into Route.</param>
/// <param name="Rest">The Route values of others that remain.</param>
/// <param name="Note">What the last token says that was taken off; <c>null</c>: there was none, so the dialog did not begin here.</param>
/// <remarks>Immutable.</remarks>
internal sealed record RouteSet(byte[] RequestUri, IReadOnlyList<byte[]> Rest, FlowNote? Note);
