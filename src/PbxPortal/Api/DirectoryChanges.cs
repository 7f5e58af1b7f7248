using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>What of a user and of a domain a program may set, on the ground of what stands; all else stays.</summary>
internal static class DirectoryChanges
{
    public static readonly IReadOnlyDictionary<string, string> OfUser = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["extension"] = "\"3516\"",
        ["displayName"] = "\"Reception\"",
        ["email"] = "\"reception@acme.example\"",
        ["phoneNumbers"] = "[ \"+498912345678\" ]",
        ["isEnabled"] = "true",
        ["mayRegisterOthers"] = "false",
        ["password"] = "null",
        ["maxDevices"] = "5",
        ["allowedNetworks"] = "[ \"10.0.0.0/8\" ]",
        ["allowedTransports"] = "[ \"tls\" ]",
        ["ringOrder"] = "\"byPriority\"",
        ["ringSeconds"] = "20",
    };

    /// <summary>Of a new one: the same and its domain.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfNewUser =
        OfUser.Prepend(new("domain", "\"acme.example\"")).ToDictionary(StringComparer.Ordinal);

    public static readonly IReadOnlyDictionary<string, string> OfDomain = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["name"] = "\"acme.example\"",
        ["maxDevicesPerUser"] = "5",
        ["deviceLimitPolicy"] = "\"refuse\"",
        ["digestAlgorithms"] = "[ \"SHA-256\", \"MD5\" ]",
        ["qualifySeconds"] = "60",
    };

    /// <summary>The user as he would be; what the body does not name stays.</summary>
    public static UserDraft Apply(JsonObject body, User user) => Apply(body, new UserDraft
    {
        DomainId = user.Domain.Id,
        Extension = user.Extension,
        DisplayName = user.DisplayName,
        Email = user.Email,
        IsEnabled = user.IsEnabled,
        MayRegisterOthers = user.MayRegisterOthers,
        PhoneNumbers = user.PhoneNumbers,
        MaxDevices = user.MaxDevices,
        AllowedNetworks = [.. user.AllowedNetworks.Select(network => network.ToString())],
        AllowedTransports = [.. user.AllowedTransports.Select(TransportWord.Of)],
        RingOrder = user.RingOrder,
        RingSeconds = user.RingSeconds,
    });

    public static UserDraft Apply(JsonObject body, UserDraft before) => before with
    {
        Extension = body.Text("extension", before.Extension) ?? "",
        DisplayName = body.Text("displayName", before.DisplayName) ?? "",
        Email = body.Text("email", before.Email) ?? "",
        PhoneNumbers = body.Texts("phoneNumbers", before.PhoneNumbers),
        IsEnabled = body.Flag("isEnabled", before.IsEnabled),
        MayRegisterOthers = body.Flag("mayRegisterOthers", before.MayRegisterOthers),
        MaxDevices = body.Number("maxDevices", before.MaxDevices),
        AllowedNetworks = body.Texts("allowedNetworks", before.AllowedNetworks),
        AllowedTransports = body.Texts("allowedTransports", before.AllowedTransports),
        RingOrder = RingOrderOf(body, before.RingOrder),
        RingSeconds = body.Number("ringSeconds", before.RingSeconds),
        Password = body.Text("password", otherwise: null),
    };

    public static DomainDraft Apply(JsonObject body, Domain domain) =>
        new(body.Text("name", domain.Name) ?? "", body.Number("maxDevicesPerUser", domain.MaxDevicesPerUser), PolicyOf(body, domain))
        {
            DigestAlgorithms = body.Texts("digestAlgorithms", [.. domain.DigestAlgorithms.Select(AlgorithmWord.Of)]),
            QualifySeconds = body.Number("qualifySeconds", domain.QualifySeconds),
        };

    private static RingOrder RingOrderOf(JsonObject body, RingOrder before)
    {
        var word = body.Text("ringOrder", before.ToString());
        if (char.IsLetter((word ?? "").FirstOrDefault()) && Enum.TryParse<RingOrder>(word, ignoreCase: true, out var order))
        {
            return order;
        }

        body.Add("'ringOrder' is allAtOnce or byPriority.");
        return before;
    }

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
