using PbxPortal.Server.Activity;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>The details that a test gives to devices; one without is not known.</summary>
internal sealed class FakeDeviceDetails : IDeviceDetails
{
    private readonly Dictionary<long, DeviceDetails> _details = [];

    public void Put(long deviceId, DeviceDetails details) => _details[deviceId] = details;

    public DeviceDetails? Find(long deviceId) => _details.GetValueOrDefault(deviceId);
}
