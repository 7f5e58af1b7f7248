using PbxPortal.Provisioning;

namespace PbxPortal.Api;

/// <summary>A set-up that was made just now: the only answer that ever holds its code, its link and its password.</summary>
/// <param name="Code">What goes into the QR code; <c>null</c>: the app takes none.</param>
/// <param name="Link">The one-time link; <c>null</c>: the app fetches nothing.</param>
/// <param name="Password"><c>null</c> when the app fetches its settings, for then the password is made at that moment.</param>
public sealed record NewPhoneSetupRow(PhoneSetupRow Setup, string? Code, string? Link, string? Password)
{
    public static NewPhoneSetupRow Of(NewPhoneSetup made, PhoneSetup setup) =>
        new(PhoneSetupRow.Of(setup), made.Code, made.Link?.AbsoluteUri, made.Settings?.Password);
}
