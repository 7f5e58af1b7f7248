using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>A shelf that asks nobody who he is.</summary>
internal sealed class FakePasswordShelf : IPasswordShelf
{
    private readonly List<ShelvedPasswords> _sheets = [];

    public event Action? Changed;

    public IReadOnlyList<ShelvedPasswords> Sheets => _sheets;

    public long? Put(ClaimsPrincipal who, string what, IReadOnlyList<GeneratedPassword> passwords)
    {
        if (passwords.Count == 0)
        {
            return null;
        }

        _sheets.Add(new ShelvedPasswords(_sheets.Count + 1, what, Sample.Now, Sample.Now.AddMinutes(15), [.. passwords]));
        Changed?.Invoke();
        return _sheets[^1].Id;
    }

    public IReadOnlyList<ShelvedPasswords> Of(ClaimsPrincipal who) => [.. _sheets];

    public void Take(ClaimsPrincipal who, long id)
    {
        _sheets.RemoveAll(sheet => sheet.Id == id);
        Changed?.Invoke();
    }
}
