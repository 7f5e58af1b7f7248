namespace PbxPortal.Components.Dialogs;

/// <summary>How far an action on many devices has come, and what came of it.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
internal sealed class BulkRun
{
    private readonly Dictionary<string, int> _results = new(StringComparer.Ordinal);

    public int Done { get; private set; }

    /// <summary>Each outcome in words with its number, the most frequent first.</summary>
    public IEnumerable<(string Result, int Count)> Results =>
        _results.OrderByDescending(pair => pair.Value).Select(pair => (pair.Key, pair.Value));

    public void Note(string result)
    {
        Done++;
        _results[result] = _results.GetValueOrDefault(result) + 1;
    }
}
