using System.Collections.Frozen;
using System.Text;

namespace PbxPortal.Server.Admission;

/// <summary>An address that is not heard, or not heard for one user.</summary>
/// <remarks>Immutable but for the count of what it silenced. It is remembered for a day after its end, so that the next one is longer.</remarks>
public sealed class Ban
{
    private long _silenced;
    private byte[] _userBytes = [];

    public required SourceNetwork Network { get; init; }

    /// <summary>The digest user name for which alone the address is not heard; empty: it is not heard at all.</summary>
    public string User
    {
        get;
        init
        {
            field = value;
            _userBytes = Encoding.UTF8.GetBytes(value);
        }
    } = "";

    public required DateTimeOffset Since { get; init; }

    /// <summary><c>null</c>: until somebody lifts it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The portal account; empty when the server did it.</summary>
    public string By { get; init; } = "";

    public required string Reason { get; init; }

    /// <summary>The wrong passwords or scanner's messages that led to it; 0 when somebody gave it.</summary>
    public int Tries { get; init; }

    /// <summary>The first ban of this address is 1; it grows while the one before is remembered.</summary>
    public int Round { get; init; } = 1;

    /// <summary>Devices are registered from there; those go on being heard.</summary>
    public bool SparesRegistered { get; init; }

    /// <summary>Messages that it silenced since the start of the server.</summary>
    public long Silenced => Interlocked.Read(ref _silenced);

    /// <summary>Hashes of the Call-IDs of the devices that were registered from there when it began.</summary>
    internal FrozenSet<ulong> Spared { get; init; } = FrozenSet<ulong>.Empty;

    internal ReadOnlySpan<byte> UserBytes => _userBytes;

    /// <summary>Whether nobody is heard, so that a connection is no use either.</summary>
    internal bool IsWhole => User.Length == 0 && !SparesRegistered;

    public bool IsInForceAt(DateTimeOffset now) => Until is not { } until || until > now;

    internal void CountSilenced() => Interlocked.Increment(ref _silenced);

    /// <summary>The same ban, sparing these devices.</summary>
    internal Ban Sparing(FrozenSet<ulong> callIds) => new()
    {
        Network = Network,
        User = User,
        Since = Since,
        Until = Until,
        By = By,
        Reason = Reason,
        Tries = Tries,
        Round = Round,
        SparesRegistered = SparesRegistered,
        Spared = callIds,
        _silenced = Silenced,
    };
}
