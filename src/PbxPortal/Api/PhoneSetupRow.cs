using PbxPortal.Provisioning;

namespace PbxPortal.Api;

/// <summary>A set-up as the HTTP API writes it; no secret has a place in it.</summary>
/// <param name="Stage">waiting, opened, registered, cancelled or expired.</param>
/// <param name="Server">Where the phone is told to register, for example <c>tls:sip.example.com:5061</c>.</param>
public sealed record PhoneSetupRow(
    long Id,
    long UserId,
    string App,
    string Stage,
    string Server,
    long CredentialId,
    string CredentialName,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? OpenedAt,
    string OpenedFrom,
    string OpenedBy,
    DateTimeOffset? EndedAt,
    long? DeviceId)
{
    public static PhoneSetupRow Of(PhoneSetup setup) => new(
        setup.Id,
        setup.UserId,
        setup.App,
        WordOf(setup.Stage),
        setup.Server.ToString(),
        setup.CredentialId,
        setup.CredentialName,
        setup.CreatedAt,
        setup.CreatedBy,
        setup.ExpiresAt,
        setup.OpenedAt,
        setup.OpenedFrom,
        setup.OpenedBy,
        setup.EndedAt,
        setup.DeviceId);

    private static string WordOf(SetupStage stage) => stage.ToString().ToLowerInvariant();
}
