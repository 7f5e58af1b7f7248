using PbxPortal.Administration;
using PbxPortal.Provisioning;

namespace PbxPortal.Api;

/// <summary>An app that can be set up, as the HTTP API writes it.</summary>
/// <param name="FetchesSettings">Whether its code is a link; else the code, or what is typed in, holds the password.</param>
public sealed record PhoneAppRow(string Id, string Name, string HowTo, bool FetchesSettings, IReadOnlyList<string> Transports)
{
    public static PhoneAppRow Of(PhoneApp app) =>
        new(app.Id, app.Name, app.HowTo, app.FetchesSettings, [.. app.Transports.Select(TransportWord.Of)]);
}
