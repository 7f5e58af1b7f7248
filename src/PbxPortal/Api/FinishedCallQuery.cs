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
        var results = ReadResults(wrong);
        if (Limit is < 1 or > ListPage.Most)
        {
            wrong.Add($"limit is a number between 1 and {ListPage.Most}. Example: ?limit=100");
        }

        if (!CsvFile.IsFormat(Format))
        {
            wrong.Add(CsvFile.FormatMistake);
        }

        filter = new CallFilter(Text ?? "", results, UserId, DomainId: null, Since, Until, Before, Limit ?? Usual);
        mistakes = wrong.ToImmutable();
        return mistakes.IsEmpty;
    }

    private ImmutableArray<CallResult> ReadResults(ImmutableArray<string>.Builder wrong)
    {
        var results = ImmutableArray.CreateBuilder<CallResult>();
        foreach (var word in (Results ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!char.IsLetter(word[0]) || !Enum.TryParse<CallResult>(word, ignoreCase: true, out var result))
            {
                var known = Enum.GetNames<CallResult>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]);
                wrong.Add($"result is one or more of {string.Join(", ", known)}. Example: ?result=busy,noAnswer");
                break;
            }

            results.Add(result);
        }

        return results.ToImmutable();
    }
}
