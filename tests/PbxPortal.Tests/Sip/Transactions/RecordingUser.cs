using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;

namespace PbxPortal.Tests.Sip.Transactions;

/// <summary>Keeps what a transaction tells the one who sent the request, as words in order.</summary>
/// <remarks>Guarded by one lock.</remarks>
internal sealed class RecordingUser : ITransactionUser
{
    private readonly Lock _gate = new();
    private readonly List<string> _heard = [];

    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    public TimeSpan AnsweredAfter { get; private set; }

    public void OnResponse(ClientTransaction transaction, SipResponse response)
    {
        AnsweredAfter = transaction.Elapsed;
        Add($"{response.StatusCode}");
    }

    public void OnTimeout(ClientTransaction transaction) => Add("timeout");

    public void OnTransportError(ClientTransaction transaction) => Add("transport error");

    private void Add(string word)
    {
        lock (_gate)
        {
            _heard.Add(word);
        }
    }
}
