using PbxPortal.Server.Activity;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>Makes the changes that a REGISTER asks for: all of them or none (RFC 3261, 10.3 steps 6 and 7).</summary>
/// <remarks>Confined to the owner of its visit, and used again with it.</remarks>
/// <param name="visit">The REGISTER after the checks of steps 1 to 6; its devices are filled in, in the order of its contacts.</param>
internal sealed class RegisterChange(RegisterVisit visit)
{
    /// <summary>Rows of devices that are not registered, kept per user without being asked to.</summary>
    private const int MostOffline = 30;

    private bool _hasAdded;
    private bool _isRepeat;
    private string _keptOutFor = "";

    private List<long> Own => visit.OwnDeviceIds;

    private User User => visit.User!;

    private ReadOnlySpan<byte> CallId => visit.Register.CallId;

    private uint CSeq => visit.Register.CSeq.Number;

    private PeerAddress Peer => visit.Flow.Peer;

    private int MaxDevices => visit.Limit.MaxDevices;

    /// <summary>Makes the change; with a refusal whatever was done so far is for the caller to undo.</summary>
    public RegisterOutcome Apply(LocationTransaction transaction)
    {
        Own.Clear(); // A group that failed is applied again.
        _hasAdded = false;
        _isRepeat = false;
        _keptOutFor = "";
        var refusal = Change(transaction);
        return new RegisterOutcome(refusal, transaction.LocationOf(User.Id), _isRepeat, DetailOf(refusal));
    }

    /// <summary>The user is looked at once more: he may have been disabled since step 3, or his credential
    /// revoked, and the bindings ended already.</summary>
    private RegistrationRefusal Change(LocationTransaction transaction)
    {
        if (transaction.Directory.FindUser(User.Id) is not { IsEnabled: true } user)
        {
            return RegistrationRefusal.UserDisabled;
        }

        if (user.FindCredential(visit.CredentialId) is { IsRevoked: true })
        {
            return RegistrationRefusal.CredentialRevoked;
        }

        return visit.IsWildcard ? RemoveAll(transaction) : ApplyContacts(transaction);
    }

