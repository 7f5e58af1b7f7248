#pragma warning disable CA1716 // Short words that other languages reserve; nobody implements this in another language.
namespace PbxPortal.Server.Proxying;

/// <summary>Hears what becomes of calls. Owned by the proxy, implemented by whoever keeps a record of them.</summary>
/// <remarks>
/// Called on any thread, for one call always in order, while the proxy holds the call: it must be quick and must never throw. Told of
/// INVITEs that start a call only, and after it is known who sent them.
/// </remarks>
public interface ICallBook
{
    /// <summary>A call begins. Gives the id that the rest is told with.</summary>
    long Begin(CallOffer offer);

    /// <summary>An INVITE is sent there.</summary>
    void Try(long id, CallBranch branch);

    /// <summary>101 to 199 came.</summary>
    void Progress(long id, int branch, int status);

    /// <summary>A branch has ended, or is answered.</summary>
    /// <param name="note">What there is to say of the result: who refused for all, where it was sent on, why nobody could wake it; may be empty.</param>
    void End(long id, int branch, BranchResult result, int status, string note = "");

    /// <summary>The 2xx of this branch goes to the caller. Several may, if several answered at the same moment (RFC 3261, 16.7).</summary>
    void Answer(long id, int branch, string toTag);

    /// <summary>The final answer goes to the caller, and it is no 2xx.</summary>
    void Finish(long id, CallResult result, int status);

    /// <summary>A BYE passed, from <paramref name="tagA"/> to <paramref name="tagB"/>.</summary>
    void HangUp(string callId, string tagA, string tagB, DateTimeOffset at);
}
