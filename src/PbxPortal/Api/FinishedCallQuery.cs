using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Administration;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Api;

/// <summary>The parameters of the list of finished calls.</summary>
internal sealed class FinishedCallQuery
{
    private const int Usual = 100;

    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    /// <summary>The name of one domain.</summary>
    [FromQuery(Name = "domain")]
    public string? Domain { get; init; }

    [FromQuery(Name = "userId")]
    public long? UserId { get; init; }

    /// <summary>Words of <see cref="CallResult"/>.</summary>
    [FromQuery(Name = "result")]
    public string? Results { get; init; }

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

    /// <summary>The domain is looked up by the caller, who knows which are to be seen.</summary>
    public bool TryRead(out CallFilter filter, out ImmutableArray<string> mistakes)
    {
        var wrong = ImmutableArray.CreateBuilder<string>();
        if (!QueryWords.TryRead("result", Results, "busy,noAnswer", out ImmutableArray<CallResult> results, out var mistake))
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

        filter = new CallFilter(Text ?? "", results, UserId, DomainId: null, Since, Until, Before, Limit ?? Usual);
        mistakes = wrong.ToImmutable();
        return mistakes.IsEmpty;
    }
}
