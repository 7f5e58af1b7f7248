using System.Diagnostics.CodeAnalysis;

namespace PbxPortal.Api;

/// <summary>A user who was added or changed.</summary>
public sealed record SavedUserRow : UserRow
{
    [SetsRequiredMembers]
    public SavedUserRow(UserRow user, string? password)
        : base(user)
    {
        Password = password;
    }

    /// <summary>The generated password, told only now; <c>null</c>: none was generated.</summary>
    public string? Password { get; }
}
