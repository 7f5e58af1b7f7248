using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Administration;

namespace PbxPortal.Api;

/// <summary>The parameters of the audit.</summary>
internal sealed class AuditQuery
{
    private const int Usual = 100;

    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    [FromQuery(Name = "actor")]
    public string? Actor { get; init; }

    /// <summary>Words of <see cref="AuditKind"/>.</summary>
    [FromQuery(Name = "kind")]
    public string? Kinds { get; init; }

    [FromQuery(Name = "since")]
    public DateTimeOffset? Since { get; init; }

    [FromQuery(Name = "until")]
    public DateTimeOffset? Until { get; init; }

    [FromQuery(Name = "format")]
    public string? Format { get; init; }

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    [FromQuery(Name = "before")]
    public long? Before { get; init; }

    public bool TryRead(out AuditFilter filter, out ImmutableArray<string> mistakes)
    {
        var wrong = ImmutableArray.CreateBuilder<string>();
        var kinds = ReadKinds(wrong);
        if (Limit is < 1 or > ListPage.Most)
        {
            wrong.Add($"limit is a number between 1 and {ListPage.Most}. Example: ?limit=100");
        }

        if (!CsvFile.IsFormat(Format))
        {
            wrong.Add(CsvFile.FormatMistake);
        }

        filter = new AuditFilter(Text ?? "", Actor ?? "", kinds, Since, Until, Before, Limit ?? Usual);
        mistakes = wrong.ToImmutable();
        return mistakes.IsEmpty;
    }

    private ImmutableArray<AuditKind> ReadKinds(ImmutableArray<string>.Builder wrong)
    {
        var kinds = ImmutableArray.CreateBuilder<AuditKind>();
        foreach (var word in (Kinds ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!char.IsLetter(word[0]) || !Enum.TryParse<AuditKind>(word, ignoreCase: true, out var kind))
            {
                var known = Enum.GetNames<AuditKind>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]);
                wrong.Add($"kind is one or more of {string.Join(", ", known)}. Example: ?kind=user,device");
                break;
            }

            kinds.Add(kind);
        }

        return kinds.ToImmutable();
    }
}
