using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Writes down what it was asked, and answers what the test says.</summary>
internal sealed class FakeCredentialAdministration : ICredentialAdministration
{
    public List<string> Asked { get; } = [];

    public NewCredential? Made { get; set; } = new(7, "3516.k7f2", "Anna's mobile", "kV7w-Qm3x-T9rb", []);

    public Exception? Failure { get; set; }

    public Task<NewCredential?> AddAsync(ClaimsPrincipal who, long userId, string label, CancellationToken cancellationToken) =>
        AnswerAsync($"add {userId} {label}", Made);

    public Task<bool> RevokeAsync(ClaimsPrincipal who, long userId, long credentialId, CancellationToken cancellationToken) =>
        AnswerAsync($"revoke {userId} {credentialId}", true);

    private Task<T> AnswerAsync<T>(string asked, T answer)
    {
        Asked.Add(asked);
        return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
    }
}
