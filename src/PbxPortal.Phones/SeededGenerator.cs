namespace PbxPortal.Phones;

/// <summary>Numbers that look random and are the same for the same seed, so that a demo or a failed test can be repeated.</summary>
/// <remarks>Xorshift of 64 bits. Not for secrets, and confined to one thread.</remarks>
public sealed class SeededGenerator
{
    private ulong _state;

    public SeededGenerator(int seed)
    {
        // Zero is the one state that xorshift never leaves.
        _state = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) ^ 0xD1B54A32D192ED03;
    }

    public int Next(int below)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(below);
        return (int)(NextBits() % (ulong)below);
    }

    public int Between(int lowest, int highest) => lowest + Next(highest - lowest + 1);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[Next(choices.Count)];

    /// <summary>That many lower-case hexadecimal digits.</summary>
    public string Hex(int digits) => string.Create(
        digits,
        this,
        static (text, generator) =>
        {
            foreach (ref var digit in text)
            {
                digit = "0123456789abcdef"[generator.Next(16)];
            }
        });

    private ulong NextBits()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return _state >> 11;
    }
}
