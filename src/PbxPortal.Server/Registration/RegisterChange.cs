using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Registration;

/// <summary>Makes the changes that a REGISTER asks for: all of them or none (RFC 3261, 10.3 steps 6 and 7).</summary>
/// <param name="own">Filled with the devices that the request's contacts belong to, in the order of the contacts.</param>
internal sealed class RegisterChange(RegistrationRequest request, List<long> own)
{
    /// <summary>Rows of devices that are not registered, kept per user without being asked to.</summary>
    private const int MostOffline = 30;

    private bool _hasAdded;
    private bool _isRepeat;
    private string _keptOutFor = "";

    /// <summary>Makes the change; with a refusal whatever was done so far is for the caller to undo.</summary>
    public RegisterOutcome Apply(LocationTransaction transaction)
    {
        own.Clear(); // A group that failed is applied again.
        _hasAdded = false;
        _isRepeat = false;
        _keptOutFor = "";
        var refusal = Change(transaction);
        return new RegisterOutcome(refusal, transaction.LocationOf(request.User.Id), _isRepeat, DetailOf(refusal));
    }

    /// <summary>The user is looked at once more: he may have been disabled since step 3, or his credential
    /// revoked, and the bindings ended already.</summary>
    private RegistrationRefusal Change(LocationTransaction transaction)
    {
        if (transaction.Directory.FindUser(request.User.Id) is not { IsEnabled: true } user)
        {
            return RegistrationRefusal.UserDisabled;
        }

        if (user.FindCredential(request.CredentialId) is { IsRevoked: true })
        {
            return RegistrationRefusal.CredentialRevoked;
        }

        return request.IsWildcard ? RemoveAll(transaction) : ApplyContacts(transaction);
    }

    /// <summary>10.3 step 6: each binding is asked whether this request may remove it.</summary>
    private RegistrationRefusal RemoveAll(LocationTransaction transaction)
    {
        foreach (var entry in transaction.LocationOf(request.User.Id).Devices)
        {
            if (transaction.LiveBinding(entry) is not { } binding)
            {
                continue;
            }

            if (IsOld(transaction, binding))
            {
                return RegistrationRefusal.OutOfOrder;
            }

            transaction.End(entry, BindingEnd.LoggedOut);
        }

        return RegistrationRefusal.None;
    }

    /// <summary>10.3 step 7. What is added comes first, so that a phone may send its new and its old contact in one request.</summary>
    private RegistrationRefusal ApplyContacts(LocationTransaction transaction)
    {
        foreach (var contact in request.Contacts)
        {
            var refusal = contact.IsRemoval ? RegistrationRefusal.None : Bind(transaction, contact);
            if (refusal != RegistrationRefusal.None)
            {
                return refusal;
            }
        }

        foreach (var contact in request.Contacts)
        {
            var refusal = contact.IsRemoval ? Unbind(transaction, contact) : RegistrationRefusal.None;
            if (refusal != RegistrationRefusal.None)
            {
                return refusal;
            }
        }

        // A limit that was lowered later takes nobody's place away; it meets the next newcomer.
        return _hasAdded ? EnforceLimit(transaction) : RegistrationRefusal.None;
    }

    private RegistrationRefusal Bind(LocationTransaction transaction, RequestedContact contact)
    {
        var location = transaction.LocationOf(request.User.Id);
        var entry = ContactMatch.Find(location, contact, request, transaction.Now) ?? Predecessor(location, transaction.Now);
        var live = transaction.LiveBinding(entry);

        // What a block says of a device that is known by product and host alone must not hit a registered one beside it.
        var alias = live is null ? ContactMatch.BlockByAlias(location, contact, transaction.UtcNow) : null;
        var other = ContactMatch.BlockOfOtherFlow(location, contact, transaction.UtcNow);
        if ((entry?.Block is { } its && its.IsInForce(transaction.UtcNow) ? its : other ?? alias) is { } block)
        {
            _keptOutFor = block.Reason;
            return RegistrationRefusal.KeptOut;
        }

        if (entry is not null && live is { } binding)
        {
            return Rebind(transaction, entry, binding, contact);
        }

        if (entry?.Ended is { } ended && transaction.Now < ended.Until && IsOld(ended.CallId.Bytes, ended.CSeq))
        {
            return RegistrationRefusal.OutOfOrder; // Sent before its binding ended: it must not bring the binding back.
        }

        Begin(transaction, entry, contact);
        return RegistrationRefusal.None;
    }

