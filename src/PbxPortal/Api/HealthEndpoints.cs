namespace PbxPortal.Api;

/// <summary>What a load balancer and a supervisor ask; open to everybody who can reach the port.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Ok(new { status = "live" })).AllowAnonymous();
        endpoints.MapGet("/health/ready", Ready).AllowAnonymous();
    }

    private static IResult Ready(IEnumerable<IReadinessCheck> checks)
    {
        string[] reasons = [.. checks.Select(check => check.WhyNotReady()).OfType<string>()];
        return reasons.Length == 0
            ? Results.Ok(new { status = "ready" })
            : Results.Problem(string.Join(' ', reasons), statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not ready");
    }
}
