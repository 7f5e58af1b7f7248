using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace PbxPortal.Sip.Transport;

/// <summary>Remembers which connections failed and why, for whoever asks why a phone does not come through.</summary>
/// <remarks>
/// Guarded by one lock. Bounded, for a stranger writes it: one entry per address and reason, the oldest goes when it is full;
/// the log of the server gets each entry at most once a minute, and at most <see cref="MostLines"/> lines a minute in all.
/// </remarks>
public sealed partial class ConnectionLog(TransportCounters counters, TimeProvider timeProvider, ILogger<ConnectionLog> logger)
{
    internal const int MostEntries = 200;

    internal const int MostLines = 30;

    private const int LongestDetail = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Remembered> _entries = []; // The latest first.
    private long _windowBeganAt = timeProvider.GetTimestamp();
    private int _lines;

    /// <summary>The latest first.</summary>
    public ImmutableArray<ConnectionLogEntry> Read()
    {
        lock (_lock)
        {
            return [.. _entries.Select(remembered => remembered.Entry)];
        }
    }

    public void Report(ConnectionTrouble trouble, in PeerAddress peer, TransportProtocol protocol, string detail = "")
    {
        counters.CountTrouble(trouble);
        if (trouble == ConnectionTrouble.Idle)
        {
            return;
        }

        var address = peer.ToAddress().ToString();
        bool isTold;
        lock (_lock)
        {
            isTold = Note(trouble, address, protocol, detail.Length > LongestDetail ? detail[..LongestDetail] : detail) && MayTell();
        }

        if (isTold)
        {
            var text = ConnectionTroubles.TextOf(trouble);
            var why = detail.Length == 0 ? "" : $" ({detail})";
            var name = protocol.ToString().ToUpperInvariant();
            LogTrouble(logger, name, address, text, why);
        }
    }

    /// <summary>Whether it is new, or was told long ago.</summary>
    private bool Note(ConnectionTrouble trouble, string address, TransportProtocol protocol, string detail)
    {
        var now = timeProvider.GetUtcNow();
        var node = _entries.First;
        while (node is not null && !node.Value.IsOf(trouble, address, protocol, detail))
        {
            node = node.Next;
        }

        if (node is null)
        {
            _entries.AddFirst(new Remembered(new ConnectionLogEntry(address, protocol, trouble, detail, 1, now, now), timeProvider.GetTimestamp()));
            if (_entries.Count > MostEntries)
            {
                _entries.RemoveLast();
            }

            return true;
        }

        var isDue = timeProvider.GetElapsedTime(node.Value.ToldAt) >= Interval;
        node.Value = new Remembered(
            node.Value.Entry with { Detail = detail, Count = node.Value.Entry.Count + 1, LastAt = now },
            isDue ? timeProvider.GetTimestamp() : node.Value.ToldAt);
        _entries.Remove(node);
        _entries.AddFirst(node);
        return isDue;
    }

    private bool MayTell()
    {
        if (timeProvider.GetElapsedTime(_windowBeganAt) >= Interval)
        {
            _windowBeganAt = timeProvider.GetTimestamp();
            _lines = 0;
        }

        return _lines++ < MostLines;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Protocol} connection from {Address}: {Trouble}{Detail}.")]
    private static partial void LogTrouble(ILogger logger, string protocol, string address, string trouble, string detail);

    private readonly record struct Remembered(ConnectionLogEntry Entry, long ToldAt)
    {
        /// <summary>Handshakes fail for few reasons, each with a cure of its own; other details a stranger may write at will.</summary>
        public bool IsOf(ConnectionTrouble trouble, string address, TransportProtocol protocol, string detail) =>
            Entry.Trouble == trouble
            && Entry.Protocol == protocol
            && string.Equals(Entry.Address, address, StringComparison.Ordinal)
            && (trouble != ConnectionTrouble.HandshakeFailed || string.Equals(Entry.Detail, detail, StringComparison.Ordinal));
    }
}
