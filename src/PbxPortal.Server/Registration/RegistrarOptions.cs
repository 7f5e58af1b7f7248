using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Registration;

/// <summary>The <c>Registrar</c> section of the settings. Read once, at start; a wrong value stops the start.</summary>
public sealed class RegistrarOptions
{
    public const string SectionName = "Registrar";

    /// <summary>Seconds; a shorter wish is refused with 423 Interval Too Brief (RFC 3261, 10.3 step 7).</summary>
    public int MinExpires { get; set; } = 60;

    /// <summary>Seconds; a longer wish is cut to this.</summary>
    public int MaxExpires { get; set; } = 7200;

    /// <summary>Seconds; granted when a REGISTER names no lifetime.</summary>
    public int DefaultExpires { get; set; } = 3600;

    /// <summary>How many devices of one user may be registered at once; domains and users may set their own.</summary>
    public int MaxDevicesPerUser { get; set; } = 10;

    public DeviceLimitPolicy DeviceLimitPolicy { get; set; } = DeviceLimitPolicy.Refuse;

    /// <summary>
    /// Seconds for which a binding whose connection (TCP, TLS, WebSocket) has ended waits for its device, unreachable meanwhile, so
    /// that a page that is loaded again does not go and come.
    /// </summary>
    public int ConnectionGrace { get; set; } = 8;

    /// <summary>
    /// The same after a start of the server, which ends all connections: RFC 5626, 4.5, lets a phone wait half a minute before it
    /// tries again, and twice as long each time it fails.
    /// </summary>
    public int RestartGrace { get; set; } = 120;

    /// <summary>
    /// Seconds within which a phone with an outbound flow (RFC 5626) over a connection is asked to send something, so that it notices
    /// a dead connection; the RFC's own figure. 0: phones are not asked.
    /// </summary>
    public int FlowTimer { get; set; } = 120;

    /// <summary>
    /// Where phones send their own requests first (RFC 3608), for example <c>&lt;sip:proxy.example.com;lr&gt;</c>; told with every
    /// registration. Empty: nowhere in particular.
    /// </summary>
    public IList<string> ServiceRoute { get; init; } = [];

    /// <summary>
    /// The digest algorithms offered, in the order of the challenges; RFC 8760, 2.4 lets the client take the topmost that it
    /// knows. Empty: MD5, then SHA-256, for phones that read only the first challenge are many and know nothing but MD5.
    /// </summary>
    public IList<string> DigestAlgorithms { get; init; } = [];
}
