using System.Text;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Messages;

namespace PbxPortal.Phones.Load;

/// <summary>The challenge that a phone of a load run answers, as bytes that go back as they came.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class LoadChallenge
{
    private LoadChallenge(DigestAlgorithm algorithm, byte[] realm, byte[] nonce, byte[]? opaque, bool offersAuth, bool isStale)
    {
        (Algorithm, Realm, Nonce, Opaque, OffersAuth, IsStale) = (algorithm, realm, nonce, opaque, offersAuth, isStale);
    }

    public DigestAlgorithm Algorithm { get; }

    public byte[] Realm { get; }

    public byte[] Nonce { get; }

    public byte[]? Opaque { get; }

    public bool OffersAuth { get; }

    public bool IsStale { get; }

    /// <summary><c>null</c> for a scheme or an algorithm that is not spoken here.</summary>
    /// <param name="value">Of WWW-Authenticate.</param>
    /// <param name="knownRealm">Used again when it is the same, so that a million challenges do not hold a million realms.</param>
    public static LoadChallenge? Parse(ReadOnlySpan<byte> value, byte[] knownRealm)
    {
        var reader = new AuthParameterReader(value);
        ReadOnlySpan<byte> realm = default, nonce = default, opaque = default;
        var (offersAuth, isStale, algorithm, isKnown) = (false, false, DigestAlgorithm.Md5, true);
        while (reader.Read())
        {
            switch (reader.Name.Length)
            {
                case 5 when Is(reader.Name, "realm"u8):
                    realm = reader.Value;
                    break;
                case 5 when Is(reader.Name, "nonce"u8):
                    nonce = reader.Value;
                    break;
                case 6 when Is(reader.Name, "opaque"u8):
                    opaque = reader.Value;
                    break;
                case 3 when Is(reader.Name, "qop"u8):
                    offersAuth = reader.Value.IndexOf("auth"u8) >= 0;
                    break;
                case 5 when Is(reader.Name, "stale"u8):
                    isStale = Is(reader.Value, "true"u8);
                    break;
                case 9 when Is(reader.Name, "algorithm"u8):
                    isKnown = DigestAlgorithms.TryParse(reader.Value, out algorithm) && algorithm != DigestAlgorithm.Sha512_256;
                    break;
            }
        }

        return nonce.IsEmpty || !isKnown || !Is(reader.Scheme, "Digest"u8)
            ? null
            : new LoadChallenge(
                algorithm,
                realm.SequenceEqual(knownRealm) ? knownRealm : realm.ToArray(),
                nonce.ToArray(),
                opaque.IsEmpty ? null : opaque.ToArray(),
                offersAuth,
                isStale);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(text, expected);
}
