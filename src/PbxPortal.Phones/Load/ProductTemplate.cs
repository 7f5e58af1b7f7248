using PbxPortal.Phones.Profiles;

namespace PbxPortal.Phones.Load;

/// <summary>The REGISTER of one product, made once: a phone only fills in what is its own.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ProductTemplate
{
    private readonly ProductText _head;
    private readonly ProductText _contact;
    private readonly ProductText _contactUri;
    private readonly ProductText _tail;
    private readonly bool _putsExpiresInContact;

    public ProductTemplate(PhoneProfile profile, string domain)
    {
        var contact = profile.Contact;
        var supported = profile.Supported.Length == 0 ? "" : $"Supported: {profile.Supported}\r\n";
        ProductText Cut(string text) => new(text, profile.Transport);
        _head = Cut($"Max-Forwards: 70\r\nFrom: <sip:{{user}}@{domain}>;tag={{token}}\r\nTo: <sip:{{user}}@{domain}>\r\n");
        _contact = Cut(contact);
        _contactUri = Cut(contact[(contact.IndexOf('<', StringComparison.Ordinal) + 1)..contact.IndexOf('>', StringComparison.Ordinal)]);
        _tail = Cut($"{supported}Allow: {profile.Allow}\r\nUser-Agent: {profile.UserAgent}\r\nContent-Length: 0\r\n\r\n");
        _putsExpiresInContact = profile.PutsExpiresInContact;
    }

    /// <summary>Max-Forwards, From and To.</summary>
    public void WriteHead(ref WireText wire, in PhoneFacts facts) => _head.Write(ref wire, facts);

    /// <summary>Contact and Expires, as the product asks for its time.</summary>
    public void WriteContact(ref WireText wire, in PhoneFacts facts, int seconds)
    {
        wire.Add("Contact: "u8);
        _contact.Write(ref wire, facts);
        wire.Add(_putsExpiresInContact ? ";expires="u8 : "\r\nExpires: "u8);
        wire.AddNumber(seconds);
        wire.Add("\r\n"u8);
    }

    /// <summary>A second Contact, taken back in the same request.</summary>
    public void WriteRetiredContact(ref WireText wire, in PhoneFacts facts)
    {
        wire.Add("Contact: "u8);
        _contact.Write(ref wire, facts);
        wire.Add(";expires=0\r\n"u8);
    }

    /// <summary>What the registrar must list, byte for byte.</summary>
    public void WriteContactUri(ref WireText wire, in PhoneFacts facts) => _contactUri.Write(ref wire, facts);

    /// <summary>From Supported to the empty line.</summary>
    public void WriteTail(ref WireText wire, in PhoneFacts facts) => _tail.Write(ref wire, facts);
}
