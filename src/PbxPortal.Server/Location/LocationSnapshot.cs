using System.Collections.Immutable;
using PbxPortal.Server.Devices;

namespace PbxPortal.Server.Location;

/// <summary>What a store holds at start. <c>NextId</c> is greater than every id that was ever given to a device, binding or block.</summary>
public sealed record LocationSnapshot(
    ImmutableArray<Device> Devices,
    ImmutableArray<Binding> Bindings,
    ImmutableArray<Block> Blocks,
    long NextId);
