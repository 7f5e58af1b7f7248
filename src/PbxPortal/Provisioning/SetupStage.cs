namespace PbxPortal.Provisioning;

/// <summary>Where a set-up stands, as pages and the API say it.</summary>
public enum SetupStage
{
    /// <summary>The code is shown, and nobody has scanned it as far as the server knows.</summary>
    Waiting,

    /// <summary>The app has fetched its settings and has not registered yet.</summary>
    Opened,

    /// <summary>The phone has registered with its own credential.</summary>
    Registered,
    Cancelled,
    Expired,
}
