using System.Globalization;
using System.Text;

namespace PbxPortal.Server.Registration;

/// <summary>The Date header field (RFC 3261, 20.17), made once a second and not once per answer.</summary>
/// <remarks>Immutable; whoever meets a new second makes the text for the others too.</remarks>
internal sealed class DateText
{
    private static volatile DateText _latest = new(DateTimeOffset.UnixEpoch); // Volatile: replaced whole by any thread.

    private readonly long _second;
    private readonly byte[] _text;

    private DateText(DateTimeOffset moment)
    {
        _second = moment.ToUnixTimeSeconds();
        _text = Encoding.ASCII.GetBytes(moment.ToString("R", CultureInfo.InvariantCulture));
    }

    public static ReadOnlySpan<byte> At(DateTimeOffset moment)
    {
        var latest = _latest;
        if (latest._second != moment.ToUnixTimeSeconds())
        {
            _latest = latest = new DateText(moment);
        }

        return latest._text;
    }
}
