using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>What of a user and of a domain a program may set, on the ground of what stands; all else stays.</summary>
internal static class DirectoryChanges
{
    public static readonly IReadOnlyDictionary<string, string> OfUser = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["maxDevices"] = "5",
        ["allowedNetworks"] = "[ \"10.0.0.0/8\" ]",
        ["allowedTransports"] = "[ \"tls\" ]",
    };

    public static readonly IReadOnlyDictionary<string, string> OfDomain = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["maxDevicesPerUser"] = "5",
        ["deviceLimitPolicy"] = "\"refuse\"",
        ["digestAlgorithms"] = "[ \"SHA-256\", \"MD5\" ]",
        ["qualifySeconds"] = "60",
    };

    public static UserDraft Apply(JsonObject body, User user) => new()
    {
        DomainId = user.Domain.Id,
        Extension = user.Extension,
        DisplayName = user.DisplayName,
        Email = user.Email,
        IsEnabled = user.IsEnabled,
        MayRegisterOthers = user.MayRegisterOthers,
        PhoneNumbers = user.PhoneNumbers,
        MaxDevices = body.Number("maxDevices", user.MaxDevices),
        AllowedNetworks = body.Texts("allowedNetworks", [.. user.AllowedNetworks.Select(network => network.ToString())]),
        AllowedTransports = body.Texts("allowedTransports", [.. user.AllowedTransports.Select(TransportWord.Of)]),
    };

    public static DomainDraft Apply(JsonObject body, Domain domain) =>
        new(domain.Name, body.Number("maxDevicesPerUser", domain.MaxDevicesPerUser), PolicyOf(body, domain))
        {
            DigestAlgorithms = body.Texts("digestAlgorithms", [.. domain.DigestAlgorithms.Select(AlgorithmWord.Of)]),
            QualifySeconds = body.Number("qualifySeconds", domain.QualifySeconds),
        };

    private static DeviceLimitPolicy? PolicyOf(JsonObject body, Domain domain)
    {
        var word = body.Text("deviceLimitPolicy", domain.DeviceLimitPolicy?.ToString());
        if (word is null)
        {
            return null;
        }

        if (char.IsLetter(word.FirstOrDefault()) && Enum.TryParse<DeviceLimitPolicy>(word, ignoreCase: true, out var policy))
        {
            return policy;
        }

        body.Add("'deviceLimitPolicy' is refuse or replaceOldest, or null.");
        return domain.DeviceLimitPolicy;
    }
}
