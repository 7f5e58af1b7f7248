using Microsoft.Extensions.Options;

namespace PbxPortal.Server;

/// <summary>Reports every mistake at once: the operator should have to edit the file only one time.</summary>
public sealed class ConnectionOptionsValidator : IValidateOptions<ConnectionOptions>
{
    private const int MostSeconds = 86_400;

    public ValidateOptionsResult Validate(string? name, ConnectionOptions options)
    {
        var mistakes = Mistakes(options).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(ConnectionOptions options)
    {
        var defaults = new ConnectionOptions();
        (string Name, int Value, int Example, int Most)[] numbers =
        [
            (nameof(options.Most), options.Most, defaults.Most, 1_000_000),
            (nameof(options.MostPerAddress), options.MostPerAddress, defaults.MostPerAddress, 1_000_000),
            (nameof(options.MostUnprovedPerAddress), options.MostUnprovedPerAddress, defaults.MostUnprovedPerAddress, 1_000_000),
            (nameof(options.HandshakeSeconds), options.HandshakeSeconds, defaults.HandshakeSeconds, MostSeconds),
            (nameof(options.FirstMessageSeconds), options.FirstMessageSeconds, defaults.FirstMessageSeconds, MostSeconds),
            (nameof(options.AuthenticationSeconds), options.AuthenticationSeconds, defaults.AuthenticationSeconds, MostSeconds),
            (nameof(options.IdleSeconds), options.IdleSeconds, defaults.IdleSeconds, MostSeconds),
        ];
        return numbers
            .Where(number => number.Value < 1 || number.Value > number.Most)
            .Select(number => FormattableString.Invariant(
                $"{ConnectionOptions.SectionName}:{number.Name} {number.Value} is not from 1 to {number.Most}. Example: {number.Example}"));
    }
}
