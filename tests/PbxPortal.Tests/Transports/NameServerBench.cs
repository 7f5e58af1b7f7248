using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PbxPortal.Tests.Transports;

/// <summary>A name server on a UDP socket of this machine, which knows what the test tells it and answers NXDOMAIN to all else (RFC 1035, 4.1).</summary>
internal sealed class NameServerBench : IAsyncDisposable
{
    private const ushort PointerToQuestion = 0xC00C;
    private const int HeaderLength = 12;

    private readonly ConcurrentDictionary<(string Name, ushort Type), List<(uint TimeToLive, byte[] Data)>> _records = new();
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public NameServerBench()
    {
        _running = RunAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>A response code that every question gets: 2 is SERVFAIL.</summary>
    public byte FailsWith { get; set; }

    public void AddService(string name, uint timeToLive, ushort priority, ushort weight, ushort port, string target)
    {
        var numbers = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(numbers, priority);
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(2), weight);
        BinaryPrimitives.WriteUInt16BigEndian(numbers.AsSpan(4), port);
        Add(name, 33, timeToLive, [.. numbers, .. target.Split('.').SelectMany(Label), 0]); // RFC 2782.
    }

    public void AddAddress(string name, uint timeToLive, string address)
    {
        var parsed = IPAddress.Parse(address);
        Add(name, parsed.AddressFamily == AddressFamily.InterNetwork ? (ushort)1 : (ushort)28, timeToLive, parsed.GetAddressBytes());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _socket.Dispose();
        _stopping.Dispose();
    }

    private static byte[] Label(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private void Add(string name, ushort type, uint timeToLive, byte[] data) => _records.GetOrAdd((name, type), static _ => []).Add((timeToLive, data));

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                var question = await _socket.ReceiveAsync(_stopping.Token);
                await _socket.SendAsync(Answer(question.Buffer), question.RemoteEndPoint, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var (name, end) = ReadName(query);
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(end));
        var records = FailsWith == 0 && _records.TryGetValue((name, type), out var found) ? found : [];
        var isKnown = _records.Keys.Any(key => string.Equals(key.Name, name, StringComparison.Ordinal));
        var code = FailsWith != 0 ? FailsWith : isKnown ? (byte)0 : (byte)3;
        using var answer = new MemoryStream();
        answer.Write([query[0], query[1], 0x81, (byte)(0x80 | code), 0, 1, 0, (byte)records.Count, 0, 0, 0, 0]);
        answer.Write(query.AsSpan(HeaderLength, end + 4 - HeaderLength));
        foreach (var (timeToLive, data) in records)
        {
            var head = new byte[12];
            BinaryPrimitives.WriteUInt16BigEndian(head, PointerToQuestion);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), type);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(4), 1);
            BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(6), timeToLive);
            BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(10), (ushort)data.Length);
            answer.Write(head);
            answer.Write(data);
        }

        return answer.ToArray();
    }

    private static (string Name, int End) ReadName(byte[] query)
    {
        var labels = new List<string>();
        var position = HeaderLength;
        while (query[position] is var length && length > 0)
        {
            labels.Add(Encoding.ASCII.GetString(query, position + 1, length));
            position += 1 + length;
        }

        return (string.Join('.', labels), position + 1);
    }
}
