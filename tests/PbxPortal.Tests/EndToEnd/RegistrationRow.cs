namespace PbxPortal.Tests.EndToEnd;

/// <summary>What a program reads of <c>/api/v1/registrations</c>; written anew here, so that a renamed property is noticed.</summary>
/// <remarks>Immutable.</remarks>
internal sealed record RegistrationRow(
    string Extension,
    string Class,
    string Product,
    string UserAgent,
    bool IsRegistered,
    string? Transport,
    string ContactUri,
    int GrantedSeconds,
    DateTimeOffset? ExpiresAt,
    int RefreshCount);
