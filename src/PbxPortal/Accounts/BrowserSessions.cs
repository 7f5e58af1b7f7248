using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using PbxPortal.Server.Location;
using PbxPortal.Storage;

namespace PbxPortal.Accounts;

/// <summary>The browsers that are signed in: each begins with a sign-in, and ends when somebody ends it or nobody uses it.</summary>
/// <remarks>Guards itself. Whoever keeps a page open is told by <see cref="Ended"/>; everybody else asks with each request.</remarks>
internal sealed partial class BrowserSessions(SessionStore store, TimeProvider timeProvider, ILogger<BrowserSessions> logger)
{
    /// <summary>How long a session lives that nobody uses: as long as its cookie.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromHours(12);

    /// <summary>"Last seen" is for people; one write a minute tells them enough.</summary>
    private static readonly TimeSpan SeenResolution = TimeSpan.FromMinutes(1);

    /// <summary>Those that began while the disk took no writes: just then somebody must be able to sign in and see it.</summary>
    private readonly ConcurrentDictionary<string, BrowserSession> _unwritten = new(StringComparer.Ordinal);

    /// <summary>These sessions are over; raised on any thread.</summary>
    public event Action<IReadOnlyCollection<string>>? Ended;

    /// <returns>The id, for the cookie.</returns>
    public async Task<string> BeginAsync(long accountId, string userAgent, IPAddress? address, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var session = new BrowserSession(id, accountId, BrowserName.Of(userAgent), ClientAddress.TextOf(address), now, now);
        try
        {
            await store.InsertAsync(session, now - Length, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotWritten(logger, exception);
            _unwritten[id] = session;
        }

        return id;
    }

    /// <summary>Whether the session goes on; notes that it was used.</summary>
    /// <param name="address">Where it is used; <c>null</c>: not known.</param>
    public async Task<bool> IsOpenAsync(string id, long accountId, IPAddress? address, CancellationToken cancellationToken)
    {
        if (_unwritten.TryGetValue(id, out var unwritten))
        {
            return unwritten.AccountId == accountId;
        }

        if (await store.FindAsync(id, cancellationToken) is not { } session || session.AccountId != accountId)
        {
            return false;
        }

        await NoteUseAsync(session, ClientAddress.TextOf(address), cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<BrowserSession>> ListAsync(long accountId, CancellationToken cancellationToken)
    {
        var stored = await store.ListAsync(accountId, timeProvider.GetUtcNow() - Length, cancellationToken);
        return [.. _unwritten.Values.Where(session => session.AccountId == accountId), .. stored];
    }

    /// <param name="only">This one; <c>null</c>: all of the account.</param>
    /// <param name="except">But not this one.</param>
    /// <returns>How many were ended.</returns>
    public async Task<int> EndAsync(long accountId, string? only, string? except, CancellationToken cancellationToken)
    {
        var ended = await RemoveAsync(accountId, only, except, cancellationToken);
        if (ended.Count > 0)
        {
            Ended?.Invoke(ended);
        }

        return ended.Count;
    }

    /// <summary>
    /// Ends the session of a browser that signs itself out, and tells nobody: its page is just leaving, and would be led astray.
    /// Its other pages find out with their next check.
    /// </summary>
    public Task CloseAsync(long accountId, string id, CancellationToken cancellationToken) =>
        RemoveAsync(accountId, only: id, except: null, cancellationToken);

    private async Task<IReadOnlyCollection<string>> RemoveAsync(
        long accountId, string? only, string? except, CancellationToken cancellationToken)
    {
        bool IsMeant(BrowserSession session) => session.AccountId == accountId
            && (only is null || string.Equals(session.Id, only, StringComparison.Ordinal))
            && !string.Equals(session.Id, except, StringComparison.Ordinal);

        var ended = (await store.RemoveAsync(accountId, only, except, cancellationToken)).ToList();
        ended.AddRange(_unwritten.Values.Where(IsMeant).Select(session => session.Id).ToList().Where(id => _unwritten.TryRemove(id, out _)));
        return ended;
    }

    /// <summary>Tells that sessions are over whose rows went with their account.</summary>
    public void Tell(IReadOnlyCollection<string> ended) => Ended?.Invoke(ended);

    private async Task NoteUseAsync(BrowserSession session, string address, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (now - session.LastSeenAt < SeenResolution)
        {
            return;
        }

        try
        {
            await store.TouchAsync(session.Id, now, address, cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogNotWritten(logger, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A signed-in browser could not be written down.")]
    private static partial void LogNotWritten(ILogger logger, Exception exception);
}
