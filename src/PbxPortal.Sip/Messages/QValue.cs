namespace PbxPortal.Sip.Messages;

/// <summary>A preference between 0 and 1, kept in thousandths so that it sorts without floating point.</summary>
public static class QValue
{
    /// <summary>qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] ).</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out int thousandths)
    {
        thousandths = 0;
        if (text.IsEmpty || text.Length > 5 || text[0] is not ((byte)'0' or (byte)'1') || (text.Length > 1 && text[1] != '.'))
        {
            return false;
        }

        thousandths = (text[0] - '0') * 1000;
        var weight = 100;
        foreach (var digit in text.Length > 1 ? text[2..] : default)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return false;
            }

            thousandths += (digit - '0') * weight;
            weight /= 10;
        }

        return thousandths <= 1000;
    }
}
