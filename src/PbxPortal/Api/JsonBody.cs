using System.Text.Json;

namespace PbxPortal.Api;

/// <summary>Reads the body of a request, and says what is wrong with one that cannot be read.</summary>
internal static class JsonBody
{
    public static async Task<(T? Body, IResult? Problem)> ReadAsync<T>(HttpRequest request, string example)
        where T : class
    {
        try
        {
            if (request.HasJsonContentType() && await request.ReadFromJsonAsync<T>(request.HttpContext.RequestAborted) is { } body)
            {
                return (body, null);
            }
        }
        catch (JsonException)
        {
            // Its own words name types of ours; the example says more.
        }

        return (null, Results.Problem($"The body is JSON, for example {example}", statusCode: StatusCodes.Status400BadRequest));
    }
}
