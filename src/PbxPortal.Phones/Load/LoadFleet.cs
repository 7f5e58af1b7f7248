using System.Globalization;
using System.Text;

namespace PbxPortal.Phones.Load;

/// <summary>The phones of a load run.</summary>
/// <remarks>Confined to the loop of its run. Phone <c>i</c> is device <c>i % devices</c> of user <c>i / devices</c>.</remarks>
internal sealed class LoadFleet
{
    private readonly LoadOptions _options;
    private readonly LoadPhone[] _phones;
    private readonly ProductTemplate[] _templates;
    private readonly byte[] _startLine;
    private readonly uint _salt;

    /// <param name="options">How many, of whom and of what make.</param>
    /// <param name="salt">Tells this run's Call-IDs from those of another: a phone that starts again has a new one.</param>
    public LoadFleet(LoadOptions options, uint salt)
    {
        _options = options;
        _phones = new LoadPhone[options.Phones];
        _templates = [.. options.Products.Select(product => new ProductTemplate(product, options.Domain))];
        _startLine = Encoding.UTF8.GetBytes($"REGISTER sip:{options.Domain} SIP/2.0\r\nVia: SIP/2.0/UDP ");
        _salt = salt;
    }

    public int Count => _phones.Length;

    public int Devices => _options.Devices;

    public ref LoadPhone this[int phone] => ref _phones[phone];

    public int UserOf(int phone) => phone / _options.Devices;

    /// <summary>Request line, and Via as far as the branch.</summary>
    public void WriteStart(ref WireText wire, ReadOnlySpan<byte> sentBy)
    {
        wire.Add(_startLine);
        wire.Add(sentBy);
        wire.Add(";branch="u8);
    }

    /// <summary>What follows the Via up to the contacts.</summary>
    public void WriteHead(ref WireText wire, int phone, uint cSeq)
    {
        wire.Add(";rport\r\n"u8);
        TemplateOf(phone).WriteHead(ref wire, FactsOf(phone, 0));
        wire.Add("Call-ID: "u8);
        wire.AddHex(_salt, 8);
        wire.Add("-"u8);
        wire.AddHex((uint)phone, 8);
        wire.Add("\r\nCSeq: "u8);
        wire.AddNumber(cSeq);
        wire.Add(" REGISTER\r\n"u8);
    }

    public void WriteContact(ref WireText wire, int phone, int generation, int seconds) =>
        TemplateOf(phone).WriteContact(ref wire, FactsOf(phone, generation), seconds);

    public void WriteRetiredContact(ref WireText wire, int phone, int generation) =>
        TemplateOf(phone).WriteRetiredContact(ref wire, FactsOf(phone, generation));

    public void WriteContactUri(ref WireText wire, int phone, int generation) =>
        TemplateOf(phone).WriteContactUri(ref wire, FactsOf(phone, generation));

    public void WriteTail(ref WireText wire, int phone) => TemplateOf(phone).WriteTail(ref wire, FactsOf(phone, 0));

    /// <summary>For people.</summary>
    public string Describe(int phone) => string.Create(
        CultureInfo.InvariantCulture,
        $"{_options.FirstUser + UserOf(phone)}@{_options.Domain}, device {phone % _options.Devices}");

    private PhoneFacts FactsOf(int phone, int generation)
    {
        var (user, device) = Math.DivRem(phone, _options.Devices);
        return new PhoneFacts(
            _options.FirstUser + user, device, (uint)(((long)(_options.FirstUser + user) * _options.Devices) + device), generation);
    }

    /// <summary>The devices of one user are of different makes.</summary>
    private ProductTemplate TemplateOf(int phone) => _templates[((phone / _options.Devices) + (phone % _options.Devices)) % _templates.Length];
}
