using System.Globalization;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Api;

/// <summary>Many users at once: <c>/api/v1/users/batch</c>, <c>range</c>, <c>import</c> and <c>export</c>.</summary>
internal static class UserBatchEndpoints
{
    private const string Csv = "text/csv";
    private const string BatchExample = """{ "action": "disable", "filter": "domain=acme.example&state=offline", "expected": 12 }""";
    private const string RangeExample = """{ "domain": "acme.example", "range": "100-149", "name": "Desk {extension}" }""";
    private const string ImportExample = "domain,extension,display_name,phone_numbers\nacme.example,3516,Reception,+498912345678\n";

    public static void MapUserBatches(this IEndpointRouteBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users");
        users.MapPost("/batch", RunAsync).Needs(PortalRole.Admin).Takes<BatchOrder>(BatchExample).Produces<BatchRow>()
            .ProducesProblem(StatusCodes.Status409Conflict)
            .Describe("changeUsers", "Change many users", "Enables, disables, limits, gives new passwords or deletes, one user after another. With a filter, `expected` must be the number of users it means: otherwise the answer is 409 and nothing is done.");
        users.MapPost("/range", AddRangeAsync).Needs(PortalRole.Admin).Takes<RangeOrder>(RangeExample).Produces<RangeRow>()
            .Describe("addUserRange", "Add a range of users", "Adds those of the range that nobody has, each with a generated password, which is told in this answer only. All of them or none.");
        users.MapPost("/import", ImportAsync).Needs(PortalRole.Admin).Takes<string>(ImportExample, Csv).Produces<ImportRow>()
            .Describe("importUsers", "Import users", $"A CSV file in UTF-8 with the columns {string.Join(", ", UserCsv.Columns)}, in any order. With `dryRun=true` the answer says what would become of each line, and nothing is written. All of the file or nothing: a wrong line makes it 400, with each such line in `errors`.");
        users.MapGet("/export", Export).Needs(PortalRole.ReadOnly).Produces<string>(StatusCodes.Status200OK, Csv)
            .Describe("exportUsers", "Export users", "The users that match, as a CSV file that can be imported again. Passwords are not kept and so not in it.");
    }

    private static async Task<IResult> RunAsync(
        HttpRequest request,
        ClaimsPrincipal who,
        IUserDirectory directory,
        IRegistrationFeed feed,
        [FromServices] IUserBatch users,
        CancellationToken cancellationToken)
    {
        var (order, problem) = await JsonBody.ReadAsync<BatchOrder>(request, BatchExample);
        if (order is null)
        {
            return problem!;
        }

        if (!order.TryReadAction(out var action))
        {
            return Problem.Of(["action is enable, disable, setMaxDevices, newPassword or delete."]);
        }

        if (order.UserIds is null == order.Filter is null)
        {
            return Problem.Of([$"Name the users either by userIds or by filter. Example: {BatchExample}"]);
        }

        var ids = order.UserIds ?? [.. UserQuery.Run(who, UserFilter.Parse(order.Filter!), directory, feed).Select(found => found.User.Id)];
        if (order.Filter is not null && order.Expected != ids.Count)
        {
            return Results.Problem(
                $"The filter means {ids.Count} users now, and not {order.Expected?.ToString(CultureInfo.InvariantCulture) ?? "an unknown number"}; "
                + "nothing was done. Say how many you expect in expected.",
                statusCode: StatusCodes.Status409Conflict);
        }

        return Results.Ok(BatchRow.Of(await users.RunAsync(who, new UserOrder(action, order.MaxDevices), ids, progress: null, cancellationToken)));
    }

    private static async Task<IResult> AddRangeAsync(
        HttpRequest request, ClaimsPrincipal who, IUserDirectory directory, [FromServices] IUserBatch users, CancellationToken cancellationToken)
    {
        var (order, problem) = await JsonBody.ReadAsync<RangeOrder>(request, RangeExample);
        if (order is null)
        {
            return problem!;
        }

        if (directory.FindDomain(order.Domain ?? "") is not { } domain || !PortalAccess.Has(who, PortalRole.ReadOnly, domain.Id))
        {
            return Problem.Of([$"There is no domain '{order.Domain}' that you may see. Example: {RangeExample}"]);
        }

        var draft = new RangeDraft(domain.Id, order.Range ?? "", order.Name ?? "", order.MaxDevices);
        var result = await users.AddRangeAsync(who, draft, cancellationToken);
        return result.Mistakes.IsDefaultOrEmpty ? Results.Ok(new RangeRow(result.Passwords, result.Existing)) : Problem.Of(result.Mistakes);
    }

    /// <param name="dryRun">true: says what would happen, and writes nothing.</param>
    private static async Task<IResult> ImportAsync(
        HttpRequest request, ClaimsPrincipal who, [FromServices] IUserBatch users, bool? dryRun, CancellationToken cancellationToken)
    {
        string csv;
        try
        {
            using var reader = new StreamReader(request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
            csv = await reader.ReadToEndAsync(cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            return Problem.Of(["The file is not in UTF-8."]);
        }

        if (dryRun is true)
        {
            return Results.Ok(ImportRow.Of(await users.PreviewAsync(who, csv, progress: null, cancellationToken)));
        }

        var result = await users.ImportAsync(who, csv, progress: null, cancellationToken);
        return result.Mistakes.IsEmpty ? Results.Ok(ImportRow.Of(result)) : Problem.Of(result.Mistakes);
    }

    /// <param name="q">As in the list of users.</param>
    /// <param name="domain">The name of one domain.</param>
    /// <param name="state">As in the list of users.</param>
    /// <param name="reachable">yes or no.</param>
    private static IResult Export(
        HttpContext context, ClaimsPrincipal who, IUserDirectory directory, IRegistrationFeed feed,
        string? q, string? domain, string? state, string? reachable)
    {
        var filter = UserFilter.Parse(context.Request.QueryString.Value ?? "");
        if (UserEndpoints.WrongWordIn(filter, state, reachable) is { } mistake)
        {
            return Problem.Of([mistake]);
        }

        using var file = new StringWriter(CultureInfo.InvariantCulture);
        UserCsv.WriteUsers(file, UserQuery.Run(who, filter, directory, feed).Select(found => found.User));
        return Results.Text(file.ToString(), Csv, Encoding.UTF8);
    }
}