    /// <summary>10.3 step 6: each binding is asked whether this request may remove it.</summary>
    private RegistrationRefusal RemoveAll(LocationTransaction transaction)
    {
        foreach (var entry in transaction.LocationOf(User.Id).Devices)
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
        foreach (ref readonly var contact in visit.Contacts)
        {
            var refusal = contact.IsRemoval ? RegistrationRefusal.None : Bind(transaction, contact);
            if (refusal != RegistrationRefusal.None)
            {
                return refusal;
            }
        }

        foreach (ref readonly var contact in visit.Contacts)
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

    private RegistrationRefusal Bind(LocationTransaction transaction, in RequestedContact contact)
    {
        var location = transaction.LocationOf(User.Id);
        var entry = ContactMatch.Find(location, contact, visit, transaction.Now) ?? Predecessor(location, transaction.Now);
        var live = transaction.LiveBinding(entry);

        // What a block says of a device that is known by product and host alone must not hit a registered one beside it.
        var alias = live is null ? ContactMatch.BlockByAlias(location, contact, visit, transaction.UtcNow) : null;
        var other = ContactMatch.BlockOfOtherFlow(location, contact, visit, transaction.UtcNow);
        if ((entry?.Block is { } its && its.IsInForce(transaction.UtcNow) ? its : other ?? alias) is { } block)
        {
            _keptOutFor = block.Reason;
            return RegistrationRefusal.KeptOut;
        }

        if (entry is not null && live is { } binding)
        {
            return Rebind(transaction, entry, binding, contact);
        }

        if (entry?.Ended is { } ended && transaction.Now < ended.Until && CSeq <= ended.CSeq && ended.IsOf(CallId))
        {
            return RegistrationRefusal.OutOfOrder; // Sent before its binding ended: it must not bring the binding back.
        }

        Begin(transaction, entry, contact);
        return RegistrationRefusal.None;
    }

    private RegistrationRefusal Rebind(LocationTransaction transaction, DeviceEntry entry, Binding binding, in RequestedContact contact)
    {
        if (Own.Contains(entry.Device.Id))
        {
            return RegistrationRefusal.None; // The same contact twice in one request.
        }

        Own.Add(entry.Device.Id);
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
        foreach (ref readonly var contact in visit.Contacts)
        {
            if (contact.IsRemoval
                && ContactMatch.Find(location, contact, visit, now) is { Binding: not null } entry
                && !Own.Contains(entry.Device.Id))
            {
                return entry;
            }
        }

        return null;
    }

    private RegistrationRefusal Unbind(LocationTransaction transaction, in RequestedContact contact)
    {
        var entry = ContactMatch.Find(transaction.LocationOf(User.Id), contact, visit, transaction.Now);
        if (entry is null || transaction.LiveBinding(entry) is not { } binding || Own.Contains(entry.Device.Id))
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
        LocationTransaction transaction, DeviceEntry entry, Binding binding, in RequestedContact contact)
    {
        var lease = transaction.LeaseOf(binding).Renewed(CSeq, contact.Seconds, transaction.Now, transaction.UtcNow);
        if (IsPlainRefresh(entry, binding, contact))
        {
            transaction.Renew(entry, binding, lease);
            return RegistrationRefusal.None;
        }

        var firstCSeq = binding.CallIdBytes.SequenceEqual(CallId) ? binding.FirstCSeq : CSeq;
        var renewed = NewBinding(binding.Id, entry.Device.Id, binding.RegisteredAt, firstCSeq, contact, lease);
        var device = Described(entry.Device, contact, entry.Device.LastSeen);
        transaction.Batch.Put(renewed);
        transaction.Batch.Put(device);
        if (!binding.Peer.HasSameAddress(renewed.Peer) || binding.Transport != renewed.Transport)
        {
            transaction.Record(ActivityKind.Moved, device, renewed, $"from {binding.Source}");
        }

        transaction.Put(entry with { Device = device, Binding = renewed, Failure = null });
        return RegistrationRefusal.None;
    }

    private void Begin(LocationTransaction transaction, DeviceEntry? entry, in RequestedContact contact)
    {
        if (entry is null)
        {
            ForgetLongestGone(transaction);
        }

        if (entry?.Binding is not null)
        {
            entry = transaction.End(entry, BindingEnd.Expired); // Its time is over; the clock's tick was not here yet.
        }

        var device = entry is null ? NewDevice(transaction, contact) : Described(entry.Device, contact, transaction.UtcNow);
        var binding = NewBinding(transaction.TakeId(), device.Id, transaction.UtcNow, CSeq, contact, new Lease
        {
            CSeq = CSeq,
            GrantedSeconds = contact.Seconds,
            RefreshedAt = transaction.UtcNow,
            Deadline = transaction.Now + (contact.Seconds * 1000L),
        });
        transaction.Batch.Put(device);
        transaction.Batch.Put(binding);
        transaction.Record(ActivityKind.Registered, device, binding);
        transaction.Put(entry is null
            ? new DeviceEntry(device) { Binding = binding }
            : entry with { Device = device, Binding = binding, Failure = null, IsTransient = false, Ended = null });
        Own.Add(device.Id);
        _hasAdded = true;
    }

    /// <summary>
    /// Apps that call themselves anew at each start would fill the list and the memory with rows that nobody misses: the one
    /// that has been away longest goes, if nobody has named or blocked it.
    /// </summary>
    private void ForgetLongestGone(LocationTransaction transaction)
    {
        var devices = transaction.LocationOf(User.Id).Devices;
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

    private Device NewDevice(LocationTransaction transaction, in RequestedContact contact) => new()
    {
        Id = transaction.TakeId(),
        UserId = User.Id,
        Identity = "",
        IdentityText = Utf8Text.Copy(visit.Texts[contact.Identity.Key]), // Instead of the former, which would make a string of it and bytes again.
        Class = visit.Class,
        Product = visit.Product,
        UserAgent = visit.UserAgent,
        CredentialId = visit.CredentialId,
        FirstSeen = transaction.UtcNow,
        LastSeen = transaction.UtcNow,
    };

    /// <summary>The device as the request tells of it; <see cref="IsDescribed"/> compares the same, one by one.</summary>
    private Device Described(Device device, in RequestedContact contact, DateTimeOffset lastSeen) => device with
    {
        Class = device.ClassIsOverruled ? device.Class : visit.Class,
        Product = visit.Product,
        UserAgent = visit.UserAgent,
        CredentialId = visit.CredentialId,
        IdentityText = IsCalled(device, contact) ? device.IdentityText : Utf8Text.Copy(visit.Texts[contact.Identity.Key]),
        LastSeen = lastSeen,
        LastPlace = default,
    };

    private bool IsCalled(Device device, in RequestedContact contact) =>
        device.IdentityText.Bytes.SequenceEqual(visit.Texts[contact.Identity.Key]);

    /// <summary>Whether <see cref="Described"/> would leave it as it is.</summary>
    private bool IsDescribed(Device device, in RequestedContact contact) =>
        (device.ClassIsOverruled || device.Class == visit.Class)
        && string.Equals(device.Product, visit.Product, StringComparison.Ordinal)
        && string.Equals(device.UserAgent, visit.UserAgent, StringComparison.Ordinal)
        && device.CredentialId == visit.CredentialId
        && IsCalled(device, contact)
        && device.LastPlace == default;

    private Binding NewBinding(
        long id, long deviceId, DateTimeOffset registeredAt, uint firstCSeq, in RequestedContact contact, in Lease lease) =>
        new(visit.Texts[contact.Uri], visit.Texts[contact.Parameters], CallId, lease, visit.Texts[visit.Path])
        {
            Id = id,
            DeviceId = deviceId,
            UserId = User.Id,
            QValue = contact.QValue,
            Peer = Peer,
            ListeningPort = contact.ListeningPort,
            Transport = visit.Flow.Protocol,
            Flow = visit.Flow,
            RegisteredAt = registeredAt,
            FirstCSeq = firstCSeq,
        };

    private bool IsPlainRefresh(DeviceEntry entry, Binding binding, in RequestedContact contact) =>
        entry.Failure is null
        && binding.CallIdBytes.SequenceEqual(CallId)
        && binding.ContactUriBytes.SequenceEqual(visit.Texts[contact.Uri])
        && binding.ContactParameterBytes.SequenceEqual(visit.Texts[contact.Parameters])
        && binding.PathBytes.SequenceEqual(visit.Texts[visit.Path])
        && binding.CameOver(visit.Flow)
        && IsDescribed(entry.Device, contact);

    /// <summary>10.3 step 7: within one Call-ID only a higher CSeq may change a binding.</summary>
    private bool IsOld(LocationTransaction transaction, Binding binding) =>
        CSeq <= transaction.LeaseOf(binding).CSeq && binding.CallIdBytes.SequenceEqual(CallId);

    private bool IsRepeat(LocationTransaction transaction, Binding binding, in RequestedContact contact) =>
        transaction.LeaseOf(binding).CSeq == CSeq
        && binding.CallIdBytes.SequenceEqual(CallId)
        && binding.ContactUriBytes.SequenceEqual(visit.Texts[contact.Uri]);

    private RegistrationRefusal EnforceLimit(LocationTransaction transaction)
    {
        while (transaction.LocationOf(User.Id) is var location
            && transaction.CountRegistered(location) > MaxDevices)
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
            .Where(entry => transaction.LiveBinding(entry) is not null && !Own.Contains(entry.Device.Id))
            .OrderBy(entry => transaction.LeaseOf(entry.Binding!).RefreshedAt)
            .ToList();
        var reason = $"{visit.Product} registered and the user may have {MaxDevices}";
        if (others.Find(entry => entry.Binding is { Loss: not null, IsWokenByPush: false }) is { } lost)
        {
            transaction.End(lost, BindingEnd.ConnectionLost, reason); // What nobody can reach keeps nobody out, whatever the policy.
            return true;
        }

        var oldest = others.FirstOrDefault();
        if (visit.Limit.Policy == DeviceLimitPolicy.Refuse || oldest is null)
        {
            return false;
        }

        transaction.End(oldest, BindingEnd.Replaced, reason);
        return true;
    }

    private string DetailOf(RegistrationRefusal refusal) => refusal switch
    {
        RegistrationRefusal.TooManyDevices => $"the user may have {MaxDevices} devices",
        RegistrationRefusal.KeptOut => _keptOutFor,
        _ => "",
    };
}
