using System.Text.RegularExpressions;

namespace PbxPortal.Tests.Architecture;

/// <summary>The README is the first thing that a newcomer reads: what it points at is there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] TopFolders = ["src/", "tests/", "wwwroot/", "docs/", "deploy/", ".ci/"];

    [Fact]
    public void Every_path_in_backticks_exists()
    {
        var paths = Quoted().Matches(Prose())
            .Select(match => match.Groups["text"].Value.Split(' ')[0])
            .Where(text => TopFolders.Any(folder => text.StartsWith(folder, StringComparison.Ordinal)))
            .ToList();

        Assert.NotEmpty(paths);
        var missing = paths.FindAll(IsMissing);
        Assert.Empty(missing);
    }

    [Fact]
    public void Every_picture_and_every_linked_file_exists()
    {
        var links = Linked().Matches(Prose())
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .ToList();

        Assert.NotEmpty(links);
        var missing = links.FindAll(IsMissing);
        Assert.Empty(missing);
    }

    private static bool IsMissing(string path) => !Path.Exists(Path.Combine(Repository.Root, path.TrimEnd('/')));

    /// <summary>Without the fenced blocks: their backticks are no pairs.</summary>
    private static string Prose()
    {
        var readme = Path.Combine(Repository.Root, "README.md");
        Assert.True(File.Exists(readme), "README.md is missing.");
        return Fenced().Replace(File.ReadAllText(readme), "");
    }

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fenced();

    [GeneratedRegex("`(?<text>[^`\\n]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Linked();
}
