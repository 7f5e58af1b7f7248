using PbxPortal.Administration;
using PbxPortal.Sip.Transport;
using PbxPortal.Transports;

namespace PbxPortal.Api;

/// <summary>The transports as the HTTP API writes them.</summary>
/// <param name="Listeners">Where phones are heard.</param>
/// <param name="Certificate"><c>null</c>: nothing listens with TLS.</param>
/// <param name="Connections">Connections now.</param>
/// <param name="Unproved">Those among them on which nobody has proved a password yet.</param>
/// <param name="MostConnections">As many may stand.</param>
/// <param name="MostPerAddress">As many may stand from one address.</param>
/// <param name="MostUnprovedPerAddress">As many may stand from one address without a proved password.</param>
/// <param name="Troubles">How often each occurred since the start, by its name.</param>
/// <param name="Log">The latest first.</param>
public sealed record TransportsRow(
    IReadOnlyList<TransportsRow.ListenerRow> Listeners,
    TransportsRow.CertificateRow? Certificate,
    int Connections,
    int Unproved,
    int MostConnections,
    int MostPerAddress,
    int MostUnprovedPerAddress,
    IReadOnlyDictionary<string, long> Troubles,
    IReadOnlyList<TransportsRow.FailureRow> Log)
{
    internal static TransportsRow Of(TransportSnapshot state, CertificateState? certificate) => new(
        [.. state.Listeners.Select(listener => new ListenerRow(
            TransportWord.Of(listener.Protocol), listener.Addresses, listener.Connections, listener.Accepted))],
        certificate is null
            ? null
            : new CertificateRow(
                certificate.Names, certificate.Issuer, certificate.NotAfter, certificate.IsSelfSigned, certificate.IsTrial, certificate.LoadedAt, certificate.Mistake),
        state.Connections,
        state.Unproved,
        state.Limits.Most,
        state.Limits.MostPerAddress,
        state.Limits.MostUnprovedPerAddress,
        state.Troubles.ToDictionary(trouble => WordOf(trouble.Trouble), trouble => trouble.Count, StringComparer.Ordinal),
        [.. state.Log.Select(entry => new FailureRow(
            entry.Address, TransportWord.Of(entry.Protocol), WordOf(entry.Trouble), ConnectionTroubles.TextOf(entry.Trouble), entry.Detail, entry.Count, entry.FirstAt, entry.LastAt))]);

    private static string WordOf(ConnectionTrouble trouble)
    {
        var name = trouble.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    /// <param name="Transport">udp, tcp, tls, ws or wss.</param>
    /// <param name="Connections">Connections now; <c>null</c> for UDP, which has none.</param>
    /// <param name="Accepted">Connections since the start; <c>null</c> for UDP.</param>
    public sealed record ListenerRow(string Transport, IReadOnlyList<string> Addresses, int? Connections, long? Accepted);

    /// <param name="Names">What it is good for.</param>
    /// <param name="NotAfter">The last moment at which it is good.</param>
    /// <param name="IsTrial">The server made it itself because the settings name none.</param>
    /// <param name="Mistake">Why a renewed file was not taken; empty: nothing is wrong.</param>
    public sealed record CertificateRow(
        IReadOnlyList<string> Names, string Issuer, DateTimeOffset NotAfter, bool IsSelfSigned, bool IsTrial, DateTimeOffset LoadedAt, string Mistake);

    /// <param name="Trouble">For programs, for example <c>handshakeFailed</c>.</param>
    /// <param name="Meaning">For people.</param>
    /// <param name="Detail">Why, the last time; may be empty.</param>
    public sealed record FailureRow(
        string Address, string Transport, string Trouble, string Meaning, string Detail, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt);
}
