namespace PbxPortal.Server.Directory;

/// <summary>Phone numbers as one writes them and as one compares them.</summary>
public static class PhoneNumber
{
    /// <summary>Drops the visual separators of RFC 3966, section 3 (<c>- . ( )</c>) and blanks; digits and a leading plus stay.</summary>
    /// <returns><c>false</c> when it is not a number, or longer than <paramref name="digits"/>.</returns>
    public static bool TryNormalize(ReadOnlySpan<char> written, Span<char> digits, out int length)
    {
        length = 0;
        foreach (var character in written)
        {
            if (character is '-' or '.' or '(' or ')' or ' ')
            {
                continue;
            }

            var belongs = char.IsAsciiDigit(character) || character is '*' or '#' || (character == '+' && length == 0);
            if (!belongs || length == digits.Length)
            {
                return false;
            }

            digits[length++] = character;
        }

        return length > 0;
    }

    /// <summary>The number without separators; <c>null</c> when it is none.</summary>
    public static string? Normalize(string written)
    {
        Span<char> digits = stackalloc char[64];
        return TryNormalize(written, digits, out var length) ? digits[..length].ToString() : null;
    }
}
