using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>Which users, in which order: what stands in the address of the users page, of an export, and of a list of the API.</summary>
/// <remarks>Immutable.</remarks>
public sealed record UserFilter
{
    public static readonly UserFilter Everybody = new();

    /// <summary>Words that must all occur in extension, name, e-mail, number or domain; empty: all.</summary>
    public string Text { get; init; } = "";

    /// <summary>The name of one domain; empty: all that one may see.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Empty: all.</summary>
    public ImmutableSortedSet<UserState> States { get; init; } = [];

    /// <summary>Only those whom a call would reach, or only the others; <c>null</c>: both.</summary>
    public bool? IsReachable { get; init; }

    public UserSort Sort { get; init; }

    public bool IsDescending { get; init; }

    public bool HidesNothing => Text.Length == 0 && Domain.Length == 0 && States.IsEmpty && IsReachable is null;

    /// <summary>Whether what the phones do decides who is in the list.</summary>
    public bool LooksAtDevices => IsReachable is not null || !States.IsEmpty;

    /// <summary>Whether what the phones do decides in which order.</summary>
    public bool SortsByDevices => Sort is UserSort.State or UserSort.Devices or UserSort.LastSeen;

    /// <param name="query">From the question mark on, or without it; what is not known in it is passed over.</param>
    public static UserFilter Parse(string query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string Of(string name) => values.TryGetValue(name, out var value) ? value.ToString().Trim() : "";
        return new UserFilter
        {
            Text = Of("q"),
            Domain = Of("domain"),
            States = ValuesOf<UserState>(Of("state")),
            IsReachable = Of("reachable") switch { "yes" => true, "no" => false, _ => null },
            Sort = ValuesOf<UserSort>(Of("sort")).FirstOrDefault(),
            IsDescending = Of("desc") is "1",
        };
    }

    /// <summary>The query with its question mark; empty for everybody in the usual order.</summary>
    public string ToQuery()
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
        Add("domain", Domain);
        Add("state", string.Join(',', States).ToLowerInvariant());
        Add("reachable", IsReachable switch { true => "yes", false => "no", _ => "" });
        Add("sort", Sort == UserSort.Extension ? "" : Sort.ToString().ToLowerInvariant());
        Add("desc", IsDescending ? "1" : "");
        return QueryHelpers.AddQueryString("", query);
    }

    public UserFilter Toggle(UserState state) => this with { States = States.SymmetricExcept([state]) };

    /// <summary>Another column, or the same one the other way round.</summary>
    public UserFilter SortBy(UserSort sort) => this with { Sort = sort, IsDescending = Sort == sort && !IsDescending };

    /// <summary>Whether text and domain let the user through; what the devices do comes on top.</summary>
    public bool Finds(User user)
    {
        if (Domain.Length > 0 && !string.Equals(user.Domain.Name, Domain, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (Text.Length == 0)
        {
            return true;
        }

        foreach (var word in Text.AsSpan().Split(' '))
        {
            if (!Mentions(user, Text.AsSpan(word)))
            {
                return false;
            }
        }

        return true;
    }

    public bool Accepts(UserState state, bool isReachable) =>
        (States.IsEmpty || States.Contains(state)) && (IsReachable is null || IsReachable == isReachable);

    private static bool Mentions(User user, ReadOnlySpan<char> word)
    {
        if (In(user.Extension, word) || In(user.DisplayName, word) || In(user.Email, word) || In(user.Domain.Name, word))
        {
            return true;
        }

        foreach (var number in user.PhoneNumbers)
        {
            if (In(number, word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool In(string text, ReadOnlySpan<char> word) => text.AsSpan().Contains(word, StringComparison.OrdinalIgnoreCase);

    private static ImmutableSortedSet<T> ValuesOf<T>(string list)
        where T : struct, Enum =>
        [.. from name in list.Split(',', StringSplitOptions.RemoveEmptyEntries)
            where char.IsAsciiLetter(name[0]) && Enum.TryParse<T>(name, ignoreCase: true, out _)
            select Enum.Parse<T>(name, ignoreCase: true)];
}
