using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using PbxPortal.Phones.Profiles;

namespace PbxPortal.Phones.Load;

/// <summary>The arguments of the <c>load</c> command, each with its limits and with an error that names an example.</summary>
/// <remarks>Immutable once made.</remarks>
internal sealed class LoadArguments
{
    private const int MostUsers = 2_000_000;
    private const int MostPhones = 5_000_000;

    private readonly Argument<IPEndPoint> _target = new("target")
    {
        Description = "Where the registrar listens on UDP, for example 127.0.0.1:5060.",
        CustomParser = ParseTarget,
    };

    private readonly Option<string> _phases = Text("--phases", "reg,refresh:5x,rechal,query,unreg", $"What to do, in order; NAME, NAME:5x (rounds) or NAME:10s. reg, refresh, rechal, query, unreg, storm, mix, expiry (with reg and a short --expires before), check. {PhasePlan.Example}");
    private readonly Option<int> _users = Number("--users", 1000, 1, MostUsers, "Users that the registrar knows.");
    private readonly Option<int> _devices = Number("--devices", 3, 1, 100, "Phones of each user.");
    private readonly Option<int> _firstUser = Number("--first-user", 100_000, 0, 2_000_000_000, "User name of the first; the others count up.");
    private readonly Option<string> _domain = Text("--domain", "localhost", "Domain of the users.");
    private readonly Option<string?> _realm = new("--realm") { Description = "Realm to answer for; without it, the one that the registrar names." };
    private readonly Option<string> _password = Text("--password", "pw-{user}", "Password of each; {user} stands for the user name.");
    private readonly Option<string> _products = Text("--products", "", "Only phones whose name contains one of these words, for example yealink,poly.");
    private readonly Option<int> _window = Number("--window", 64, 1, 65_536, "Closed loop: operations under way at once.");
    private readonly Option<double> _rate = new("--rate") { Description = "Open loop: operations per second; a latency counts from when the operation should have begun." };
    private readonly Option<string> _expires = Text("--expires", "3600", "Seconds to ask for: 3600, or any of 1800-3600.");
    private readonly Option<int> _lapse = Number("--lapse-expires", 60, 1, 86_400, "Seconds that a phone asks for which lets its binding run out.");
    private readonly Option<int> _duration = Number("--duration", 60, 1, 604_800, "Seconds that a mix lasts.");
    private readonly Option<string> _mix = Text("--mix", LoadMix.Default, "Percentages of a mix.");
    private readonly Option<int> _longest = Number("--max-seconds", 600, 1, 604_800, "Seconds after which a phase starts nothing more.");
    private readonly Option<int> _timeout = Number("--timeout", 32, 1, 3600, "Seconds after which a request is given up (timer F).");
    private readonly Option<int> _sources = Number("--sources", 4, 1, 200, "Local sockets; on loopback each on its own 127.0.0.x.");
    private readonly Option<int> _poll = Number("--poll", 0, 0, 100_000, "Microseconds between looks for answers; 0 to be woken by them.");
    private readonly Option<int> _seed = Number("--seed", 1, 0, 1_000_000, "The same seed, the same choices in a mix.");
    private readonly Option<bool> _sha256 = new("--sha256") { Description = "Answer the SHA-256 challenge rather than the MD5 one." };
    private readonly Option<bool> _verify = new("--verify") { Description = "Read every 200: own contact listed, time as asked." };
    private readonly Option<string?> _ledger = new("--ledger") { Description = "File with what was acknowledged: read at the start if it exists, written at the end; check compares it." };
    private readonly Option<bool> _untilGone = new("--until-gone") { Description = "End when the registrar's port refuses, as after a kill." };
    private readonly Option<int?> _pid = new("--pid") { Description = "Process of the server: its CPU time and memory, with all its children, are reported." };
    private readonly Option<bool> _json = new("--json") { Description = "One line of JSON per phase instead of a table." };
    private readonly Option<string> _label = Text("--label", "", "Stands in each line of JSON.");
    private readonly Option<bool> _allowRemote = new("--allow-remote") { Description = "Load another machine; only with the consent of whoever runs it." };

    public LoadArguments(Command command)
    {
        command.Add(_target);
        foreach (var option in (Option[])
        [
            _phases, _users, _devices, _firstUser, _domain, _realm, _password, _products, _window, _rate, _expires, _lapse, _duration, _mix,
            _longest, _timeout, _sources, _poll, _seed, _sha256, _verify, _ledger, _untilGone, _pid, _json, _label, _allowRemote,
        ])
        {
            command.Add(option);
        }
    }

    /// <summary>What is wrong with values that could be read, each with an example.</summary>
    public IEnumerable<string> FindMistakes(ParseResult arguments) => ((string?[])
    [
        MistakeInTarget(arguments), MistakeInPhases(arguments), MistakeInMix(arguments), MistakeInExpires(arguments),
        MistakeInCount(arguments), MistakeInRate(arguments), MistakeInProducts(arguments), MistakeInProcess(arguments),
        MistakeInLedger(arguments),
    ]).OfType<string>();

