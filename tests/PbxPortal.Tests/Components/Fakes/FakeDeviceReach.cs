using PbxPortal.Server.Qualifying;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>What OPTIONS has found out, as the test says.</summary>
internal sealed class FakeDeviceReach : IDeviceReach
{
    private readonly Dictionary<long, DeviceReach> _reach = [];

    public void Put(long deviceId, DeviceReach reach) => _reach[deviceId] = reach;

    public DeviceReach? Find(long deviceId) => _reach.GetValueOrDefault(deviceId);
}
