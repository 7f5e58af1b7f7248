namespace PbxPortal.Server.Qualifying;

/// <summary>One time round all users of a domain, spread evenly over its interval.</summary>
/// <remarks>Confined to the qualifier's loop.</remarks>
internal sealed class QualifyRound(long domainId, int seconds, long[] userIds, long startedAt)
{
    private readonly long _duration = seconds * 1000L;
    private int _next;

    public long DomainId { get; } = domainId;

    public int Seconds { get; } = seconds;

    /// <summary>Everybody was asked and the time is over; a round that began too late or has too many users takes longer.</summary>
    public bool IsOver(long now) => _next == userIds.Length && now - startedAt >= _duration;

    /// <summary>The next user whose turn has come by now.</summary>
    public bool TryTake(long now, out long userId)
    {
        userId = 0;
        if (_next >= userIds.Length || _next * (double)_duration / userIds.Length > now - startedAt)
        {
            return false;
        }

        userId = userIds[_next++];
        return true;
    }
}
