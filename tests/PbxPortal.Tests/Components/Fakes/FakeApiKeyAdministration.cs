using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Keeps the keys that the test adds, and writes down what it was asked.</summary>
internal sealed class FakeApiKeyAdministration : IApiKeyAdministration
{
    public const string Key = "pbx_4cQm9vR2tY7wLkX1sB8nZ3dH6fJ0gP5a";

    public List<string> Asked { get; } = [];

    public List<ApiKey> Keys { get; } = [];

    public ImmutableArray<Mistake> Mistakes { get; set; } = [];

    /// <summary>Thrown at whoever lists.</summary>
    public Exception? Failure { get; set; }

    public Task<IReadOnlyList<ApiKey>> ListAsync(ClaimsPrincipal who, CancellationToken cancellationToken) =>
        Failure is { } failure ? Task.FromException<IReadOnlyList<ApiKey>>(failure) : Task.FromResult<IReadOnlyList<ApiKey>>([.. Keys]);

    public Task<(string? Key, ImmutableArray<Mistake> Mistakes)> CreateAsync(
        ClaimsPrincipal who, string name, RoleGrant grant, CancellationToken cancellationToken)
    {
        Asked.Add($"create {name} {grant.Role}@{grant.DomainId}");
        if (Mistakes.IsEmpty)
        {
            Keys.Add(new ApiKey(Keys.Count + 1, name, grant, Sample.Now, "anna.berger", LastUsedAt: null, RevokedAt: null));
        }

        return Task.FromResult((Mistakes.IsEmpty ? Key : null, Mistakes));
    }

    public Task<bool> RevokeAsync(ClaimsPrincipal who, string name, CancellationToken cancellationToken)
    {
        Asked.Add($"revoke {name}");
        var at = Keys.FindIndex(key => string.Equals(key.Name, name, StringComparison.Ordinal));
        Keys[at] = Keys[at] with { RevokedAt = Sample.Now };
        return Task.FromResult(true);
    }
}
