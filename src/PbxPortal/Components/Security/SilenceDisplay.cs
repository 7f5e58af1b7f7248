using PbxPortal.Server.Admission;

namespace PbxPortal.Components.Security;

/// <summary>How the reasons for not serving a message are called.</summary>
public static class SilenceDisplay
{
    public static string WordOf(SilenceKind kind) => kind switch
    {
        SilenceKind.Banned => "from banned addresses",
        SilenceKind.Scanner => "from scanners",
        SilenceKind.TooMany => "too many from one sender",
        SilenceKind.Overload => "told to come later",
        SilenceKind.Lost => "lost in a full UDP socket",
        _ => kind.ToString(),
    };
}
