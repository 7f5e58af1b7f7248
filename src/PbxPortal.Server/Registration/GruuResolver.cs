using System.Collections.Immutable;
using System.Text;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>Finds the device behind a GRUU (RFC 5627, 6.1), for whoever sends requests to it.</summary>
/// <remarks>Immutable; what it reads takes no lock.</remarks>
public sealed class GruuResolver(Gruus gruus, UserDirectory directory, AddressResolver addresses, LocationTable table, LocationService locationService)
{
    /// <param name="requestUri">A URI of one of our domains.</param>
    /// <returns><c>null</c>: it is no GRUU, but an address-of-record or nothing.</returns>
    public GruuTarget? Resolve(in SipUri requestUri)
    {
        if (!requestUri.TryGetParameter("gr"u8, out var gr) || addresses.FindDomain(requestUri) is not { } domain)
        {
            return null;
        }

        return gr.IsEmpty ? ResolveTemporary(requestUri, domain) : ResolvePublic(requestUri, domain, SipUri.UnescapeToString(gr));
    }

    /// <summary>It is valid as long as its user is there and has a row for the device (5.4): nothing is remembered for it.</summary>
    private GruuTarget ResolvePublic(in SipUri uri, Domain domain, string instance)
    {
        if (addresses.FindUser(uri, domain) is not { IsEnabled: true } user || table.OfUser(user.Id) is not { } location)
        {
            return GruuTarget.Invalid;
        }

        var name = Encoding.UTF8.GetBytes(instance);
        var isKnown = location.Devices.Any(entry => DeviceIdentity.IsOfInstance(entry.Device.IdentityText.Bytes, name));
        return isKnown ? new GruuTarget(user, BindingsOf(location, name)) : GruuTarget.Invalid;
    }

    private GruuTarget ResolveTemporary(in SipUri uri, Domain domain)
    {
        if (!gruus.TryOpen(uri.User, out var gruu)
            || directory.FindUser(gruu.UserId) is not { IsEnabled: true } user
            || user.Domain.Id != domain.Id
            || table.OfUser(user.Id) is not { } location)
        {
            return GruuTarget.Invalid;
        }

        foreach (var entry in location.Devices)
        {
            var instance = InstanceOf(entry.LiveBinding(locationService.Clock.Now));
            if (!instance.IsEmpty
                && entry.Binding!.RegisteredAt <= gruu.MadeAt
                && gruus.HashOf(instance, entry.Binding.CallIdBytes) == gruu.Hash)
            {
                return new GruuTarget(user, BindingsOf(location, instance));
            }
        }

        return GruuTarget.Invalid;
    }

    /// <summary>The instance that a contact names, without its angle brackets; empty: none.</summary>
    internal static ReadOnlySpan<byte> InstanceOf(Binding? binding) =>
        binding is not null && ParameterReader.TryFind(binding.ContactParameterBytes, "+sip.instance"u8, out var instance)
            ? instance.TrimStart((byte)'<').TrimEnd((byte)'>')
            : default;

    private ImmutableArray<Binding> BindingsOf(UserLocation location, ReadOnlySpan<byte> instance)
    {
        var bindings = new List<Binding>();
        foreach (var entry in location.Devices)
        {
            if (entry.LiveBinding(locationService.Clock.Now) is { } binding && DeviceIdentity.AreSame(InstanceOf(binding), instance))
            {
                bindings.Add(binding);
            }
        }

        return [.. bindings.OrderByDescending(binding => binding.IsReachable).ThenByDescending(binding => binding.Lease.RefreshedAt)];
    }
}
