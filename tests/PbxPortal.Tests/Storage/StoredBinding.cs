using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Storage;

/// <summary>All that a store keeps of a binding, comparable.</summary>
internal sealed record StoredBinding(
    long Id,
    long DeviceId,
    long UserId,
    string ContactUri,
    string ContactParameters,
    string CallId,
    int QValue,
    PeerAddress Peer,
    int ListeningPort,
    TransportProtocol Transport,
    DateTimeOffset RegisteredAt,
    string Path,
    Lease Lease)
{
    public static StoredBinding Of(Binding binding) => new(
        binding.Id,
        binding.DeviceId,
        binding.UserId,
        binding.ContactUri,
        binding.ContactParameters,
        binding.CallId,
        binding.QValue,
        binding.Peer,
        binding.ListeningPort,
        binding.Transport,
        binding.RegisteredAt,
        binding.Path,
        binding.Lease with { Deadline = 0 });
}
