using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Server.Registration;

namespace PbxPortal.Server.Subscriptions;

/// <summary>The event package reg: what becomes of the registrations of a user (RFC 3680).</summary>
/// <remarks>Immutable.</remarks>
internal sealed class RegistrationPackage(LocationTable table, UserDirectory directory, Gruus gruus, MonotonicClock clock) : EventPackage
{
    private readonly RegistrationDocument _documents = new(gruus);

    public override string Name => "reg";

    public override string ContentType => RegistrationDocument.ContentType;

    /// <summary>Longer than a registration lives by default (RFC 3680, 4.4).</summary>
    public override int DefaultExpires => 3761;

    /// <summary>More than a user has phones; what is beyond are leftovers of a phone that subscribes without end.</summary>
    public override int MostPerUser => 20;

    /// <summary>RFC 3680, 4.10; the end of a binding by force does not wait.</summary>
    public override TimeSpan LeastInterval => TimeSpan.FromSeconds(5);

    /// <summary>Everybody may hear of his own registrations, and of others' who may register for them (RFC 3680, 4.6).</summary>
    public override bool MayWatch(User subscriber, long? userId) => subscriber.Id == userId || subscriber.MayRegisterOthers;

    public override WatchedState Watch(User subscriber, long userId) => new WatchedRegistrations(userId, table, directory, _documents, clock);

    /// <summary>Whether this device's binding was ended by somebody other than the phone and the clock.</summary>
    public bool WasForced(DeviceTouch touch) =>
        directory.FindUser(touch.UserId) is not { IsEnabled: true }
        || (table.Find(touch.DeviceId) is { Binding: null } entry && RegistrationReport.IsForced(entry.Device.LastEnd));
}
