namespace PbxPortal.Provisioning;

/// <summary>A phone that is being set up, from the code that was shown to the first registration, or to the end of its time.</summary>
/// <remarks>Immutable; a later state is another value. It holds neither the password nor the token of the link.</remarks>
public sealed record PhoneSetup
{
    public required long Id { get; init; }

    public required long UserId { get; init; }

    public required long CredentialId { get; init; }

    /// <summary>The digest user name made for this phone, for example <c>3516.k7f2</c>.</summary>
    public required string CredentialName { get; init; }

    /// <summary>The <see cref="PhoneApp.Id"/>.</summary>
    public required string App { get; init; }

    /// <summary>Where the phone is told to register.</summary>
    public required PublicSipAddress Server { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    /// <summary>Until then the link may be fetched, or the phone must have registered.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the app fetched its settings; <c>null</c>: not yet, or its code needs no fetching.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>The address that fetched them; empty: nobody.</summary>
    public string OpenedFrom { get; init; } = "";

    /// <summary>The User-Agent that fetched them; empty: nobody, or one that says nothing.</summary>
    public string OpenedBy { get; init; } = "";

    /// <summary><c>null</c> while it is pending.</summary>
    public SetupOutcome? Outcome { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The device that registered; <c>null</c>: none has.</summary>
    public long? DeviceId { get; init; }

    public SetupStage Stage => Outcome switch
    {
        SetupOutcome.Registered => SetupStage.Registered,
        SetupOutcome.Cancelled => SetupStage.Cancelled,
        SetupOutcome.Expired => SetupStage.Expired,
        _ => OpenedAt is null ? SetupStage.Waiting : SetupStage.Opened,
    };
}
