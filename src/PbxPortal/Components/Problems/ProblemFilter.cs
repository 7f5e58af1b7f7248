using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using PbxPortal.Server.Diagnosis;

namespace PbxPortal.Components.Problems;

/// <summary>What the problems page shows: everything that stands in its address, so that every view is a link.</summary>
/// <remarks>Immutable.</remarks>
public sealed record ProblemFilter
{
    public static readonly ProblemFilter Everything = new();

    /// <summary>Words that must all occur in a problem; empty: all.</summary>
    public string Text { get; init; } = "";

    /// <summary>Empty: all.</summary>
    public ImmutableSortedSet<ProblemCause> Causes { get; init; } = [];

    /// <summary>The name of one domain; empty: all that one may see.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Of one user only.</summary>
    public long? UserId { get; init; }

    /// <summary>The problem whose evidence is open; empty: none.</summary>
    public string OpenKey { get; init; } = "";

    public bool HidesNothing => Text.Length == 0 && Causes.IsEmpty && Domain.Length == 0 && UserId is null;

    public static ProblemFilter Parse(string address)
    {
        var query = QueryHelpers.ParseQuery(new Uri(address).Query);
        string Of(string name) => query.TryGetValue(name, out var value) ? value.ToString().Trim() : "";
        return new ProblemFilter
        {
            Text = Of("q"),
            Causes =
            [
                .. from name in Of("cause").Split(',', StringSplitOptions.RemoveEmptyEntries)
                   where char.IsAsciiLetter(name[0]) && Enum.TryParse<ProblemCause>(name, ignoreCase: true, out _)
                   select Enum.Parse<ProblemCause>(name, ignoreCase: true),
            ],
            Domain = Of("domain"),
            UserId = long.TryParse(Of("user"), CultureInfo.InvariantCulture, out var id) ? id : null,
            OpenKey = Of("open"),
        };
    }

    public string ToAddress()
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal);
        void Add(string name, string value)
        {
            if (value.Length > 0)
            {
                query[name] = value;
            }
        }

        Add("q", Text);
        Add("cause", string.Join(',', Causes.Select(cause => cause.ToString())));
        Add("domain", Domain);
        Add("user", UserId?.ToString(CultureInfo.InvariantCulture) ?? "");
        Add("open", OpenKey);
        return QueryHelpers.AddQueryString("/problems", query);
    }

    public ProblemFilter Toggle(ProblemCause cause) => this with { Causes = Causes.SymmetricExcept([cause]) };

    public bool Accepts(Problem problem) => Finds(problem) && (Causes.IsEmpty || Causes.Contains(problem.Cause));

    /// <summary>Whether text, domain and user let it through; the causes come on top.</summary>
    public bool Finds(Problem problem) =>
        (UserId is null || problem.UserId == UserId)
        && (Domain.Length == 0 || string.Equals(problem.Domain, Domain, StringComparison.OrdinalIgnoreCase))
        && Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => Mentions(problem, word));

    private static bool Mentions(Problem problem, string word)
    {
        bool In(string text) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
        return In(problem.User) || In(problem.DisplayName) || In(problem.Domain) || In(problem.Product) || In(problem.Source)
            || In(problem.Summary) || In(ProblemDisplay.WordOf(problem.Cause)) || problem.Members.Any(In)
            || problem.Facts.Any(fact => In(fact.Text));
    }
}
