using System.Globalization;
using System.Text.RegularExpressions;

using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Devices;

public sealed partial class DeviceClassifierTests
{
    private const string Contact = "sip:3516@192.0.2.10:5060";

    public static TheoryData<string, DeviceClass, string> Samples()
    {
        var samples = new TheoryData<string, DeviceClass, string>();
        foreach (var sample in UserAgentSample.All())
        {
            samples.Add(sample.UserAgent, sample.Class, sample.Product);
        }

        return samples;
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Knows_a_device_of_the_field(string userAgent, DeviceClass expectedClass, string product)
    {
        var kind = DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, Contact);

        Assert.Equal(new DeviceKind(expectedClass, product), kind);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_firmware_update_keeps_class_and_product(string userAgent, DeviceClass expectedClass, string product)
    {
        var updated = FirmwareVersion().Replace(userAgent, match => Incremented(match.Value));

        var kind = DeviceClassifier.Classify(updated, TransportProtocol.Udp, Contact);

        Assert.Equal(new DeviceKind(expectedClass, product), kind);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Case_does_not_change_the_class(string userAgent, DeviceClass expectedClass, string product)
    {
        var kind = DeviceClassifier.Classify(userAgent.ToLowerInvariant(), TransportProtocol.Udp, Contact);

        Assert.Equal(expectedClass, kind.Class);
        Assert.Equal(product, kind.Product, ignoreCase: true);
    }

    [Theory]
    [InlineData("Yealink SIP-T46U 108.86.0.20", "Yealink SIP-T46U 108.86.0.20 805ec0123456")]
    [InlineData("Yealink SIP-T46U 108.86.0.20", "Yealink SIP-T46U 108.86.0.20 80:5e:c0:12:34:56")]
    [InlineData("Avaya one-X Deskphone 7.1.15.1.3", "Avaya one-X Deskphone 7.1.15.1.3 b4475ea2e9a0")]
    [InlineData("PolycomVVX-VVX_150-UA/6.4.1.2280", "PolycomVVX-VVX_150-UA/6.4.1.2280_482567164887")]
    [InlineData("Thomson ST2030 hw2 fw2.72", "Thomson ST2030 hw2 fw2.72 00-14-7F-E1-23-45")]
    [InlineData("Linksys/PAP2-3.1.9(LSc)", "aabbccddeeff Linksys/PAP2-3.1.9(LSc)")]
    [InlineData("Cisco-CP8841/12.6.1", "Cisco-CP8841/12.6.1 0056.2b04.3615")]
    [InlineData("Fanvil X4U 2.12.7.6", "Fanvil X4U 2.12.7.6 SEP00562b043615")]
    public void A_MAC_address_changes_nothing(string without, string with)
    {
        var expected = DeviceClassifier.Classify(without, TransportProtocol.Udp, Contact);

        var kind = DeviceClassifier.Classify(with, TransportProtocol.Udp, Contact);

        Assert.Equal(expected, kind);
        Assert.Same(expected.Product, kind.Product);
    }

    [Theory]
    [InlineData("SomeMaker-1.2.3 805ec0123456", "SomeMaker")]
    [InlineData("805ec0123456", "")]
    [InlineData("SEP805ec0123456", "SEP")]
    public void What_tells_its_MAC_address_is_hardware(string userAgent, string product)
    {
        var kind = DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, Contact);

        Assert.Equal(new DeviceKind(DeviceClass.Desk, product), kind);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("   \t ", "")]
    [InlineData("Agent", "Agent")]
    [InlineData("testing lookups", "testing")]
    [InlineData("MyStack/1.2.3 (build 7)", "MyStack")]
    [InlineData("MyStack-1.2.3", "MyStack")]
    [InlineData("MyStack_v5.2", "MyStack")]
    [InlineData("MyStack2.1", "MyStack")]
    [InlineData("ABC-123/1.0", "ABC-123")]
    [InlineData("v1.2.3", "")]
    [InlineData("friendly-scanner", "friendly-scanner")]
    [InlineData("<script>alert(1)</script>", "script")]
    [InlineData("Algorithm 3", "Algorithm")]
    [InlineData("Necessary/300", "Necessary")]
    [InlineData("2nd line", "2nd")]
    public void Of_the_unknown_the_first_token_without_its_version_remains(string userAgent, string product)
    {
        var kind = DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, Contact);

        Assert.Equal(new DeviceKind(DeviceClass.Unknown, product), kind);
    }

    [Theory]
    [InlineData("", TransportProtocol.Wss, Contact)]
    [InlineData("MyStack/1.0", TransportProtocol.Ws, Contact)]
    [InlineData("", TransportProtocol.Udp, "sip:6q5a1bnd@c4nuv9hulu9f.invalid;transport=ws")]
    [InlineData("Linphone/3.6.1", TransportProtocol.Tcp, "<sip:6q5a1bnd@abc.INVALID.:5060>")]
    [InlineData("SIP.js/0.21.1", TransportProtocol.Tls, Contact)]
    public void A_browser_is_known_by_its_socket_its_host_or_its_library(
        string userAgent, TransportProtocol transport, string contactUri)
    {
        Assert.Equal(DeviceClass.WebRtc, DeviceClassifier.Classify(userAgent, transport, contactUri).Class);
    }

