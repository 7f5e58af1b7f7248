using PbxPortal.Administration;

namespace PbxPortal.Tests.Administration;

public sealed class UserDraftRulesTests
{
    public static TheoryData<string, string> WrongDrafts() => new()
    {
        { "", "An extension has 1 to 64 characters." },
        { new string('1', 65), "An extension has 1 to 64 characters." },
        { "35 16", "An extension has letters, digits and - _ . ! ~ * + only." },
        { "3516@acme.example", "An extension has letters, digits and - _ . ! ~ * + only." },
        { "müller", "An extension has letters, digits and - _ . ! ~ * + only." },
        { "35\n16", "An extension has letters, digits and - _ . ! ~ * + only." },
    };

    [Theory]
    [MemberData(nameof(WrongDrafts))]
    public void An_extension_is_what_every_phone_can_send(string extension, string expected)
    {
        var mistake = Assert.Single(UserDraftRules.Check(Draft with { Extension = extension }));

        Assert.Equal(nameof(UserDraft.Extension), mistake.Field);
        Assert.StartsWith(expected, mistake.Message, StringComparison.Ordinal);
        Assert.Contains("Example", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3516")]
    [InlineData("anna.berg")]
    [InlineData("*97")]
    [InlineData("+498912345")]
    public void A_good_draft_has_no_mistakes(string extension)
    {
        var draft = Draft with
        {
            Extension = extension,
            DisplayName = "Änne O'Hara \"Front\"",
            Email = "anna@acme.example",
            MaxDevices = 1000,
            PhoneNumbers = ["+498900000", "16"],
            Password = "12345678",
        };

        Assert.Empty(UserDraftRules.Check(UserDraftRules.Tidy(draft)));
    }

    [Theory]
    [InlineData("office", "'office' is not an address or a network.")]
    [InlineData("10.1.2.3/8", "'10.1.2.3/8' has bits behind its first 8; is '10.0.0.0/8' meant?")]
    public void A_network_is_written_as_an_address_and_a_length(string network, string expected) =>
        AssertMistake(Draft with { AllowedNetworks = [network] }, expected);

    [Fact]
    public void A_user_has_only_so_many_networks() => AssertMistake(
        Draft with { AllowedNetworks = [.. Enumerable.Range(0, 51).Select(number => $"10.0.{number}.0/24")] },
        "A user has at most 50 allowed networks.");

    [Theory]
    [InlineData("sctp")]
    [InlineData("1")]
    public void A_transport_is_one_that_there_is(string transport) =>
        AssertMistake(Draft with { AllowedTransports = [transport] }, $"'{transport}' is none of udp, tcp, tls, ws, wss. Example: tls");

    [Theory]
    [InlineData(4)]
    [InlineData(121)]
    public void A_group_rings_for_a_while_that_makes_sense(int seconds) => AssertMistake(
        Draft with { RingSeconds = seconds }, "The ring time of a group must be between 5 and 120 seconds, or empty. Example: 20");

    [Theory]
    [InlineData("Anna\tBerg")]
    [InlineData("Anna\nBerg")]
    public void A_name_stands_on_one_line(string name) => AssertMistake(Draft with { DisplayName = name }, "A name has at most 128 characters on one line.");

    [Fact]
    public void A_name_has_a_length() => AssertMistake(Draft with { DisplayName = new string('a', 129) }, "A name has at most 128 characters on one line.");

    [Theory]
    [InlineData("anna")]
    [InlineData("@acme.example")]
    [InlineData("anna@")]
    [InlineData("anna@b@acme.example")]
    [InlineData("anna berg@acme.example")]
    [InlineData("<anna@acme.example>")]
    [InlineData("a@x.example,b@x.example")]
    public void An_e_mail_address_is_one(string email) => AssertMistake(Draft with { Email = email }, "This is not an e-mail address.");

    [Theory]
    [InlineData("abc", "'abc' is not a phone number")]
    [InlineData("+", "'+' is not a phone number")]
    [InlineData("49+89", "'49+89' is not a phone number")]
    [InlineData("++49", "'++49' is not a phone number")]
    [InlineData("*97", "'*97' is not a phone number")]
    [InlineData("123456789012345678901234567890123", "'123456789012345678901234567890123' is not a phone number")]
    [InlineData("٣٥", "'٣٥' is not a phone number")]
    [InlineData("3516", "'3516' is entered twice")]
    [InlineData("35-16", "'3516' is entered twice")]
    public void A_phone_number_is_digits(string number, string expected) => AssertMistake(Draft with { PhoneNumbers = [number] }, expected);

    [Fact]
    public void A_phone_number_is_entered_once() =>
        AssertMistake(Draft with { PhoneNumbers = ["+49 89 1", "+49891"] }, "'+49891' is entered twice");

    [Fact]
    public void There_are_not_too_many_phone_numbers() => AssertMistake(
        Draft with { PhoneNumbers = [.. Enumerable.Range(100, 101).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture))] },
        "A user has at most 100 phone numbers.");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    public void The_number_of_devices_has_limits(int maxDevices) =>
        AssertMistake(Draft with { MaxDevices = maxDevices }, "The number of devices must be between 1 and 1000, or empty.");

    [Theory]
    [InlineData("1234567")]
    [InlineData("12345678\n")]
    public void A_password_has_a_length_and_no_line_breaks(string password) =>
        AssertMistake(Draft with { Password = password }, "A password has 8 to 128 characters;");

    [Fact]
    public void An_empty_password_means_a_generated_one() => Assert.Null(UserDraftRules.Tidy(Draft with { Password = "" }).Password);

    [Fact]
    public void All_mistakes_are_named_at_once()
    {
        var mistakes = UserDraftRules.Check(new UserDraft
        {
            DomainId = 1,
            Extension = "",
            DisplayName = "\n",
            Email = "x",
            MaxDevices = 0,
            PhoneNumbers = ["x"],
            Password = "x",
        });

        Assert.Equal(
            ["Extension", "DisplayName", "Email", "PhoneNumbers", "MaxDevices", "Password"], mistakes.Select(mistake => mistake.Field));
    }

    private static UserDraft Draft => new() { DomainId = 1, Extension = "3516" };

    private static void AssertMistake(UserDraft draft, string expected) => Assert.StartsWith(
        expected, Assert.Single(UserDraftRules.Check(UserDraftRules.Tidy(draft))).Message, StringComparison.Ordinal);
}
