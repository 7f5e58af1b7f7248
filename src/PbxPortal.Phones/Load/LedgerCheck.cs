using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>Compares what the registrar lists for a user with what his phones were promised before it was killed.</summary>
/// <remarks>Confined to the loop of its run. What was in doubt is known afterwards, and the next kill must not change it.</remarks>
internal sealed class LedgerCheck(LoadFleet fleet, AnswerCheck answers)
{
    /// <summary>Seconds are rounded on their way, and the clock goes on between the answer and the look at it.</summary>
    private const long Rounding = 2000;

    /// <summary>One sentence for each promise that is not kept.</summary>
    /// <param name="firstPhone">The first device of the user.</param>
    /// <param name="response">The 200 to a fetch (RFC 3261, 10.2.3).</param>
    /// <param name="unixNow">In milliseconds.</param>
    public IEnumerable<string> FindBroken(int firstPhone, ref ResponseText response, long unixNow)
    {
        var broken = new List<string>();
        for (var phone = firstPhone; phone < firstPhone + fleet.Devices; phone++)
        {
            var here = answers.IsListed(ref response, phone, fleet[phone].Generation, out var seconds);
            var isNext = answers.IsListed(ref response, phone, fleet[phone].Generation + 1, out var secondsOfNext);
            if (FindBroken(fleet[phone], here ? seconds : null, isNext ? secondsOfNext : null, unixNow) is { } mistake)
            {
                broken.Add($"{fleet.Describe(phone)}: {mistake}");
            }

            Settle(ref fleet[phone], here ? seconds : null, isNext ? secondsOfNext : null, unixNow);
        }

        return broken;
    }

    private static string? FindBroken(in LoadPhone phone, int? here, int? next, long unixNow)
    {
        if (next is not null)
        {
            return phone.Doubts.HasFlag(Doubts.Moved) && here is null
                ? null
                : "a contact is listed that was never acknowledged, or beside the one it replaces";
        }

        var mayBeGone = phone.Doubts.HasFlag(Doubts.LoggedOut) || phone.ExpiresAt - Rounding <= unixNow;
        var mayBeOther = (phone.Doubts & (Doubts.Registered | Doubts.Moved)) != Doubts.None;
        return phone.State switch
        {
            BindingState.Registered or BindingState.Lapsing when here is null => mayBeGone ? null : "an acknowledged binding is lost",
            BindingState.Registered or BindingState.Lapsing => mayBeOther ? null : FindOtherTime(phone, here.Value, unixNow),
            _ => here is null || mayBeOther ? null : "a binding is listed that was logged out, or never acknowledged",
        };
    }

    private static string? FindOtherTime(in LoadPhone phone, int shown, long unixNow)
    {
        var least = phone.ExpiresAt - unixNow - Rounding;
        var most = phone.ExpiresAt - unixNow + phone.AnswerTime + Rounding;
        return shown * 1000L >= least && shown * 1000L <= most
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"an acknowledged refresh is lost: {(phone.ExpiresAt - unixNow) / 1000} s should be left, and {shown} s are shown");
    }

    private static void Settle(ref LoadPhone phone, int? here, int? next, long unixNow)
    {
        phone.Generation += next is null ? 0 : 1;
        phone.Doubts = Doubts.None;
        if ((next ?? here) is { } seconds)
        {
            phone.State = BindingState.Registered;
            phone.ExpiresAt = unixNow + (seconds * 1000L);
            phone.AnswerTime = 1000; // Whole seconds were shown.
        }
        else
        {
            phone.State = phone.State == BindingState.None ? BindingState.None : BindingState.LoggedOut;
        }
    }
}
