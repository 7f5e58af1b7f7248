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
        if (!QueryWords.TryRead("kind", Kinds, "user,device", out ImmutableArray<AuditKind> kinds, out var mistake))
        {
            wrong.Add(mistake);
        }

        if (!ListPage.IsLimit(Limit, out mistake))
        {
            wrong.Add(mistake);
        }

        if (!CsvFile.IsFormat(Format))
        {
            wrong.Add(CsvFile.FormatMistake);
        }

        filter = new AuditFilter(Text ?? "", Actor ?? "", kinds, Since, Until, Before, Limit ?? Usual);
        mistakes = wrong.ToImmutable();
        return mistakes.IsEmpty;
    }
}
