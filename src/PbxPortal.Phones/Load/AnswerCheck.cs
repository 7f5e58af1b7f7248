using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>Reads a 200 for what it says about the phone's own bindings.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class AnswerCheck(LoadFleet fleet)
{
    /// <summary>Milliseconds: the ledger of an earlier run knows whole seconds.</summary>
    private const long Rounding = 2000;

    private const int LongestUri = 2048;

    /// <summary>One sentence when the 200 is not as it must be (RFC 3261, 10.3 step 8), else <c>null</c>.</summary>
    /// <param name="transaction">What was asked.</param>
    /// <param name="response">The 200.</param>
    /// <param name="granted">The seconds granted to the binding that was asked for.</param>
    public string? FindMistake(in LoadTransaction transaction, ref ResponseText response, out int granted)
    {
        ref readonly var phone = ref fleet[transaction.Phone];
        var generation = phone.Generation + (transaction.Kind == OperationKind.Move ? 1 : 0);
        var isListed = IsListed(ref response, transaction.Phone, generation, out granted);
        switch (transaction.Kind)
        {
            case OperationKind.LogOut:
                return isListed ? "the contact is listed after its log-out" : null;
            case OperationKind.Gone:
                return isListed ? "a binding is listed a second after it has run out" : null;
            case OperationKind.Query:
                return FindMistakeInList(phone, isListed);
            case OperationKind.Move when IsListed(ref response, transaction.Phone, generation - 1, out _):
                return "the old contact is listed after the move";
        }

        if (!isListed)
        {
            return "the own contact is not listed";
        }

        return granted > 0 && granted <= transaction.AskedSeconds
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{transaction.AskedSeconds} s were asked for and {granted} s granted");
    }

    public bool IsListed(ref ResponseText response, int phone, int generation, out int seconds)
    {
        Span<byte> space = stackalloc byte[LongestUri];
        var uri = new WireText(space);
        fleet.WriteContactUri(ref uri, phone, generation);
        return response.TryFindContact(uri.Written, out seconds);
    }

    private static string? FindMistakeInList(in LoadPhone phone, bool isListed) => (phone.State, isListed) switch
    {
        _ when phone.Doubts != Doubts.None => null,
        (BindingState.Registered, false) when phone.ExpiresAt - Rounding <= OperationOutcome.UnixNow => null, // Its time was up.
        (BindingState.Registered, false) => "a registered contact is not listed",
        (BindingState.LoggedOut, true) => "the contact is listed after its log-out",
        _ => null,
    };
}
