using System.Text;

namespace PbxPortal.Tests.Torture;

/// <summary>Makes broken messages out of good ones, the same from the same seed.</summary>
/// <remarks>Confined to its test.</remarks>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int LongestMutant = 8000;
    private const int MostMutations = 4;

    /// <summary>What tells the parts of a message apart, and what has tripped others.</summary>
    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r\n", "\n", "\r", "\0", " ", "\t", ",", ";", ":", "\"", "\\", "<", ">", "@", "%", "%00", "%0d%0a", "[", "]", "=", "?", "*", "(", ")",
            "\r\n\r\n", "\r\n ", "4294967296", "-1", "99999999999999999999", "0", "sip:", "sips:", "tel:", "SIP/2.0", "z9hG4bK", ";expires=0",
            ";expires=4294967295", ";q=1.1", "Contact: *\r\n", "Expires: 0\r\n", "Content-Length: 999999\r\n", ";maddr=255.255.255.255", ";received=::",
            ";rport=70000", "\u00e9", "\ud83d\udcde",
        }.Select(Encoding.UTF8.GetBytes),
    ];

#pragma warning disable CA5394 // Nothing secret: the same seed shall give the same mutants.
    private readonly Random _random = new(seed);
#pragma warning restore CA5394

    public byte[] Next()
    {
        var mutant = new List<byte>(seeds[Below(seeds.Count)]);
        for (var left = 1 + Below(MostMutations); left > 0; left--)
        {
            Mutate(mutant);
        }

        return [.. mutant.Take(LongestMutant)];
    }

    private void Mutate(List<byte> mutant)
    {
        var (start, length) = Range(mutant);
        switch (Below(9))
        {
            case 0:
                mutant[start] = (byte)Below(256);
                break;
            case 1:
                mutant[start] ^= (byte)(1 << Below(8));
                break;
            case 2:
                mutant.RemoveRange(start, Math.Min(length, mutant.Count - 1));
                break;
            case 3:
                mutant.InsertRange(start, mutant.GetRange(start, length));
                break;
            case 4:
                mutant.InsertRange(start, Tokens[Below(Tokens.Length)]);
                break;
            case 5:
                mutant.RemoveRange(start, mutant.Count - start);
                mutant.Add((byte)'\n');
                break;
            case 6:
                var other = seeds[Below(seeds.Count)];
                mutant.InsertRange(start, other.AsSpan(Below(other.Length)).ToArray());
                break;
            case 7:
                mutant.InsertRange(start, Enumerable.Repeat((byte)Below(256), 1 << Below(12)));
                break;
            default:
                SwapLines(mutant);
                break;
        }
    }

    private (int Start, int Length) Range(List<byte> mutant)
    {
        var start = Below(mutant.Count);
        return (start, 1 + Below(Math.Min(mutant.Count - start, 64)));
    }

    private void SwapLines(List<byte> mutant)
    {
        var lines = Encoding.Latin1.GetString([.. mutant]).Split("\r\n");
        var (one, two) = (Below(lines.Length), Below(lines.Length));
        (lines[one], lines[two]) = (lines[two], lines[one]);
        mutant.Clear();
        mutant.AddRange(Encoding.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n"));
    }

#pragma warning disable CA5394
    private int Below(int limit) => _random.Next(limit);
#pragma warning restore CA5394
}
