using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Writes down what it was asked, and answers what the test says.</summary>
internal sealed class FakeUserAdministration : IUserAdministration
{
    public List<string> Asked { get; } = [];

    public List<UserDraft> Drafts { get; } = [];

    public SaveUserResult Result { get; set; } = new(1, Password: null, []);

    public Exception? Failure { get; set; }

    public Task<SaveUserResult> AddAsync(ClaimsPrincipal who, UserDraft draft, CancellationToken cancellationToken)
    {
        Drafts.Add(draft);
        return AnswerAsync($"add {draft.Extension}", Result);
    }

    public Task<SaveUserResult> EditAsync(ClaimsPrincipal who, long userId, UserDraft draft, CancellationToken cancellationToken)
    {
        Drafts.Add(draft);
        return AnswerAsync($"edit {userId}", Result);
    }

    public Task<bool> SetEnabledAsync(ClaimsPrincipal who, long userId, bool isEnabled, CancellationToken cancellationToken) =>
        AnswerAsync($"{(isEnabled ? "enable" : "disable")} {userId}", true);

    public Task<bool> DeleteAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) =>
        AnswerAsync($"delete {userId}", true);

    public Task<string?> NewPasswordAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) =>
        AnswerAsync<string?>($"new password {userId}", "kV7w-Qm3x-T9rb");

    private Task<T> AnswerAsync<T>(string asked, T answer)
    {
        Asked.Add(asked);
        return Failure is { } failure ? Task.FromException<T>(failure) : Task.FromResult(answer);
    }
}
