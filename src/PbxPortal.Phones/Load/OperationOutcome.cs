using PbxPortal.Sip.Authentication;

namespace PbxPortal.Phones.Load;

/// <summary>Writes into a phone what the end of one of its operations means for it.</summary>
/// <remarks>Confined to the loop of its run.</remarks>
internal sealed class OperationOutcome(LoadFleet fleet)
{
    /// <summary>A challenge, one that says stale, and no more: who wants more will never be content.</summary>
    private const int MostRequests = 3;

    /// <summary>After this much longer than granted a lapsed phone is back: the registrar has noticed by then.</summary>
    private const int SecondsBeyond = 3;

    public static long UnixNow => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Keeps the challenge to be answered, if the answer can help (RFC 3261, 22.1).</summary>
    public bool TryAccept(in LoadTransaction transaction, ref ResponseText response, LoadOptions options, ref byte[] knownRealm)
    {
        if (transaction.Requests >= MostRequests || Choose(ref response, options, knownRealm) is not { } challenge)
        {
            return false;
        }

        // Credentials for a challenge of this very operation are wrong unless it is told that they are stale.
        if (transaction is { HasCredentials: true, Requests: > 1 } && !challenge.IsStale)
        {
            return false;
        }

        ref var phone = ref fleet[transaction.Phone];
        (phone.Challenge, phone.NonceCount, knownRealm) = (challenge, 0, challenge.Realm);
        return true;
    }

    public void Acknowledge(in LoadTransaction transaction, int granted, long now)
    {
        ref var phone = ref fleet[transaction.Phone];
        if (transaction.Kind is OperationKind.Query or OperationKind.Gone or OperationKind.WrongPassword)
        {
            phone.State = transaction.Kind == OperationKind.Gone ? BindingState.None : phone.State;
            return;
        }

        phone.Doubts = Doubts.None;
        phone.Generation += transaction.Kind == OperationKind.Move ? 1 : 0;
        phone.AnswerTime = (int)((now - transaction.SentAt) / LoadClock.Millisecond);
        phone.ExpiresAt = UnixNow - phone.AnswerTime + (granted * 1000L);
        phone.State = transaction.Kind switch
        {
            OperationKind.LogOut => BindingState.LoggedOut,
            OperationKind.Lapse => BindingState.Lapsing,
            _ => BindingState.Registered,
        };
        phone.SilentUntil = transaction.Kind == OperationKind.Lapse ? now + Silence(granted) : 0;
    }

    /// <summary>How long a phone is silent that lets its binding run out, on the <see cref="LoadClock"/>.</summary>
    public static long Silence(int granted) => (granted + SecondsBeyond) * LoadClock.Second;

    /// <summary>There will be no answer: it may have taken effect or not.</summary>
    public void Doubt(in LoadTransaction transaction)
    {
        ref var phone = ref fleet[transaction.Phone];
        phone.Doubts |= transaction.Kind switch
        {
            OperationKind.Query or OperationKind.Gone or OperationKind.WrongPassword => Doubts.None,
            OperationKind.LogOut => Doubts.LoggedOut,
            OperationKind.Move => Doubts.Moved,
            _ => Doubts.Registered,
        };
    }

    private static LoadChallenge? Choose(ref ResponseText response, LoadOptions options, byte[] knownRealm)
    {
        LoadChallenge? best = null;
        response.Rewind();
        while (response.Read())
        {
            if (response.Is("WWW-Authenticate"u8)
                && LoadChallenge.Parse(response.Value, knownRealm) is { } challenge
                && (options.Realm is null || System.Text.Ascii.Equals(challenge.Realm, options.Realm))
                && (best is null || (challenge.Algorithm == DigestAlgorithm.Sha256) == options.PrefersSha256))
            {
                best ??= challenge;
                best = (challenge.Algorithm == DigestAlgorithm.Sha256) == options.PrefersSha256 ? challenge : best;
            }
        }

        return best;
    }
}
