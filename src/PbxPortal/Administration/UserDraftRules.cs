using System.Buffers;
using System.Collections.Immutable;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>What a user may be called and have; the same for forms, files and the API. What others have is checked by <see cref="UserEditor"/>.</summary>
public static class UserDraftRules
{
    public const int MinPasswordLength = 8;
    public const int MaxDevices = 1000;
    public const int MinRingSeconds = 5;
    public const int MaxRingSeconds = 120;

    private const int MaxExtensionLength = 64;
    private const int MaxNameLength = 128;
    private const int MaxEmailLength = 254; // RFC 5321, 4.5.3.1.3
    private const int MaxNumberDigits = 32;
    private const int MaxNumbers = 100;
    private const int MaxPasswordLength = 128;
    private const int MaxNetworks = 50;

    /// <summary>
    /// From user = 1*( unreserved / escaped / user-unreserved ) (RFC 3261, 25.1) those that no phone's menu, dial plan or
    /// provisioning file takes for something else.
    /// </summary>
    private static readonly SearchValues<char> ExtensionCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*+");

    /// <summary>Blanks around what was entered and separators in numbers are no mistakes; they are taken away.</summary>
    public static UserDraft Tidy(UserDraft draft) => draft with
    {
        Extension = draft.Extension.Trim(),
        DisplayName = draft.DisplayName.Trim(),
        Email = draft.Email.Trim(),
        PhoneNumbers = draft.PhoneNumbers.IsDefaultOrEmpty ? [] : [.. draft.PhoneNumbers.Select(TidyNumber).Where(number => number.Length > 0)],
        AllowedNetworks = TidyList(draft.AllowedNetworks, TidyNetwork),
        AllowedTransports = TidyList(draft.AllowedTransports, word => word.ToLowerInvariant()),
        Password = string.IsNullOrEmpty(draft.Password) ? null : draft.Password,
    };

    /// <summary>All mistakes of a tidy draft.</summary>
    public static ImmutableArray<Mistake> Check(UserDraft draft) =>
    [
        .. CheckExtension(draft.Extension),
        .. CheckNames(draft),
        .. CheckNumbers(draft),
        .. CheckMaxDevices(draft.MaxDevices),
        .. CheckRingSeconds(draft.RingSeconds),
        .. CheckPassword(draft.Password),
        .. CheckNetworks(draft.AllowedNetworks),
        .. CheckTransports(draft.AllowedTransports),
    ];

    internal static IEnumerable<Mistake> CheckMaxDevices(int? maxDevices, string field = nameof(UserDraft.MaxDevices))
    {
        if (maxDevices is < 1 or > MaxDevices)
        {
            yield return new Mistake(field, $"The number of devices must be between 1 and {MaxDevices}, or empty. Example: 5");
        }
    }

    private static IEnumerable<Mistake> CheckRingSeconds(int? seconds)
    {
        if (seconds is < MinRingSeconds or > MaxRingSeconds)
        {
            yield return new Mistake(
                nameof(UserDraft.RingSeconds),
                $"The ring time of a group must be between {MinRingSeconds} and {MaxRingSeconds} seconds, or empty. Example: {User.DefaultRingSeconds}");
        }
    }

    private static IEnumerable<Mistake> CheckExtension(string extension)
    {
        if (extension.Length is 0 or > MaxExtensionLength)
        {
            yield return new Mistake(
                nameof(UserDraft.Extension), $"An extension has 1 to {MaxExtensionLength} characters. Example: 3516");
        }
        else if (extension.AsSpan().ContainsAnyExcept(ExtensionCharacters))
        {
            yield return new Mistake(
                nameof(UserDraft.Extension), "An extension has letters, digits and - _ . ! ~ * + only. Examples: 3516, anna.berg");
        }
    }

    private static IEnumerable<Mistake> CheckNames(UserDraft draft)
    {
        if (draft.DisplayName.Length > MaxNameLength || draft.DisplayName.Any(char.IsControl))
        {
            yield return new Mistake(
                nameof(UserDraft.DisplayName), $"A name has at most {MaxNameLength} characters on one line. Example: Anna Berg");
        }

        if (draft.Email.Length > 0 && !IsEmail(draft.Email))
        {
            yield return new Mistake(nameof(UserDraft.Email), "This is not an e-mail address. Example: anna@acme.example");
        }
    }

    private static IEnumerable<Mistake> CheckNumbers(UserDraft draft)
    {
        if (draft.PhoneNumbers.Length > MaxNumbers)
        {
            yield return new Mistake(nameof(UserDraft.PhoneNumbers), $"A user has at most {MaxNumbers} phone numbers.");
        }

        foreach (var number in draft.PhoneNumbers.Where(number => !IsNumber(number)))
        {
            yield return new Mistake(
                nameof(UserDraft.PhoneNumbers),
                $"'{number}' is not a phone number: digits, and a plus in front if wanted. Example: +498912345678");
        }

        foreach (var twice in draft.PhoneNumbers.Append(draft.Extension).GroupBy(number => number, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            yield return new Mistake(
                nameof(UserDraft.PhoneNumbers), $"'{twice.Key}' is entered twice; the extension need not be repeated as a number.");
        }
    }

    private static IEnumerable<Mistake> CheckPassword(string? password)
    {
        if (password is not null
            && (password.Length is < MinPasswordLength or > MaxPasswordLength || password.Any(char.IsControl)))
        {
            yield return new Mistake(
                nameof(UserDraft.Password),
                $"A password has {MinPasswordLength} to {MaxPasswordLength} characters; leave it empty and a good one is made. "
                + "Example: uK7wTq3ZpXh9mRcA4bVn");
        }
    }

    private static IEnumerable<Mistake> CheckNetworks(ImmutableArray<string> networks)
    {
        if (networks.Length > MaxNetworks)
        {
            yield return new Mistake(nameof(UserDraft.AllowedNetworks), $"A user has at most {MaxNetworks} allowed networks.");
        }

        foreach (var network in networks)
        {
            if (!AllowedNetwork.TryParse(network, out _, out var mistake))
            {
                yield return new Mistake(nameof(UserDraft.AllowedNetworks), mistake);
            }
        }
    }

    private static IEnumerable<Mistake> CheckTransports(ImmutableArray<string> transports) =>
        from word in transports
        where !TransportWord.TryParse(word, out _)
        select new Mistake(
            nameof(UserDraft.AllowedTransports), $"'{word}' is none of {string.Join(", ", TransportWord.All)}. Example: tls");

    private static ImmutableArray<string> TidyList(ImmutableArray<string> entered, Func<string, string> tidy) => entered.IsDefaultOrEmpty
        ? []
        : [.. entered.Select(word => word.Trim()).Where(word => word.Length > 0).Select(tidy).Distinct(StringComparer.Ordinal)];

    private static string TidyNetwork(string text) => AllowedNetwork.TryParse(text, out var network, out _) ? network.ToString() : text;

    private static string TidyNumber(string number) => PhoneNumber.Normalize(number) ?? number.Trim();

    private static bool IsNumber(string number)
    {
        var digits = number.AsSpan().TrimStart('+');
        return number.Length - digits.Length <= 1
            && digits.Length is > 0 and <= MaxNumberDigits
            && !digits.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsEmail(string email)
    {
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at > 0
            && at == email.LastIndexOf('@')
            && email.Length <= MaxEmailLength
            && Uri.CheckHostName(email[(at + 1)..]) == UriHostNameType.Dns
            && !email.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '<' or '>' or ',' or ';');
    }
}
