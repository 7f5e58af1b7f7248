namespace PbxPortal.Server.Devices;

/// <summary>One phone or app of one user, whatever its address or Call-ID is today.</summary>
/// <remarks>Immutable.</remarks>
public sealed record Device
{
    public required long Id { get; init; }

    public required long UserId { get; init; }

    /// <summary>What makes it this device and no other, see <c>DeviceIdentity</c>; unique within the user.</summary>
    public required string Identity { get; init; }

    public required DeviceClass Class { get; init; }

    /// <summary>An administrator chose the class; the User-Agent no longer decides.</summary>
    public bool ClassIsOverruled { get; init; }

    /// <summary>Maker and model from the User-Agent, for example <c>Yealink T46U</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The User-Agent header as sent; may be empty.</summary>
    public required string UserAgent { get; init; }

    /// <summary>What an administrator calls it; may be empty.</summary>
    public string Name { get; init; } = "";

    public string Remark { get; init; } = "";

    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>When its last binding began or ended; while it is registered, the binding knows better.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Address and port of its last REGISTER, for example <c>203.0.113.7:5062</c>; empty when it never registered.</summary>
    public string LastSource { get; init; } = "";

    /// <summary>The Contact URI of its last binding; empty when it never registered.</summary>
    public string LastContactUri { get; init; } = "";

    /// <summary>How its last binding ended; <c>null</c> while it never had one that ended.</summary>
    public BindingEnd? LastEnd { get; init; }
}
