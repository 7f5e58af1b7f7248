using System.Text;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Server.Registration;

/// <summary>
/// A REGISTER that changes nothing but the lease of one binding, which most of the traffic does: one contact that stands already
/// byte for byte, from the same device, address and Call-ID.
/// </summary>
/// <remarks>
/// Found on the receiving thread, without allocation and without making anything of the request but spans. The location service's
/// loop checks that nothing about the user has changed since; otherwise the request goes the long way, as any other.
/// </remarks>
internal readonly record struct RefreshMatch(UserLocation Location, DeviceEntry Entry, Binding Binding, int Seconds)
{
    public static bool TryFind(RegisterVisit visit, UserLocation? location, RegistrarOptions options, out RefreshMatch match)
    {
        match = default;
        if (location is null
            || !TryTakeOnlyContact(visit.Register, out var contact)
            || !NameAddress.TryParse(contact, out var address))
        {
            return false;
        }

        var wish = RegisterReader.WishOf(visit.Register, address, options);
        if (wish < Math.Max(options.MinExpires, 1))
        {
            return false;
        }

        foreach (var entry in location.Devices)
        {
            if (entry is { Binding: { } binding, Block: null, Failure: null } && IsSame(visit, entry, binding, address))
            {
                match = new RefreshMatch(location, entry, binding, (int)Math.Min(wish, options.MaxExpires));
                return true;
            }
        }

        return false;
    }

    /// <summary><c>false</c>: the ground has changed, and nothing was done.</summary>
    public bool TryApply(LocationTransaction transaction, uint cSeq, out bool isRepeat)
    {
        isRepeat = false;
        if (!transaction.IsCurrent(Location) || transaction.Directory.FindUser(Location.UserId) is not { IsEnabled: true })
        {
            return false;
        }

        var lease = transaction.LeaseOf(Binding);
        if (lease.Deadline <= transaction.Now || cSeq < lease.CSeq)
        {
            return false;
        }

        isRepeat = cSeq == lease.CSeq; // A retransmission gets the same answer and changes nothing.
        if (!isRepeat)
        {
            transaction.Renew(Entry, Binding, lease.Renewed(cSeq, Seconds, transaction.Now, transaction.UtcNow));
        }

        return true;
    }

    private static bool IsSame(RegisterVisit visit, DeviceEntry entry, Binding binding, in NameAddress contact) =>
        binding.ContactUriBytes.SequenceEqual(contact.Uri)
        && binding.CallIdBytes.SequenceEqual(visit.Register.CallId)
        && binding.Peer == visit.Flow.Peer
        && binding.Flow is { } flow
        && (ReferenceEquals(flow, visit.Flow) || flow.Id == visit.Flow.Id)
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
