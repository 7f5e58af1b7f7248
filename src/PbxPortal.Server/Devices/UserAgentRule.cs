using System.Text.RegularExpressions;

namespace PbxPortal.Server.Devices;

/// <summary>One line of the rules: which User-Agents it speaks for, their class, and how the product is called.</summary>
/// <remarks>
/// Immutable. A rule is asked only when one of its words occurs, so most rules cost one vectorised search.
/// The pattern is built when it is first needed and runs in time linear to the text (<see cref="RegexOptions.NonBacktracking"/>),
/// whatever a stranger sends.
/// </remarks>
internal sealed class UserAgentRule
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    /// <summary>What a word begins after and ends before; a digit may follow a word (<c>Jitsi2.10</c>).</summary>
    private const string Begin = "(?:^|[^a-z0-9])";
    private const string End = "(?:[^a-z]|$)";

    /// <summary>What makers write between their name and the model.</summary>
    private const string Filler =
        "(?:sip|ip|voip|dect|wifi|phone|ip[ -]?phone|sip[ -]?phone|telephone|model|hw|device|series|conference)";

    /// <summary>
    /// Letters and digits in the way of model names: <c>ES330</c>, <c>KX-100B</c>. A lone <c>v</c> or <c>r</c> before digits
    /// is a version.
    /// </summary>
    private const string Model =
        $"[^a-z0-9.]+(?:{Filler}[^a-z0-9.]+)*((?:[a-qs-uwxyz]|[a-z]{{2,5}})[-_]?[0-9]{{1,5}}[a-z]{{0,4}}){ModelEnd}";

    /// <summary>Models that begin with digits: <c>6865i</c>, <c>5320</c>. A number behind a slash or before a dot is a version.</summary>
    private const string NumberedModel =
        $"[ _-]*(?:{Filler}[ _-]+)*([0-9]{{3,5}}[a-z]{{0,3}}|[0-9]{{2}}[a-z]{{1,2}}){ModelEnd}";

    /// <summary>A hardware revision may stick to the model: <c>GXV3175v2</c>.</summary>
    private const string ModelEnd = "(?:[^a-z0-9.]|v[0-9]|$)";

    private readonly string[] _words;
    private readonly DeviceClass _class;
    private readonly string _product;
    private readonly Lazy<Regex> _pattern;

    private UserAgentRule(string words, string pattern, DeviceClass deviceClass, string product)
    {
        _words = words.Split('|');
        _class = deviceClass;
        _product = product;
        _pattern = new Lazy<Regex>(() => new Regex(pattern, Options));
    }

    /// <summary>A name that says all by itself; alternatives are separated by <c>|</c>.</summary>
    public static UserAgentRule Name(string names, DeviceClass deviceClass, string product)
    {
        var anyOf = string.Join('|', names.Split('|').Select(Regex.Escape));
        return new UserAgentRule(names, $"{Begin}(?:{anyOf}){End}", deviceClass, product);
    }

    /// <summary>A maker; what stands behind its name in the way of a model belongs to the product.</summary>
    public static UserAgentRule Maker(string names, DeviceClass deviceClass, string product)
    {
        var anyOf = string.Join('|', names.Split('|').Select(Regex.Escape));
        return new UserAgentRule(
            names, $"{Begin}(?:{anyOf})(?:{Model}|{NumberedModel}|{End})", deviceClass, $"{product} $1$2");
    }

    /// <summary>
    /// Model names of one maker, whether the maker is named or not: <c>HT</c> stands for <c>HT801</c> and <c>HT-503</c>.
    /// A prefix may be a pattern; <paramref name="words"/> are what its gate looks for.
    /// </summary>
    public static UserAgentRule Family(string words, string prefixes, DeviceClass deviceClass, string product)
    {
        return new UserAgentRule(
            words, $"{Begin}((?:{prefixes})[-_ ]?[0-9]{{2,5}}[a-z]{{0,4}}){ModelEnd}", deviceClass, $"{product} $1");
    }

    /// <summary>Any pattern; its first groups may stand in the product as <c>$1</c>, <c>$2</c>.</summary>
    public static UserAgentRule Pattern(string words, string pattern, DeviceClass deviceClass, string product)
    {
        return new UserAgentRule(words, pattern, deviceClass, product);
    }

    /// <summary>Whether this rule speaks for <paramref name="text"/>, which <see cref="UserAgentText"/> has cleaned.</summary>
    public bool TryMatch(string text, out DeviceKind kind)
    {
        if (HasAnyWord(text) && _pattern.Value.Match(text) is { Success: true } match)
        {
            kind = new DeviceKind(_class, ProductName.Tidy(match.Result(_product)));
            return true;
        }

        kind = default;
        return false;
    }

    private bool HasAnyWord(string text)
    {
        foreach (var word in _words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