    [Theory]
    [InlineData("sip:a.invalid@192.0.2.10")]
    [InlineData("sip:3516@invalid.example.com")]
    [InlineData("sip:3516@192.0.2.10;x=y.invalid")]
    [InlineData("*")]
    [InlineData("")]
    public void Only_the_host_of_the_contact_tells_a_browser(string contactUri)
    {
        Assert.Equal(DeviceClass.Unknown, DeviceClassifier.Classify("", TransportProtocol.Udp, contactUri).Class);
    }

    [Fact]
    public void A_server_stays_a_server_on_a_web_socket()
    {
        Assert.Equal(
            DeviceClass.Pbx, DeviceClassifier.Classify("Asterisk PBX 20.1.0", TransportProtocol.Wss, Contact).Class);
    }

    [Theory]
    [InlineData("", DeviceClass.Mobile)]
    [InlineData("Linphone/5.2", DeviceClass.Mobile)]
    [InlineData("Yealink SIP-T46U 108.86.0.20", DeviceClass.Desk)]
    public void Push_parameters_tell_an_app_on_a_mobile(string userAgent, DeviceClass expected)
    {
        const string withPush = "sip:3516@192.0.2.10:5060;pn-provider=fcm;pn-prid=abc;pn-param=def";

        Assert.Equal(expected, DeviceClassifier.Classify(userAgent, TransportProtocol.Tls, withPush).Class);
    }

    [Fact]
    public void A_known_text_costs_no_allocation()
    {
        const string userAgent = "Yealink SIP-T54W 96.86.0.70 805ec0123456";
        DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, Contact);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var kind = DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, Contact);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal("Yealink T54W", kind.Product);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Strangers_do_not_fill_the_memory()
    {
        for (var number = 0; number < 10_000; number++)
        {
            DeviceClassifier.Classify(
                string.Create(CultureInfo.InvariantCulture, $"Stranger{number} x"), TransportProtocol.Udp, Contact);
        }

        // Tests that run at the same time may each store one more.
        Assert.InRange(DeviceClassifier.CachedCount, 1, 4096 + Environment.ProcessorCount);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("9")]
    [InlineData("(")]
    [InlineData("yealink sip-")]
    [InlineData("cisco cisco-cp")]
    [InlineData("poly poly_")]
    [InlineData("sip ip phone ")]
    [InlineData("avaya android avaya ")]
    [InlineData("mozilla/ edg chrome ")]
    [InlineData("00:11:22:33:44:")]
    [InlineData("aabbccddeeff ")]
    [InlineData("1.1_1-1.")]
    [InlineData("\0\u0001\u007f")]
    [InlineData("\ud800")]
    [InlineData("\u202eevil\ufeff")]
    [InlineData("*|[]{}\\^$.?+")]
    public void Ten_thousand_characters_of_anything_give_a_short_answer(string unit)
    {
        var userAgent = string.Concat(Enumerable.Repeat(unit, 10_000 / unit.Length));

        var kind = DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, userAgent);

        Assert.InRange(kind.Product.Length, 0, 40);
        Assert.DoesNotContain(kind.Product, character => char.IsControl(character) || char.IsSurrogate(character));
    }

    [Fact]
    public void Random_bytes_give_a_printable_answer()
    {
        var random = new Random(4711);
        var words = UserAgentSample.All().Select(sample => sample.UserAgent).ToArray();

        for (var turn = 0; turn < 3_000; turn++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            var userAgent = words[random.Next(words.Length)] + System.Text.Encoding.Latin1.GetString(bytes);

            var kind = DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, userAgent);

            Assert.InRange(kind.Product.Length, 0, 40);
            Assert.DoesNotContain(kind.Product, char.IsControl);
        }
    }

    [Fact]
    public void What_follows_the_first_256_characters_is_not_looked_at()
    {
        var userAgent = new string(' ', 256) + "Yealink SIP-T46U 108.86.0.20";

        Assert.Equal(
            new DeviceKind(DeviceClass.Unknown, ""), DeviceClassifier.Classify(userAgent, TransportProtocol.Udp, Contact));
    }

    [Fact]
    public void No_product_of_the_field_names_a_version()
    {
        var products = UserAgentSample.All()
            .Select(sample => DeviceClassifier.Classify(sample.UserAgent, TransportProtocol.Udp, Contact).Product)
            .ToArray();

        Assert.NotEmpty(products);
        Assert.DoesNotContain(products, product => FirmwareVersion().IsMatch(product));
    }

    private static string Incremented(string version)
    {
        // The first number tells models (Yealink) or generations (Zoiper) apart, so it stays.
        return string.Join('.', version.Split('.').Select((part, index) =>
            index == 0 ? part : (int.Parse(part, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Three or more numbers with dots: no model is called so.</summary>
    [GeneratedRegex(@"\b[0-9]{1,6}(?:\.[0-9]{1,6}){2,}\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FirmwareVersion();
}
