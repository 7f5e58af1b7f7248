using PbxPortal.Phones.Transport;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Phones.Transactions;

/// <summary>Sends one request until it is answered (RFC 3261, 17.1.2).</summary>
/// <remarks>Confined to the loop of its phone, but for the response, which the socket's loop hands over.</remarks>
internal sealed class NonInviteClientTransaction(PhoneSocket socket, string branch, PhoneOptions options)
{
    /// <summary>The longest interval between two copies of a request.</summary>
    private static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);

    private readonly TaskCompletionSource<SipResponse> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isProceeding; // Written by the socket's loop, read by the phone's.

    /// <summary>The final response, for the caller to dispose; <c>null</c> when timer F fired or the connection is gone.</summary>
    public async Task<SipResponse?> SendAsync(byte[] request, CancellationToken cancellationToken)
    {
        socket.Expect(branch, OnResponse);
        try
        {
            return await SendUntilAnsweredAsync(request, cancellationToken);
        }
        finally
        {
            socket.Forget(branch);
        }
    }

    private async Task<SipResponse?> SendUntilAnsweredAsync(byte[] request, CancellationToken cancellationToken)
    {
        var timerF = 64 * options.T1;
        var timerE = socket.Protocol == TransportProtocol.Udp ? options.T1 : timerF;
        var waited = TimeSpan.Zero;
        while (waited < timerF && await socket.SendAsync(request, cancellationToken))
        {
            var interval = timerE < timerF - waited ? timerE : timerF - waited;
            if (await IsAnsweredWithinAsync(interval, cancellationToken))
            {
                return await _final.Task;
            }

            waited += interval;
            timerE = _isProceeding || 2 * timerE > T2 ? T2 : 2 * timerE;
        }

        return null;
    }

    private async Task<bool> IsAnsweredWithinAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        // Running out of time is the usual case here and no exception.
        await ((Task)_final.Task)
            .WaitAsync(interval, options.TimeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return _final.Task.IsCompleted;
    }

    private void OnResponse(SipResponse response)
    {
        if (response.StatusCode < StatusCode.Ok)
        {
            _isProceeding = true;
        }
        else if (_final.TrySetResult(response))
        {
            return; // It is the caller's now.
        }

        response.Dispose();
    }
}
