namespace PbxPortal.Components.Live;

/// <summary>What stands in a search field whose text is part of the address.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. An address that the page asked for comes back from the browser a moment later; by then the
/// reader may have typed on, and must not lose it.
/// </remarks>
internal sealed class TypedText
{
    private readonly Queue<string> _asked = new();

    /// <summary>As typed, blanks at the ends too.</summary>
    public string Value { get; set; } = "";

    /// <summary>What to look for.</summary>
    public string Trimmed => Value.Trim();

    /// <summary>The page leads to an address with this text.</summary>
    public string Ask()
    {
        _asked.Enqueue(Trimmed);
        return Trimmed;
    }

    /// <summary>An address has this text: one that the page asked for changes nothing, any other counts.</summary>
    /// <returns>Whether the field changed.</returns>
    public bool Take(string text)
    {
        if (_asked.Contains(text))
        {
            while (!string.Equals(_asked.Dequeue(), text, StringComparison.Ordinal))
            {
                // Addresses in between were replaced before the browser told of them.
            }

            return false;
        }

        if (string.Equals(Trimmed, text, StringComparison.Ordinal))
        {
            return false;
        }

        Value = text;
        return true;
    }
}
