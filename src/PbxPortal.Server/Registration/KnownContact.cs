using System.Text;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>
/// The binding that a REGISTER refreshes or ends and otherwise leaves as it is, which is most of the traffic: one contact that
/// stands already byte for byte, from the same device, address and Call-ID.
/// </summary>
/// <remarks>
/// Found on the receiving thread, without allocation and without making anything of the request but spans. The location service's
/// loop checks that nothing about the device has changed since; otherwise the request goes the long way, as any other. The user's
/// other devices may have: whole households come and go in one group.
/// </remarks>
/// <param name="Seconds">The lifetime to grant, clamped; 0: remove.</param>
internal readonly record struct KnownContact(UserLocation Location, DeviceEntry Entry, Binding Binding, int Seconds)
{
    public static bool TryFind(RegisterVisit visit, UserLocation? location, RegistrarOptions options, out KnownContact known)
    {
        known = default;
        if (location is null
            || !TryTakeOnlyContact(visit.Register, out var contact)
            || !NameAddress.TryParse(contact, out var address))
        {
            return false;
        }

        var wish = RegisterReader.WishOf(visit.Register, address, options);
        if (wish > 0 && wish < options.MinExpires)
        {
            return false;
        }

        foreach (var entry in location.Devices)
        {
            if (entry is { Binding: { } binding, Block: null, Failure: null } && IsSame(visit, entry, binding, address))
            {
                known = new KnownContact(location, entry, binding, (int)Math.Min(wish, options.MaxExpires));
                return true;
            }
        }

        return false;
    }

    /// <summary>Refreshes or ends the binding; <c>false</c>: the ground has changed, and nothing was done.</summary>
    public bool TryApply(LocationTransaction transaction, uint cSeq, out RegisterOutcome outcome)
    {
        outcome = default;
        if (!transaction.TryGetCurrent(Location, Entry, out var location)
            || transaction.Directory.FindUser(Location.UserId) is not { IsEnabled: true } user
            || user.FindCredential(Entry.Device.CredentialId) is { IsRevoked: true })
        {
            return false;
        }

        var lease = transaction.LeaseOf(Binding);
        if (lease.Deadline <= transaction.Now || cSeq < lease.CSeq || (cSeq == lease.CSeq && Seconds == 0))
        {
            return false;
        }

        if (Seconds == 0)
        {
            transaction.End(Entry, BindingEnd.LoggedOut);
            outcome = new RegisterOutcome(RegistrationRefusal.None, transaction.LocationOf(Location.UserId));
            return true;
        }

        var isRepeat = cSeq == lease.CSeq; // A retransmission gets the same answer and changes nothing.
        if (!isRepeat)
        {
            transaction.Renew(Entry, Binding, lease.Renewed(cSeq, Seconds, transaction.Now, transaction.UtcNow));
        }

        outcome = new RegisterOutcome(RegistrationRefusal.None, location, isRepeat);
        return true;
    }

    private static bool IsSame(RegisterVisit visit, DeviceEntry entry, Binding binding, in NameAddress contact) =>
        binding.ContactUriBytes.SequenceEqual(contact.Uri)
        && binding.CallIdBytes.SequenceEqual(visit.Register.CallId)
        && binding.CameOver(visit.Flow)
        && entry.Device.CredentialId == visit.CredentialId
        && HasSameParameters(binding.ContactParameterBytes, contact)
        && Ascii.Equals(visit.UserAgentBytes, entry.Device.UserAgent);

    private static bool TryTakeOnlyContact(SipRequest register, out ReadOnlySpan<byte> contact)
    {
        contact = default;
        var count = 0;
        foreach (var value in register.EnumerateValues(HeaderName.Contact))
        {
            contact = value;
            count++;
        }

        return count == 1;
    }

    /// <summary>Compares what <see cref="RegisterReader"/> would store of the parameters, all but <c>expires</c>, with what is stored.</summary>
    private static bool HasSameParameters(ReadOnlySpan<byte> stored, in NameAddress contact)
    {
        var parameters = new ParameterReader(contact.Parameters);
        while (parameters.Read())
        {
            if (Ascii.EqualsIgnoreCase(parameters.Name, "expires"u8))
            {
                continue;
            }

            if (!Take(ref stored, ";"u8) || !Take(ref stored, parameters.Name) || !TakeValue(ref stored, parameters))
            {
                return false;
            }
        }

        return stored.IsEmpty;
    }

    private static bool TakeValue(ref ReadOnlySpan<byte> stored, in ParameterReader parameter)
    {
        var quote = parameter.IsQuoted ? "\""u8 : default;
        return !parameter.HasValue
            || (Take(ref stored, "="u8) && Take(ref stored, quote) && Take(ref stored, parameter.Value) && Take(ref stored, quote));
    }

    private static bool Take(ref ReadOnlySpan<byte> stored, ReadOnlySpan<byte> expected)
    {
        if (!stored.StartsWith(expected))
        {
            return false;
        }

        stored = stored[expected.Length..];
        return true;
    }
}
