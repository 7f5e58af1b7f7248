using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>Keeps on disk what the phones of a load run were promised, so that a later run can ask whether it holds.</summary>
/// <remarks>Stateless. One line per phone that has ever sent anything, tab-separated, with a head line.</remarks>
internal static class Ledger
{
    private const string Head = "phone\tstate\tdoubts\tgeneration\texpires_at_ms\tanswer_time_ms\tcseq";
    private const int Columns = 7;

    public static void Save(string path, LoadFleet fleet)
    {
        var draft = path + ".new";
        File.WriteAllLines(draft, Enumerable.Range(0, fleet.Count).Select(phone => ToLine(phone, fleet[phone])).OfType<string>().Prepend(Head));
        File.Move(draft, path, overwrite: true); // Whole or not at all: the next round relies on it.
    }

    /// <exception cref="InvalidDataException">A line that no run has written, or of a phone that this fleet does not have.</exception>
    public static void Load(string path, LoadFleet fleet)
    {
        var lines = File.ReadAllLines(path);
        for (var line = 1; line < lines.Length; line++)
        {
            if (!TryRead(lines[line].Split('\t'), fleet))
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}, line {line + 1}: not a line of a ledger of {fleet.Count} phones. Use the same --users and --devices as before."));
            }
        }
    }

    private static string? ToLine(int index, in LoadPhone phone) =>
        phone is { State: BindingState.None, Doubts: Doubts.None }
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{index}\t{phone.State}\t{phone.Doubts}\t{phone.Generation}\t{phone.ExpiresAt}\t{phone.AnswerTime}\t{phone.CSeq}");

    private static bool TryRead(string[] columns, LoadFleet fleet)
    {
        if (columns.Length != Columns
            || !TryParse(columns[0], out var index)
            || index >= fleet.Count
            || !Enum.TryParse<BindingState>(columns[1], out var state)
            || !Enum.TryParse<Doubts>(columns[2], out var doubts)
            || !TryParse(columns[3], out var generation)
            || !TryParse(columns[4], out var expiresAt)
            || !TryParse(columns[5], out var answerTime))
        {
            return false;
        }

        fleet[(int)index] = new LoadPhone
        {
            State = state,
            Doubts = doubts,
            Generation = (int)generation,
            ExpiresAt = expiresAt,
            AnswerTime = (int)answerTime,
        };
        return true;
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