    private RegistrationRefusal Rebind(LocationTransaction transaction, DeviceEntry entry, Binding binding, RequestedContact contact)
    {
        if (own.Contains(entry.Device.Id))
        {
            return RegistrationRefusal.None; // The same contact twice in one request.
        }

        own.Add(entry.Device.Id);
        var isRepeat = IsRepeat(transaction, binding, contact);
        if (isRepeat && binding.Loss is null)
        {
            _isRepeat = true;
            return RegistrationRefusal.None; // A retransmission gets the same answer and changes nothing.
        }

        return !isRepeat && IsOld(transaction, binding) // What comes once more over a new connection is where the phone is now.
            ? RegistrationRefusal.OutOfOrder
            : Renew(transaction, entry, binding, contact);
    }

    /// <summary>pjsip and Linphone tell that they moved by naming the old contact with <c>expires=0</c> beside the new one.</summary>
    private DeviceEntry? Predecessor(UserLocation location, long now)
    {
        foreach (var contact in request.Contacts)
        {
            if (contact.IsRemoval
                && ContactMatch.Find(location, contact, request, now) is { Binding: not null } entry
                && !own.Contains(entry.Device.Id))
            {
                return entry;
            }
        }

        return null;
    }

    private RegistrationRefusal Unbind(LocationTransaction transaction, RequestedContact contact)
    {
        var entry = ContactMatch.Find(transaction.LocationOf(request.User.Id), contact, request, transaction.Now);
        if (entry is null || transaction.LiveBinding(entry) is not { } binding || own.Contains(entry.Device.Id))
        {
            return RegistrationRefusal.None; // Gone already, or the new contact has taken its place.
        }

        if (IsOld(transaction, binding))
        {
            return RegistrationRefusal.OutOfOrder;
        }

        transaction.End(entry, BindingEnd.LoggedOut);
        return RegistrationRefusal.None;
    }

    /// <summary>The same phone again: only its lease when nothing else changed, a whole new binding when it moved.</summary>
    private RegistrationRefusal Renew(
        LocationTransaction transaction, DeviceEntry entry, Binding binding, RequestedContact contact)
    {
        var lease = transaction.LeaseOf(binding).Renewed(request.CSeq, contact.Seconds, transaction.Now, transaction.UtcNow);
        if (IsPlainRefresh(entry, binding, contact))
        {
            transaction.Renew(entry, binding, lease);
            return RegistrationRefusal.None;
        }

        var firstCSeq = binding.CallIdBytes.SequenceEqual(request.CallId.Bytes) ? binding.FirstCSeq : request.CSeq;
        var renewed = NewBinding(binding.Id, entry.Device.Id, binding.RegisteredAt, firstCSeq, contact, lease);
        var device = Described(entry.Device, contact);
        transaction.Batch.Put(renewed);
        transaction.Batch.Put(device);
        if (!binding.Peer.HasSameAddress(renewed.Peer) || binding.Transport != renewed.Transport)
        {
            transaction.Record(ActivityKind.Moved, device, Utf8Text.Of(renewed.Peer), $"from {binding.Source}");
        }

        transaction.Put(entry with { Device = device, Binding = renewed, Failure = null });
        return RegistrationRefusal.None;
    }

    private void Begin(LocationTransaction transaction, DeviceEntry? entry, RequestedContact contact)
    {
        if (entry is null)
        {
            ForgetLongestGone(transaction);
        }

        if (entry?.Binding is not null)
        {
            entry = transaction.End(entry, BindingEnd.Expired); // Its time is over; the clock's tick was not here yet.
        }

        var device = entry is null ? NewDevice(transaction, contact) : Described(entry.Device, contact) with { LastSeen = transaction.UtcNow };
        var binding = NewBinding(transaction.TakeId(), device.Id, transaction.UtcNow, request.CSeq, contact, new Lease
        {
            CSeq = request.CSeq,
            GrantedSeconds = contact.Seconds,
            RefreshedAt = transaction.UtcNow,
            Deadline = transaction.Now + (contact.Seconds * 1000L),
        });
        transaction.Batch.Put(device);
        transaction.Batch.Put(binding);
        transaction.Record(ActivityKind.Registered, device, Utf8Text.Of(binding.Peer));
        transaction.Put(entry is null
            ? new DeviceEntry(device) { Binding = binding }
            : entry with { Device = device, Binding = binding, Failure = null, IsTransient = false });
        own.Add(device.Id);
        _hasAdded = true;
    }

    /// <summary>
    /// Apps that call themselves anew at each start would fill the list and the memory with rows that nobody misses: the one
    /// that has been away longest goes, if nobody has named or blocked it.
    /// </summary>
    private void ForgetLongestGone(LocationTransaction transaction)
    {
        var devices = transaction.LocationOf(request.User.Id).Devices;
        if (devices.Length <= MostOffline)
        {
            return;
        }

        var forgettable = devices
            .Where(entry => entry is { Binding: null, Block: null, IsTransient: false, Device: { Name: "", Remark: "", ClassIsOverruled: false, DoNotDisturb: false } })
            .ToList();
        if (forgettable.Count > MostOffline && forgettable.MinBy(entry => entry.Device.LastSeen) is { } oldest)
        {
            transaction.Batch.RemoveDevice(oldest.Device.Id);
            transaction.Remove(oldest);
        }
    }

