using System.Globalization;
using System.Text;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Tracing;

/// <summary>Writes messages as a text that one can read, search and send to whoever makes the phone.</summary>
public static class TraceText
{
    public const string ContentType = "text/plain; charset=utf-8";

    public static string Write(string title, IReadOnlyCollection<TracedMessage> messages)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {title}: {messages.Count} messages, times in UTC. Secrets are masked; the same four digits mean the same value.\n");
        foreach (var message in messages)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"\n# {message.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} {WordOf(message.Transport)} {message.Source} -> {message.Destination}, {message.Length} bytes");
            if (message.Note.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {message.Note}");
            }

            if (message.Repeats > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {message.Repeats} more like it within a second");
            }

            text.Append('\n').Append(Readable(message.Text)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Line ends of one kind, and no control characters: whoever sends us bytes does not command the reader's terminal.</summary>
    public static string Readable(string text) =>
        string.Concat(text.ReplaceLineEndings("\n").Select(letter => char.IsControl(letter) && letter is not '\n' and not '\t' ? '\uFFFD' : letter));

    private static string WordOf(TransportProtocol transport) => transport.ToString().ToUpperInvariant();
}
