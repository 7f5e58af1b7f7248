using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Tracing;

/// <summary>One message as it was on the wire, but for its secrets.</summary>
/// <remarks>Immutable.</remarks>
public sealed record TracedMessage
{
    /// <summary>Grows with every traced message; tells the order where two have the same time.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>It came to us; otherwise we sent it.</summary>
    public required bool IsReceived { get; init; }

    public required TransportProtocol Transport { get; init; }

    /// <summary>The other end.</summary>
    public required PeerAddress Peer { get; init; }

    /// <summary>Our end.</summary>
    public required PeerAddress Local { get; init; }

    /// <summary>As long as on the wire, with the secrets masked.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>The request line or status line; of what is no message its beginning.</summary>
    public required string FirstLine { get; init; }

    /// <summary>The method of a request, or the one that a response answers; empty when it cannot be read.</summary>
    public required string Method { get; init; }

    /// <summary>0: a request.</summary>
    public required int StatusCode { get; init; }

    /// <summary>May be empty.</summary>
    public required string CallId { get; init; }

    public required uint CSeq { get; init; }

    /// <summary>May be empty.</summary>
    public required string UserAgent { get; init; }

    /// <summary>A request that answers a challenge, or a challenge that calls the last nonce stale.</summary>
    public bool HasCredentials { get; init; }

    public required MessageOwner Owner { get; init; }

    /// <summary>Why it was refused, or why it is no message; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>How many like it came within a second and were only counted.</summary>
    public int Repeats { get; init; }

    public int Length => Bytes.Length;

    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public PeerAddress Source => IsReceived ? Peer : Local;

    public PeerAddress Destination => IsReceived ? Local : Peer;

    /// <summary>For example <c>REGISTER</c> or <c>401 Unauthorized</c>.</summary>
    public string Title
    {
        get
        {
            if (StatusCode == 0)
            {
                return Method.Length > 0 ? Method : "no SIP message";
            }

            var space = FirstLine.IndexOf(' ', StringComparison.Ordinal);
            return space < 0 ? FirstLine : FirstLine[(space + 1)..];
        }
    }
}
