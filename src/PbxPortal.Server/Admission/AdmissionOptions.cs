namespace PbxPortal.Server.Admission;

/// <summary>The <c>Admission</c> section of the settings: who is not served, and how much of anybody. Read once, at start.</summary>
/// <remarks>
/// The rule of the bans stands in <see cref="FailureLedger"/>. An allowed network and the loopback address are never limited or
/// banned, whatever stands here.
/// </remarks>
public sealed class AdmissionOptions
{
    public const string SectionName = "Admission";

    /// <summary><c>false</c>: everybody is served, and nothing is counted.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Wrong passwords for one user from one address within <see cref="FailureMinutes"/>; then this address is not heard for this user.</summary>
    public int FailuresPerUser { get; set; } = 60;

    /// <summary>Wrong passwords from one address from which nothing is registered; then the address is not heard at all.</summary>
    public int FailuresPerAddress { get; set; } = 120;

    /// <summary>The same for an address from which devices are registered: an office behind NAT.</summary>
    public int FailuresPerSharedAddress { get; set; } = 2000;

    /// <summary>What is counted fades away evenly within this time.</summary>
    public int FailureMinutes { get; set; } = 10;

    /// <summary>How long the first ban lasts; each one after it within a day lasts four times as long as the one before.</summary>
    public int BanMinutes { get; set; } = 10;

    /// <summary>No ban that the server gives itself lasts longer.</summary>
    public int LongestBanHours { get; set; } = 24;

    /// <summary>Messages with the marks of a scanner after which its address is banned; they are never answered.</summary>
    public int ScannerMessages { get; set; } = 3;

    /// <summary>What a User-Agent begins with that is treated as a scanner, beside the ones that are known.</summary>
    public IList<string> ScannerAgents { get; init; } = [];

    /// <summary>Requests a second that one address may send for long; an office of 500 phones needs a tenth of the default.</summary>
    public int RequestsPerSecond { get; set; } = 500;

    /// <summary>Requests that one address may send at once: a whole office that starts after a power cut.</summary>
    public int RequestBurst { get; set; } = 5000;

    /// <summary>REGISTERs a second for one user from one address; more is a device that runs in circles.</summary>
    public int RegistersPerSecondPerUser { get; set; } = 1;

    /// <summary>REGISTERs for one user from one address that may come at once.</summary>
    public int RegisterBurstPerUser { get; set; } = 60;

    /// <summary>
    /// When an answer takes longer, new registrations are told to come later; refreshes when it takes three times as long. By the
    /// default a phone has asked once more (T1 is half a second; RFC 3261, 17.1.2.2); later the repeats make the queue longer still.
    /// </summary>
    public int LongestWaitMilliseconds { get; set; } = 1000;

    /// <summary>By how much the lifetime is cut at most when many register at once, so that their refreshes spread; 0: never.</summary>
    public int ExpirySpreadPercent { get; set; } = 10;

    /// <summary>New registrations a second above which lifetimes are spread.</summary>
    public int ExpirySpreadAbove { get; set; } = 50;

    /// <summary>Addresses and networks that are never limited or banned, beside those that the portal keeps, for example <c>192.0.2.0/24</c>.</summary>
    public IList<string> AllowedNetworks { get; init; } = [];
}
