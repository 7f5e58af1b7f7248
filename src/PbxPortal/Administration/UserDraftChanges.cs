using System.Collections.Immutable;
using System.Globalization;

namespace PbxPortal.Administration;

/// <summary>Says in words what a change of a user changes; no secret among it.</summary>
internal static class UserDraftChanges
{
    /// <returns>For example <c>name: Anna → Berta</c>; empty: nothing changes.</returns>
    public static ImmutableArray<string> Describe(UserDraft before, UserDraft after, bool hasNewPassword)
    {
        var changes = ImmutableArray.CreateBuilder<string>();
        Compare("extension", before.Extension, after.Extension);
        Compare("name", before.DisplayName, after.DisplayName);
        Compare("e-mail", before.Email, after.Email);
        Compare("numbers", WordsOf(before.PhoneNumbers), WordsOf(after.PhoneNumbers));
        Compare("most devices", WordOf(before.MaxDevices), WordOf(after.MaxDevices));
        Compare("enabled", WordOf(before.IsEnabled), WordOf(after.IsEnabled));
        Compare("devices ring", RingOrderWord.Of(before.RingOrder), RingOrderWord.Of(after.RingOrder));
        Compare("ring time", SecondsOf(before.RingSeconds), SecondsOf(after.RingSeconds));
        if (hasNewPassword)
        {
            changes.Add("new password");
        }

        return changes.ToImmutable();

        void Compare(string what, string old, string now)
        {
            if (!string.Equals(old, now, StringComparison.Ordinal))
            {
                changes.Add($"{what}: {OrNothing(old)} → {OrNothing(now)}");
            }
        }
    }

    private static string OrNothing(string text) => text.Length == 0 ? "nothing" : text;

    private static string WordsOf(ImmutableArray<string> list) => list.IsDefaultOrEmpty ? "" : string.Join(", ", list);

    private static string WordOf(int? maxDevices) => maxDevices?.ToString(CultureInfo.InvariantCulture) ?? "as in the domain";

    private static string SecondsOf(int? seconds) =>
        seconds is { } set ? string.Create(CultureInfo.InvariantCulture, $"{set} s") : "as usual";

    private static string WordOf(bool isEnabled) => isEnabled ? "yes" : "no";
}