    /// <summary>What was asked for; only after the arguments were found good.</summary>
    public LoadOptions ToOptions(ParseResult arguments)
    {
        _ = TryReadPhases(arguments.GetValue(_phases)!, arguments.GetValue(_duration), out var phases, out _);
        _ = LoadMix.TryParse(arguments.GetValue(_mix)!, out var mix, out _);
        _ = TryReadRange(arguments.GetValue(_expires)!, out var expires);
        return new LoadOptions
        {
            Target = arguments.GetRequiredValue(_target),
            Phases = phases,
            Mix = mix!,
            Expires = expires,
            Products = ProductsNamed(arguments.GetValue(_products)!),
            Users = arguments.GetValue(_users),
            Devices = arguments.GetValue(_devices),
            FirstUser = arguments.GetValue(_firstUser),
            Domain = arguments.GetValue(_domain)!,
            Realm = arguments.GetValue(_realm),
            Password = arguments.GetValue(_password)!,
            Window = arguments.GetValue(_window),
            Rate = arguments.GetValue(_rate),
            LapseSeconds = arguments.GetValue(_lapse),
            LongestPhase = TimeSpan.FromSeconds(arguments.GetValue(_longest)),
            Timeout = TimeSpan.FromSeconds(arguments.GetValue(_timeout)),
            Sources = arguments.GetValue(_sources),
            Poll = TimeSpan.FromMicroseconds(arguments.GetValue(_poll)),
            Seed = arguments.GetValue(_seed),
            PrefersSha256 = arguments.GetValue(_sha256),
            Verifies = arguments.GetValue(_verify),
            LedgerPath = arguments.GetValue(_ledger),
            EndsWhenGone = arguments.GetValue(_untilGone),
            ServerProcess = arguments.GetValue(_pid),
            IsJson = arguments.GetValue(_json),
            Label = arguments.GetValue(_label)!,
        };
    }

    private static Option<string> Text(string name, string usual, string description) =>
        new(name) { DefaultValueFactory = _ => usual, Description = description };

    private static Option<int> Number(string name, int usual, int least, int most, string description)
    {
        var option = new Option<int>(name) { DefaultValueFactory = _ => usual, Description = description };
        option.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int>() is var number && number >= least && number <= most)
            {
                return;
            }

            result.AddError($"{name} is {number}, and must be from {least} to {most}. Example: {name} {usual}");
        });
        return option;
    }

    private static IPEndPoint? ParseTarget(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (IPEndPoint.TryParse(text, out var target) && target.Port > 0)
        {
            return target;
        }

        result.AddError($"'{text}' is not address:port. Examples: 127.0.0.1:5060, [::1]:5060");
        return null;
    }

    private string? MistakeInTarget(ParseResult arguments) =>
        arguments.GetValue(_target) is { } target && !IPAddress.IsLoopback(target.Address) && !arguments.GetValue(_allowRemote)
            ? $"{target} is another machine. Load is sent there only with --allow-remote, and only if whoever runs it agrees. Example: load 127.0.0.1:5060"
            : null;

    private string? MistakeInPhases(ParseResult arguments) =>
        TryReadPhases(arguments.GetValue(_phases)!, arguments.GetValue(_duration), out _, out var mistake) ? null : mistake;

    private string? MistakeInMix(ParseResult arguments) => LoadMix.TryParse(arguments.GetValue(_mix)!, out _, out var mistake) ? null : mistake;

    private string? MistakeInExpires(ParseResult arguments) =>
        TryReadRange(arguments.GetValue(_expires)!, out _)
            ? null
            : $"'{arguments.GetValue(_expires)}' is not a number of seconds nor a range. Examples: --expires 3600, --expires 1800-3600";

    private string? MistakeInCount(ParseResult arguments) =>
        (long)arguments.GetValue(_users) * arguments.GetValue(_devices) > MostPhones
            ? $"More than {MostPhones} phones are too many for one run. Example: --users 100000 --devices 3"
            : null;

    private string? MistakeInRate(ParseResult arguments) =>
        arguments.GetValue(_rate) is >= 0 and <= 1_000_000 ? null : "--rate must be from 0 to 1000000. Example: --rate 20000";

    private string? MistakeInProducts(ParseResult arguments) =>
        ProductsNamed(arguments.GetValue(_products)!).Count > 0
            ? null
            : $"No product is called '{arguments.GetValue(_products)}'. There are: {string.Join(", ", PhoneProfiles.All.Select(profile => profile.Name))}";

    private string? MistakeInProcess(ParseResult arguments) =>
        arguments.GetValue(_pid) is { } process && !ProcessTree.Exists(process)
            ? $"There is no process {process} here. --pid wants the id of the server on this Linux machine"
            : null;

    private string? MistakeInLedger(ParseResult arguments) =>
        arguments.GetValue(_ledger) is null && arguments.GetValue(_phases)!.Contains("check", StringComparison.Ordinal)
            ? "check compares with a ledger. Example: --phases check --ledger acknowledged.tsv"
            : null;

    private static bool TryReadPhases(string list, int duration, out IReadOnlyList<PhasePlan> phases, out string? mistake) =>
        PhasePlan.TryParseList(list, TimeSpan.FromSeconds(duration), out phases, out mistake);

    private static bool TryReadRange(string text, out (int Shortest, int Longest) range)
    {
        var ends = text.Split('-');
        range = default;
        return ends.Length is 1 or 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out range.Shortest)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out range.Longest)
            && range.Shortest > 0
            && range.Longest >= range.Shortest;
    }

    private static List<PhoneProfile> ProductsNamed(string words) =>
    [
        .. PhoneProfiles.All.Where(profile => words
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(word => profile.Name.Contains(word, StringComparison.OrdinalIgnoreCase))),
    ];
}
