using System.Text.Encodings.Web;
using System.Text.Json;

namespace PbxPortal.Provisioning;

/// <summary>SessionTalk: the code is <c>scloc:</c> with the accounts as JSON, after the provider's id unless the app has one's own brand.</summary>
/// <param name="provider">The provider id; empty: none.</param>
/// <remarks>It names no server: the app adds the domain that the provider registered to the subdomain, and looks for SRV records.</remarks>
public sealed class SessionTalkApp(string provider) : PhoneApp
{
    // A QR code is no web page: nothing in it needs to be hidden from HTML, and short codes scan better.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override string Id => "sessiontalk";

    public override string Name => "SessionTalk";

    public override string HowTo => "In SessionTalk choose \"Scan QR code\". The app finds the server by the domain that is registered with SessionTalk.";

    public override string CodeFor(PhoneSettings settings)
    {
        var accounts = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sipaccounts"] = new[]
            {
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["sipusername"] = settings.Extension,
                    ["sippassword"] = settings.Password,
                    ["subdomain"] = settings.Domain.Split('.', 2)[0],
                    ["authusername"] = settings.AuthenticationName,
                    ["transport"] = settings.Transport.ToString().ToUpperInvariant(),
                },
            },
        };
        return $"scloc:{(provider.Length > 0 ? $"{provider}|" : "")}{JsonSerializer.Serialize(accounts, Readable)}";
    }
}
