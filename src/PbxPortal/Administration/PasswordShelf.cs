using System.Security.Claims;
using PbxPortal.Accounts;

namespace PbxPortal.Administration;

/// <summary>The shelf in memory, each sheet with a timer that takes it away.</summary>
/// <remarks>Guarded by one lock. Bounded: an account has a few sheets, and the oldest gives way.</remarks>
internal sealed class PasswordShelf(TimeProvider timeProvider) : IPasswordShelf, IDisposable
{
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(15);

    private const int MostOfAccount = 5;

    private readonly Lock _gate = new();
    private readonly List<Sheet> _sheets = [];
    private long _lastId;

    public event Action? Changed;

    public long? Put(ClaimsPrincipal who, string what, IReadOnlyList<GeneratedPassword> passwords)
    {
        if (passwords.Count == 0 || PortalPrincipal.AccountIdOf(who) is not { } accountId)
        {
            return null;
        }

        long id;
        lock (_gate)
        {
            id = ++_lastId;
            var now = timeProvider.GetUtcNow();
            var expiry = timeProvider.CreateTimer(_ => Remove(sheet => sheet.Passwords.Id == id), state: null, Time, Timeout.InfiniteTimeSpan);
            _sheets.Add(new Sheet(accountId, new ShelvedPasswords(id, what, now, now + Time, [.. passwords]), expiry));
            while (_sheets.Count(sheet => sheet.AccountId == accountId) > MostOfAccount)
            {
                var oldest = _sheets.First(sheet => sheet.AccountId == accountId);
                _sheets.Remove(oldest);
                oldest.Expiry.Dispose();
            }
        }

        Changed?.Invoke();
        return id;
    }

    public IReadOnlyList<ShelvedPasswords> Of(ClaimsPrincipal who)
    {
        // Whoever lost the role meanwhile has no use for them.
        if (PortalPrincipal.AccountIdOf(who) is not { } accountId || !PortalAccess.HasAnywhere(who, PortalRole.Admin))
        {
            return [];
        }

        lock (_gate)
        {
            return [.. _sheets.Where(sheet => sheet.AccountId == accountId).Select(sheet => sheet.Passwords).Reverse()];
        }
    }

    public void Take(ClaimsPrincipal who, long id)
    {
        if (PortalPrincipal.AccountIdOf(who) is { } accountId)
        {
            Remove(sheet => sheet.Passwords.Id == id && sheet.AccountId == accountId);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _sheets.ForEach(sheet => sheet.Expiry.Dispose());
            _sheets.Clear();
        }
    }

    private void Remove(Predicate<Sheet> isMeant)
    {
        lock (_gate)
        {
            if (_sheets.Find(isMeant) is not { } sheet)
            {
                return;
            }

            _sheets.Remove(sheet);
            sheet.Expiry.Dispose();
        }

        Changed?.Invoke();
    }

    private sealed record Sheet(long AccountId, ShelvedPasswords Passwords, ITimer Expiry);
}