    private Device NewDevice(LocationTransaction transaction, RequestedContact contact) => new()
    {
        Id = transaction.TakeId(),
        UserId = request.User.Id,
        Identity = "",
        IdentityText = contact.Identity.Key, // Instead of the former, which would make a string of it and bytes again.
        Class = request.Class,
        Product = request.Product,
        UserAgent = request.UserAgent,
        CredentialId = request.CredentialId,
        FirstSeen = transaction.UtcNow,
        LastSeen = transaction.UtcNow,
    };

    private Device Described(Device device, RequestedContact contact) => device with
    {
        Class = device.ClassIsOverruled ? device.Class : request.Class,
        Product = request.Product,
        UserAgent = request.UserAgent,
        CredentialId = request.CredentialId,
        IdentityText = contact.Identity.Key,
        LastPlace = default,
    };

    private Binding NewBinding(
        long id, long deviceId, DateTimeOffset registeredAt, uint firstCSeq, RequestedContact contact, in Lease lease) =>
        new(contact.Uri.Bytes, contact.Parameters.Bytes, request.CallId.Bytes, lease, request.Path.Bytes)
        {
            Id = id,
            DeviceId = deviceId,
            UserId = request.User.Id,
            QValue = contact.QValue,
            Peer = request.Peer,
            ListeningPort = contact.ListeningPort,
            Transport = request.Flow.Protocol,
            Flow = request.Flow,
            RegisteredAt = registeredAt,
            FirstCSeq = firstCSeq,
        };

    private bool IsPlainRefresh(DeviceEntry entry, Binding binding, RequestedContact contact) =>
        entry.Failure is null
        && binding.CallIdBytes.SequenceEqual(request.CallId.Bytes)
        && binding.ContactUriBytes.SequenceEqual(contact.Uri.Bytes)
        && binding.ContactParameterBytes.SequenceEqual(contact.Parameters.Bytes)
        && binding.PathBytes.SequenceEqual(request.Path.Bytes)
        && binding.CameOver(request.Flow)
        && Described(entry.Device, contact) == entry.Device;

    /// <summary>10.3 step 7: within one Call-ID only a higher CSeq may change a binding.</summary>
    private bool IsOld(LocationTransaction transaction, Binding binding) =>
        IsOld(binding.CallIdBytes, transaction.LeaseOf(binding).CSeq);

    private bool IsOld(ReadOnlySpan<byte> callId, uint cSeq) =>
        request.CSeq <= cSeq && callId.SequenceEqual(request.CallId.Bytes);

    private bool IsRepeat(LocationTransaction transaction, Binding binding, RequestedContact contact) =>
        transaction.LeaseOf(binding).CSeq == request.CSeq
        && binding.CallIdBytes.SequenceEqual(request.CallId.Bytes)
        && binding.ContactUriBytes.SequenceEqual(contact.Uri.Bytes);

    private RegistrationRefusal EnforceLimit(LocationTransaction transaction)
    {
        while (transaction.LocationOf(request.User.Id) is var location
            && transaction.CountRegistered(location) > request.MaxDevices)
        {
            if (!TryMakeRoom(transaction, location))
            {
                return RegistrationRefusal.TooManyDevices;
            }
        }

        return RegistrationRefusal.None;
    }

    /// <summary>Ends one of the user's other bindings; <c>false</c>: none may be ended.</summary>
    private bool TryMakeRoom(LocationTransaction transaction, UserLocation location)
    {
        var others = location.Devices
            .Where(entry => transaction.LiveBinding(entry) is not null && !own.Contains(entry.Device.Id))
            .OrderBy(entry => transaction.LeaseOf(entry.Binding!).RefreshedAt)
            .ToList();
        var reason = $"{request.Product} registered and the user may have {request.MaxDevices}";
        if (others.Find(entry => entry.Binding is { Loss: not null, IsWokenByPush: false }) is { } lost)
        {
            transaction.End(lost, BindingEnd.ConnectionLost, reason); // What nobody can reach keeps nobody out, whatever the policy.
            return true;
        }

        var oldest = others.FirstOrDefault();
        if (request.LimitPolicy == DeviceLimitPolicy.Refuse || oldest is null)
        {
            return false;
        }

        transaction.End(oldest, BindingEnd.Replaced, reason);
        return true;
    }

    private string DetailOf(RegistrationRefusal refusal) => refusal switch
    {
        RegistrationRefusal.TooManyDevices => $"the user may have {request.MaxDevices} devices",
        RegistrationRefusal.KeptOut => _keptOutFor,
        _ => "",
    };
}
