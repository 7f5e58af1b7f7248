using System.Globalization;

namespace PbxPortal.Phones.Storm;

/// <summary>How one wave of phones came in.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Wave">Which.</param>
/// <param name="Registered">Phones that are registered at its end.</param>
/// <param name="Seconds">From the first connection to the last 200.</param>
/// <param name="MedianMilliseconds">How long half of the phones took, at most.</param>
/// <param name="NinetyNinthMilliseconds">How long all but one in a hundred took.</param>
/// <param name="FailedConnections">Connections that were not taken or whose handshake failed.</param>
/// <param name="Refused">REGISTER requests that got a final answer that is neither 200 nor a challenge.</param>
/// <param name="Unanswered">REGISTER requests that got no answer.</param>
/// <param name="Retries">Times that a phone had to begin again.</param>
internal sealed record StormFigures(
    string Wave,
    int Registered,
    double Seconds,
    double MedianMilliseconds,
    double NinetyNinthMilliseconds,
    int FailedConnections,
    int Refused,
    int Unanswered,
    int Retries)
{
    public const string Head =
        "| wave | registered | to the last s | p50 ms | p99 ms | connections failed | refused | unanswered | retries |\n"
        + "|---|--:|--:|--:|--:|--:|--:|--:|--:|";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Wave} | {Registered} | {Seconds:F2} | {MedianMilliseconds:F0} | {NinetyNinthMilliseconds:F0} | {FailedConnections} | {Refused} | {Unanswered} | {Retries} |");
}
