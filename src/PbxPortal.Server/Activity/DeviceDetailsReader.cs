using System.Text;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Activity;

/// <summary>Reads the details of a device out of the location table.</summary>
/// <remarks>Immutable; what it reads takes no lock.</remarks>
public sealed class DeviceDetailsReader(LocationTable table, LocationService locationService) : IDeviceDetails
{
    public DeviceDetails? Find(long deviceId)
    {
        if (table.Find(deviceId) is not { } entry)
        {
            return null;
        }

        var binding = entry.LiveBinding(locationService.Clock.Now);
        var lease = binding?.Lease;
        return new DeviceDetails
        {
            Identity = entry.Device.Identity,
            CallId = binding?.CallId ?? "",
            CSeq = lease?.CSeq ?? 0,
            Path = binding?.Path ?? "",
            QValue = (binding?.QValue ?? 0) / 1000m,
            Methods = binding is null ? "" : MethodsIn(binding.ContactParameterBytes),
            ContactParameters = binding?.ContactParameters ?? "",
            RefreshInterval = lease?.RefreshInterval ?? 0,
        };
    }

    private static string MethodsIn(ReadOnlySpan<byte> parameters) =>
        ParameterReader.TryFind(parameters, "methods"u8, out var methods) ? Encoding.UTF8.GetString(methods.Trim((byte)'"')) : "";
}
