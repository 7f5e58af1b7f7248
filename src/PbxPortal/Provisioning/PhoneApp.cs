using System.Collections.Immutable;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Provisioning;

/// <summary>An app that can be set up by a code, and how its code is written.</summary>
/// <remarks>Immutable.</remarks>
public abstract class PhoneApp
{
    private static readonly ImmutableArray<TransportProtocol> AllTransports =
        [TransportProtocol.Tls, TransportProtocol.Tcp, TransportProtocol.Udp];

    /// <summary>In the database, the API and addresses, for example <c>linphone</c>.</summary>
    public abstract string Id { get; }

    public abstract string Name { get; }

    /// <summary>What to do in the app, in one sentence.</summary>
    public abstract string HowTo { get; }

    /// <summary>What its code can say; the phone's user may be allowed fewer.</summary>
    public virtual ImmutableArray<TransportProtocol> Transports => AllTransports;

    /// <summary>Whether the code is a link by which the app fetches its settings, once; else the code holds the password itself.</summary>
    public virtual bool FetchesSettings => false;

    /// <summary>What goes into the QR code of an app that fetches its settings.</summary>
    /// <param name="link">The one-time link.</param>
    public virtual string CodeFor(Uri link) => throw new NotSupportedException($"{Name} fetches nothing.");

    /// <summary>What the app fetches.</summary>
    public virtual string DocumentFor(PhoneSettings settings) => throw new NotSupportedException($"{Name} fetches nothing.");

    /// <summary>What goes into the QR code of an app whose code holds the password; <c>null</c>: it takes no code, the values are typed in.</summary>
    public virtual string? CodeFor(PhoneSettings settings) => null;
}
