using System.Collections.Immutable;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Authentication;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Storage;

/// <summary>Short lists as one column holds them: words separated by commas.</summary>
/// <remarks>A word that cannot be read is never passed by: without it a user's phones might come from anywhere.</remarks>
internal static class StoredList
{
    public static string Write(ImmutableArray<string> words) => words.IsDefaultOrEmpty ? "" : string.Join(',', words);

    public static ImmutableArray<string> Read(string text) => text.Length == 0 ? [] : [.. text.Split(',')];

    public static ImmutableArray<AllowedNetwork> ReadNetworks(string text) =>
        [.. Read(text).Select(word => AllowedNetwork.TryParse(word, out var network, out var mistake) ? network : throw new FormatException(mistake))];

    public static ImmutableArray<TransportProtocol> ReadTransports(string text) =>
        [.. Read(text).Select(word => TransportWord.TryParse(word, out var transport) ? transport : throw Unknown(word))];

    public static ImmutableArray<DigestAlgorithm> ReadAlgorithms(string text) =>
        [.. Read(text).Select(word => AlgorithmWord.TryParse(word, out var algorithm) ? algorithm : throw Unknown(word))];

    private static FormatException Unknown(string word) => new($"The database holds '{word}', which this program does not know.");
}
