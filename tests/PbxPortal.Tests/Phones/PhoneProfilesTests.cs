using System.Text;
using PbxPortal.Phones;
using PbxPortal.Phones.Profiles;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Phones;

public sealed class PhoneProfilesTests
{
    public static TheoryData<string> Names => [.. PhoneProfiles.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Sends_a_REGISTER_that_is_well_formed(string name)
    {
        var profile = PhoneProfiles.All.Single(profile => string.Equals(profile.Name, name, StringComparison.Ordinal));
        await using var registrar = new ScriptedRegistrar("SIP/2.0 403 Forbidden");
        var account = new PhoneAccount("100", "example.com", "secret") { DisplayName = "Alice Weber" };
        var options = new PhoneOptions { Registrar = registrar.EndPoint };
        var udp = profile with { Transport = TransportProtocol.Udp };
        await using var phone = new SimulatedPhone(account, udp, new PhoneIdentity(new SeededGenerator(1)), options);

        await phone.RegisterAsync(TestContext.Current.CancellationToken);

        var text = (await registrar.NextRequestAsync()).Text;
        var isWellFormed = SipParser.TryParse(Encoding.UTF8.GetBytes(text), out var message, out var error);
        Assert.True(isWellFormed, error.ToString());
        var contacts = new List<string>();
        foreach (var value in message!.EnumerateValues(HeaderName.Contact))
        {
            Assert.True(NameAddress.TryParse(value, out var address) && SipUri.TryParse(address.Uri, out _));
            contacts.Add(Encoding.UTF8.GetString(address.Uri));
        }

        Assert.Equal([phone.LastAnswer!.Attempt.ContactUri], contacts);
        Assert.DoesNotContain('{', text);
    }

    [Fact]
    public void Names_each_product_once() =>
        Assert.Equal(PhoneProfiles.All.Count, PhoneProfiles.All.DistinctBy(profile => (profile.Name, profile.UserAgent)).Count());

    [Fact]
    public void Knows_every_class() =>
        Assert.Equal(Enum.GetValues<PhoneClass>().Order(), PhoneProfiles.All.Append(PhoneProfiles.JsSip).Select(profile => profile.Class).Distinct().Order());
}
