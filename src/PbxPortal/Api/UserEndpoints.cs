using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Users: <c>/api/v1/users</c>.</summary>
internal static class UserEndpoints
{
    private const string ChangeExample = """{ "displayName": "Reception", "maxDevices": 5, "allowedTransports": [ "tls" ] }""";

    private const string NewExample =
        """{ "domain": "acme.example", "extension": "3516", "displayName": "Reception", "phoneNumbers": [ "+498912345678" ] }""";

    public static void MapUsers(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapGet("", List).Needs(PortalRole.ReadOnly).Produces<List<UserRow>>()
            .Describe("listUsers", "List users", $"Those that match all of what is asked for. {ListPage.Description}");
        users.MapGet("/{id:long}", Find).Needs(PortalRole.ReadOnly).Produces<UserRow>()
            .Describe("getUser", "One user", "With how his devices stand now.");
        users.MapPost("", AddAsync).Needs(PortalRole.Admin).Takes<UserBody>(NewExample).Produces<SavedUserRow>(StatusCodes.Status201Created)
            .Describe("addUser", "Add a user", "Without a password one is generated and told in this answer only.");
        users.MapPatch("/{id:long}", ChangeAsync).Needs(PortalRole.Admin).Takes<UserBody>(ChangeExample).Produces<SavedUserRow>()
            .Describe("changeUser", "Change a user", "What the body does not name stays. Disabling ends all his registrations at once; another extension needs another password, which is generated unless the body has one.");
        users.MapDelete("/{id:long}", DeleteAsync).Needs(PortalRole.Admin).Produces(StatusCodes.Status204NoContent)
            .Describe("deleteUser", "Delete a user", "With his devices, blocks and credentials; his registrations end at once, the events stay.");
        users.MapPost("/{id:long}/password", NewPasswordAsync).Needs(PortalRole.Admin).Produces<PasswordRow>()
            .Describe("newPassword", "Make a new password", "Replaces the user's own; credentials of single devices stay. Phones with the old one are refused at their next refresh.");
    }

    /// <param name="q">Words that must all occur in extension, name, e-mail, number or domain.</param>
    /// <param name="domain">The name of one domain.</param>
    /// <param name="state">Of failing, late, disconnected, online, asleep, keptOut, offline, noDevice, disabled; several with commas.</param>
    /// <param name="reachable">yes: whom a call would reach now; no: the others.</param>
    /// <param name="limit">So many at once.</param>
    /// <param name="after">The last id of the page before.</param>
    private static IResult List(
        HttpContext context, ClaimsPrincipal who, IUserDirectory directory, IRegistrationFeed feed,
        string? q, string? domain, string? state, string? reachable, int? limit, long? after)
    {
        var filter = UserFilter.Parse(context.Request.QueryString.Value ?? "");
        if (WrongWordIn(filter, state, reachable) is { } mistake)
        {
            return Problem.Of([mistake]);
        }

        return ListPage.Of(
            context,
            UserQuery.Run(who, filter, directory, feed),
            found => found.User.Id,
            found => UserRow.Of(found.User, found.Standing),
            limit,
            after);
    }

    /// <summary>A page passes over what it does not know; a program learns of it, lest it take all users for those it meant.</summary>
    internal static string? WrongWordIn(UserFilter filter, string? state, string? reachable)
    {
        var words = (state ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Distinct(StringComparer.OrdinalIgnoreCase).Count() != filter.States.Count)
        {
            return QueryWords.Mistake<UserState>("state", "failing,late");
        }

        return string.IsNullOrEmpty(reachable) || filter.IsReachable is not null ? null : "reachable is yes or no. Example: ?reachable=no";
    }

    private static IResult Find(ClaimsPrincipal who, IUserDirectory directory, IRegistrationFeed feed, long id) =>
        FindVisible(who, directory, id) is { } user ? Results.Ok(RowOf(user, feed)) : NoSuchUser(id);

    private static async Task<IResult> AddAsync(
        ClaimsPrincipal who,
        [FromServices] IUserAdministration users,
        IUserDirectory directory,
        IRegistrationFeed feed,
        HttpRequest request,
        CancellationToken cancellationToken)
    {
        var body = await JsonObject.ReadAsync(request, DirectoryChanges.OfNewUser, cancellationToken);
        var name = body.Text("domain", "") ?? "";
        var domain = directory.FindDomain(name);
        var draft = DirectoryChanges.Apply(body, new UserDraft { DomainId = domain?.Id ?? 0, Extension = "" });
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        if (domain is null || !PortalAccess.Has(who, PortalRole.ReadOnly, domain.Id))
        {
            return Problem.Of([$"There is no domain '{name}' that you may see. Example: {{ \"domain\": \"acme.example\", \"extension\": \"3516\" }}"]);
        }

        var result = await users.AddAsync(who, draft, cancellationToken);
        if (result is not { Mistakes.IsDefaultOrEmpty: true, UserId: { } id })
        {
            return Problem.Of(result.Mistakes);
        }

        // A directory that lags must not cost the caller the password, which is told but once.
        var added = directory.FindUser(id) ?? new User { Id = id, Domain = domain, Extension = draft.Extension, DisplayName = draft.DisplayName };
        return Results.Created(
            string.Create(CultureInfo.InvariantCulture, $"/api/v1/users/{id}"), new SavedUserRow(RowOf(added, feed), result.Password));
    }

    private static async Task<IResult> ChangeAsync(
        ClaimsPrincipal who,
        [FromServices] IUserAdministration users,
        IUserDirectory directory,
        IRegistrationFeed feed,
        HttpRequest request,
        long id,
        CancellationToken cancellationToken)
    {
        if (FindVisible(who, directory, id) is not { } user)
        {
            return NoSuchUser(id);
        }

        var body = await JsonObject.ReadAsync(request, DirectoryChanges.OfUser, cancellationToken);
        var draft = DirectoryChanges.Apply(body, user);
        if (body.Mistakes.Count > 0)
        {
            return Problem.Of(body.Mistakes);
        }

        var result = await users.EditAsync(who, id, draft, cancellationToken);
        return result.Mistakes.IsDefaultOrEmpty
            ? Results.Ok(new SavedUserRow(RowOf(directory.FindUser(id) ?? user, feed), result.Password))
            : Problem.Of(result.Mistakes);
    }

    private static async Task<IResult> DeleteAsync(
        ClaimsPrincipal who, [FromServices] IUserAdministration users, long id, CancellationToken cancellationToken) =>
        await users.DeleteAsync(who, id, cancellationToken) ? Results.NoContent() : NoSuchUser(id);

    private static async Task<IResult> NewPasswordAsync(
        ClaimsPrincipal who, [FromServices] IUserAdministration users, long id, CancellationToken cancellationToken) =>
        await users.NewPasswordAsync(who, id, cancellationToken) is { } password
            ? Results.Ok(new PasswordRow(password))
            : NoSuchUser(id);

    private static User? FindVisible(ClaimsPrincipal who, IUserDirectory directory, long id) =>
        directory.FindUser(id) is { } user && PortalAccess.Has(who, PortalRole.ReadOnly, user.Domain.Id) ? user : null;

    private static UserRow RowOf(User user, IRegistrationFeed feed) => UserRow.Of(user, UserStanding.Of(feed.OfUser(user.Id)));

    private static IResult NoSuchUser(long id) => Problem.NotFound($"There is no user {id} in the domains that you may see.");
}
