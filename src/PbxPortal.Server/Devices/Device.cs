using System.Text;

namespace PbxPortal.Server.Devices;

/// <summary>One phone or app of one user, whatever its address or Call-ID is today.</summary>
/// <remarks>
/// Immutable. One per phone that was ever seen, so it is kept small: times are milliseconds, the identity is UTF-8, texts that
/// many devices share (product, User-Agent) are one string for all, and what most registered devices have not got is an object of its own.
/// </remarks>
public sealed record Device
{
    private readonly long _firstSeen;
    private readonly long _lastSeen;
    private readonly byte _class;
    private readonly byte _lastEnd; // 0: none.
    private readonly DeviceNotes? _notes; // Null where all of them are empty, so that equal devices are equal.

    public required long Id { get; init; }

    public required long UserId { get; init; }

    /// <summary>What makes it this device and no other, see <c>DeviceIdentity</c>; unique within the user.</summary>
    public required string Identity
    {
        get => IdentityText.ToString();
        init => IdentityText = Utf8Text.Of(value);
    }

    /// <summary><see cref="Identity"/> as it is kept.</summary>
    public Utf8Text IdentityText { get; init; }

    public required DeviceClass Class
    {
        get => (DeviceClass)_class;
        init => _class = (byte)value;
    }

    /// <summary>An administrator chose the class; the User-Agent no longer decides.</summary>
    public bool ClassIsOverruled { get; init; }

    /// <summary>No call rings there, until somebody takes it back.</summary>
    public bool DoNotDisturb { get; init; }

    /// <summary>Maker and model from the User-Agent, for example <c>Yealink T46U</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The User-Agent header as sent; may be empty.</summary>
    public required string UserAgent { get; init; }

    /// <summary>
    /// The credential that it registered with last; 0: the user's own. The one of another user when that one registered it on
    /// behalf of this one.
    /// </summary>
    public long CredentialId { get; init; }

    /// <summary>What an administrator calls it; may be empty.</summary>
    public string Name
    {
        get => Notes.Name;
        init => _notes = string.Equals(value, Notes.Name, StringComparison.Ordinal) ? _notes : DeviceNotes.OrNull(Notes with { Name = value });
    }

    public string Remark
    {
        get => Notes.Remark;
        init => _notes = string.Equals(value, Notes.Remark, StringComparison.Ordinal) ? _notes : DeviceNotes.OrNull(Notes with { Remark = value });
    }

    public required DateTimeOffset FirstSeen
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_firstSeen);
        init => _firstSeen = value.ToUnixTimeMilliseconds();
    }

    /// <summary>When its last binding began or ended; while it is registered, the binding knows better.</summary>
    public required DateTimeOffset LastSeen
    {
        get => DateTimeOffset.FromUnixTimeMilliseconds(_lastSeen);
        init => _lastSeen = value.ToUnixTimeMilliseconds();
    }

    /// <summary>
    /// Address and port of the last REGISTER of its last binding that ended; while it is registered, the binding knows, and this
    /// is empty.
    /// </summary>
    public string LastSource => Encoding.UTF8.GetString(LastPlace.Source);

    /// <summary>The Contact URI of its last binding that ended; empty while it is registered.</summary>
    public string LastContactUri => Encoding.UTF8.GetString(LastPlace.ContactUri);

    /// <summary><see cref="LastSource"/> and <see cref="LastContactUri"/> as they are kept.</summary>
    public DevicePlace LastPlace
    {
        get => Notes.LastPlace;
        init => _notes = value == Notes.LastPlace ? _notes : Notes.At(value);
    }

    /// <summary>How its last binding ended; <c>null</c> while it never had one that ended.</summary>
    public BindingEnd? LastEnd
    {
        get => _lastEnd == 0 ? null : (BindingEnd)_lastEnd;
        init => _lastEnd = value is { } end ? (byte)end : (byte)0;
    }

    private DeviceNotes Notes => _notes ?? DeviceNotes.None;
}
