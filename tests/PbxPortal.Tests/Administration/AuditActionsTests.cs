using System.Text.RegularExpressions;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Administration;

public sealed partial class AuditActionsTests
{
    [Fact]
    public void Every_action_that_the_program_writes_has_a_kind_of_its_own()
    {
        var sources = System.IO.Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "PbxPortal"), "*.cs", SearchOption.AllDirectories)
            .Select(File.ReadAllText)
            .Where(text => text.Contains("AuditEntry(", StringComparison.Ordinal));
        var written = sources.SelectMany(text => ActionInQuotes().Matches(text)).Select(match => match.Groups["action"].Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.True(written.Count > 25, $"Only {written.Count} actions were found in the sources; the pattern fits no more.");
        Assert.DoesNotContain(written, action => AuditActions.KindOf(action) == AuditKind.Other);
    }

    [Fact]
    public void Every_action_that_has_a_kind_is_written_by_the_program()
    {
        var all = string.Concat(System.IO.Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "PbxPortal"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("AuditActions.cs", StringComparison.Ordinal) && !path.EndsWith("ChangeHistory.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText));

        Assert.DoesNotContain(AuditActions.Known, action => !all.Contains($"\"{action}\"", StringComparison.Ordinal));
    }

    /// <summary>The first text of an entry, or of the method that makes one, is the action.</summary>
    [GeneratedRegex("(AuditEntry|WriteAsync)\\([^\";]*\"(?<action>[a-z][a-zA-Z, -]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex ActionInQuotes();
}
