using System.Collections.Immutable;
using PbxPortal.Administration;

namespace PbxPortal.Provisioning;

/// <summary>What came of asking for a set-up. What it holds beside the set-up itself is to be shown once.</summary>
/// <param name="Setup"><c>null</c> when there are mistakes; then nothing was changed.</param>
/// <param name="Code">What goes into the QR code; <c>null</c>: the app takes none.</param>
/// <param name="Link">The one-time link; <c>null</c>: the app fetches nothing.</param>
/// <param name="Settings">The values to type in, password included; <c>null</c> when the app fetches them, for then there is no password yet.</param>
public sealed record NewPhoneSetup(
    PhoneSetup? Setup, string? Code, Uri? Link, PhoneSettings? Settings, ImmutableArray<Mistake> Mistakes)
{
    public static NewPhoneSetup Refused(params ImmutableArray<Mistake> mistakes) => new(null, null, null, null, mistakes);
}
