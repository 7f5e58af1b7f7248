using System.Globalization;
using System.Text;

namespace PbxPortal.Tests.Server;

/// <summary>SIP messages as text that one can read: raw string literals in, answers taken apart by name.</summary>
internal static class SipMessageText
{
    private static long _lastBranch;

    /// <summary>Lines end in CRLF, and what every request needs and the text leaves out is added.</summary>
    public static byte[] ToWire(string text)
    {
        var wire = new StringBuilder(text.ReplaceLineEndings("\n").TrimEnd('\n')).Append('\n');
        var branch = Interlocked.Increment(ref _lastBranch).ToString(CultureInfo.InvariantCulture);
        AddMissing(wire, "Via", $"SIP/2.0/UDP 192.0.2.4:5060;branch=z9hG4bK{branch};rport");
        AddMissing(wire, "Max-Forwards", "70");
        AddMissing(wire, "Content-Length", "0");
        return Encoding.UTF8.GetBytes(wire.Append('\n').ToString().ReplaceLineEndings("\r\n"));
    }

    /// <summary>The status code and the reason phrase.</summary>
    public static string Status(this string response) => response[(response.IndexOf(' ', StringComparison.Ordinal) + 1)..response.IndexOf('\n', StringComparison.Ordinal)];

    /// <summary>The values of all rows of that name, in order.</summary>
    public static IReadOnlyList<string> Rows(this string message, string name) =>
    [
        .. message.Split('\n')
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];

    public static string Row(this string message, string name) => Assert.Single(message.Rows(name));

    /// <summary>Without the rows of that name.</summary>
    public static string Without(this string message, string name) => string.Join(
        '\n', message.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)));

    /// <summary>With one more row at the end.</summary>
    public static string With(this string message, string name, string value) =>
        $"{message.ReplaceLineEndings("\n").TrimEnd('\n')}\n{name}: {value}";

    private static void AddMissing(StringBuilder wire, string name, string value)
    {
        if (wire.ToString().Rows(name).Count == 0)
        {
            wire.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        }
    }
}
