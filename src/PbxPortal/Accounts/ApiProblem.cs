using Microsoft.AspNetCore.Mvc;

namespace PbxPortal.Accounts;

/// <summary>Answers a program with <c>application/problem+json</c> (RFC 9457), where a person would get a page.</summary>
internal static class ApiProblem
{
    /// <summary>The page that people read of the API.</summary>
    public const string ApiReference = "/api/reference";

    /// <summary>Whether the request comes from a program that no redirection to a page would help.</summary>
    public static bool IsForProgram(HttpRequest request) =>
        (request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            && !request.Path.StartsWithSegments(ApiReference, StringComparison.Ordinal))
        || request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal)
        || request.Path.StartsWithSegments("/hubs", StringComparison.Ordinal);

    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        return Results.Problem(new ProblemDetails { Status = status, Detail = detail }).ExecuteAsync(context);
    }
}
