using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Search;

/// <summary>A bounded look through the users and devices in memory, with the eyes of whoever asks.</summary>
/// <remarks>Immutable. Nothing is kept up to date for it, so it costs nothing while nobody searches.</remarks>
internal sealed class PortalSearch(IUserDirectory directory, IRegistrationFeed feed, IDeviceSearch devices) : IPortalSearch
{
    /// <summary>So many of a kind are shown.</summary>
    private const int Shown = 8;

    /// <summary>Among so many the best are looked for; who types one letter wants none of the thousands that have it.</summary>
    private const int Considered = 200;

    /// <summary>Users between two looks at whether the answer is still wanted.</summary>
    private const int UsersPerLook = 2_000;

    public Task<SearchResult> FindAsync(ClaimsPrincipal who, string text, CancellationToken cancellationToken)
    {
        var wanted = text.Trim();
        return wanted.Length == 0
            ? Task.FromResult(SearchResult.Nothing)
            : Task.Run(() => Find(who, wanted, cancellationToken), cancellationToken);
    }

    private SearchResult Find(ClaimsPrincipal who, string text, CancellationToken cancellationToken)
    {
        var users = FindUsers(who, text, cancellationToken);
        var found = FindDevices(who, text, cancellationToken);
        return new SearchResult(
            [.. users.OrderBy(user => RankOf(user, text)).Take(Shown)],
            users.Count > Shown,
            [.. found.OrderBy(device => device.Status).ThenBy(device => device.Extension, NaturalOrder.Instance).Take(Shown)],
            found.Count > Shown);
    }

    private List<User> FindUsers(ClaimsPrincipal who, string text, CancellationToken cancellationToken)
    {
        var filter = new UserFilter { Text = text };
        var number = PhoneNumber.Normalize(text);
        var found = new List<User>();
        foreach (var domain in PortalAccess.VisibleDomains(who, directory))
        {
            // Whoever is called exactly so is found even where thousands come before him.
            if (directory.FindUser(domain.Id, text) is { } exact)
            {
                found.Add(exact);
            }
        }

        var looked = 0;
        foreach (var user in PortalAccess.VisibleDomains(who, directory).SelectMany(domain => directory.UsersOf(domain.Id)))
        {
            if (++looked % UsersPerLook == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if ((filter.Finds(user) || HasNumber(user, number)) && !found.Contains(user))
            {
                found.Add(user);
                if (found.Count == Considered)
                {
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Devices by their own texts and by whose they are: <c>3516 yealink</c>.</summary>
    private List<DeviceState> FindDevices(ClaimsPrincipal who, string text, CancellationToken cancellationToken)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ids = devices.Find(
            words,
            userId => directory.FindUser(userId) is { } user && PortalAccess.Has(who, PortalRole.ReadOnly, user.Domain.Id),
            (userId, word) => directory.FindUser(userId) is { } user && new UserFilter { Text = word }.Finds(user),
            Considered,
            cancellationToken);
        return [.. ids.Select(feed.Find).OfType<DeviceState>()];
    }

    private static bool HasNumber(User user, string? number)
    {
        if (number is null)
        {
            return false;
        }

        foreach (var one in user.PhoneNumbers)
        {
            if (one.Contains(number, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static int RankOf(User user, string text)
    {
        bool Begins(string one) => one.StartsWith(text, StringComparison.OrdinalIgnoreCase);
        return user switch
        {
            _ when string.Equals(user.Extension, text, StringComparison.OrdinalIgnoreCase) => 0,
            _ when Begins(user.Extension) => 1,
            _ when Begins(user.DisplayName) => 2,
            _ => 3,
        };
    }
}
