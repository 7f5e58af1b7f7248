using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Administration;

/// <summary>Finds out whom somebody means who wants to watch.</summary>
internal static class TraceSubjects
{
    private const string Example = "Example: 3516@acme.example, or 203.0.113.7";

    /// <param name="who">Only users of domains in which he has the role help desk are found.</param>
    /// <param name="directory">The users.</param>
    /// <param name="text">What he wrote.</param>
    /// <param name="subject">What he means.</param>
    /// <param name="mistake">Why nobody is meant, with an example.</param>
    public static bool TryFind(
        ClaimsPrincipal who,
        IUserDirectory directory,
        string text,
        [NotNullWhen(true)] out TraceSubject? subject,
        [NotNullWhen(false)] out string? mistake)
    {
        text = text.Trim();
        text = text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
        (subject, mistake) = (null, null);
        if (text.Length == 0)
        {
            mistake = $"Say which user or which address. {Example}";
        }
        else if (LooksLikeAddress(text))
        {
            subject = SourceNetwork.TryParse(text, out var network, out mistake) ? TraceSubject.Of(network) : null;
        }
        else
        {
            var users = UsersCalled(who, directory, text);
            subject = users is [var only] ? TraceSubject.Of(only) : null;
            mistake = users.Count switch
            {
                0 => $"There is no user '{text}' in the domains that you may control. {Example}",
                1 => null,
                _ => $"'{text}' is {users.Count} users: {string.Join(", ", users.Take(5).Select(user => user.AddressOfRecord.ToString()["sip:".Length..]))}. Say which.",
            };
        }

        return subject is not null;
    }

    /// <summary>Colons and dots between digits; a user's name may hold dots too, but then letters or an @ sign.</summary>
    private static bool LooksLikeAddress(string text) =>
        !text.Contains('@', StringComparison.Ordinal)
        && (text.Contains(':', StringComparison.Ordinal)
            || (text.Contains('.', StringComparison.Ordinal) && text.All(letter => char.IsAsciiDigit(letter) || letter is '.' or '/')));

    private static List<User> UsersCalled(ClaimsPrincipal who, IUserDirectory directory, string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? text : text[..at];
        var domain = at < 0 ? null : text[(at + 1)..];
        return
        [
            .. from known in directory.Domains
               where domain is null || string.Equals(known.Name, domain, StringComparison.OrdinalIgnoreCase)
               where PortalAccess.Has(who, PortalRole.HelpDesk, known.Id)
               let user = directory.FindUser(known.Id, name)
               where user is not null
               select user,
        ];
    }
}
