using System.Collections.Concurrent;
using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Sip;

/// <summary>Writes down what passes the tap.</summary>
internal sealed class RecordingListener : IWireListener
{
    private readonly ConcurrentQueue<string> _heard = new();

    public IEnumerable<string> Heard => _heard;

    public void OnReceived(ReadOnlySpan<byte> message, Flow flow) => Note("in", message, flow);

    public void OnSent(ReadOnlySpan<byte> message, Flow flow) => Note("out", message, flow);

    private void Note(string direction, ReadOnlySpan<byte> message, Flow flow) =>
        _heard.Enqueue($"{direction} {flow.Protocol} {Encoding.UTF8.GetString(message).Split('\r')[0]}");
}
