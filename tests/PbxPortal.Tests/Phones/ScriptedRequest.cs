using System.Net;

namespace PbxPortal.Tests.Phones;

/// <summary>A request that a phone sent, as text.</summary>
internal sealed record ScriptedRequest(string Text, IPEndPoint Source)
{
    /// <summary>The value of the first header field of that name; empty when there is none.</summary>
    public string this[string name] => All(name).FirstOrDefault("");

    public IReadOnlyList<string> All(string name) =>
    [
        .. Text.Split("\r\n")
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()),
    ];
}
