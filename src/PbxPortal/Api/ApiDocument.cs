using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>The OpenAPI document of the HTTP API, <c>/openapi/v1.json</c>: made of what the endpoints say of themselves.</summary>
internal static class ApiDocument
{
    /// <summary>The name of the document, and the version in every path.</summary>
    public const string Name = "v1";

    private const string KeyScheme = "apiKey";
    private const string CookieScheme = "cookie";
    private const string ProblemSchema = "Problem";

    private const string Introduction =
        """
        Everything that the portal's pages do, for other programs, with the same permissions. Sign in with an API key,
        `Authorization: Bearer KEY`; `PbxPortal api-keys create` or `POST /api/v1/api-keys` makes one. A page of the portal itself may use
        its cookie; what somebody does with his own account or phones takes the cookie alone.

        Errors are `application/problem+json` (RFC 9457): `detail` says what is wrong and what would be right, `errors` says it for each
        member of the body or line of the file. What you may not see does not exist for you (404). While the store takes no changes
        (503), nothing was changed.

        Times are UTC in RFC 3339. A member may be added to an answer, never renamed. Live changes come from the SignalR hub
        `/hubs/registrations`.
        """;

    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["q"] = "What to look for; several words must all occur.",
        ["domain"] = "The name of one domain.",
        ["user"] = "The extension.",
        ["status"] = "failing, late, disconnected, online, asleep, keptOut, offline or neverSeen.",
        ["state"] = "failing, late, disconnected, online, asleep, keptOut, offline, noDevice or disabled; several with commas.",
        ["reachable"] = "yes: whom a call would reach now; no: the others.",
        ["limit"] = "So many at once, 1 to 1000.",
        ["after"] = "The last id of the page before.",
        ["before"] = "The last id of the page before.",
        ["kind"] = "For example refused for events, apiKey for the audit; several with commas.",
        ["actor"] = "The name of the account or API key.",
        ["sessionId"] = "The id of a signed-in browser.",
        ["keepOut"] = "no, oneHour or untilAllowed; left out: no.",
        ["notice"] = "checkSync or reboot.",
        ["dryRun"] = "true: says what would happen, and writes nothing.",
        ["network"] = "An address or a network, as the list writes it.",
        ["name"] = "The name of the key.",
        ["userId"] = "The id of a user.",
        ["deviceId"] = "The id of a device.",
        ["credentialId"] = "The id of a credential.",
        ["cause"] = "For example wrongPassword.",
        ["address"] = "An address, for example 203.0.113.7.",
        ["format"] = "How it is written: pcap or text for messages, csv or json for calls and audit.",
        ["result"] = "answered, cancelled, busy, declined, noAnswer, unavailable, notFound, refused or failed; several with commas.",
        ["since"] = "What began or was done then or later, for example 2026-11-29T08:00:00Z.",
        ["until"] = "What began or was done before.",
        ["setupId"] = "The id of a set-up.",
        ["id"] = "As the list writes it.",
    };

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) is true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
    });

    public static void MapApiDocument(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapOpenApi("/openapi/{documentName}.json").RequireAuthorization(PortalPolicies.See);

    private static void Introduce(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "PbxPortal", Version = Name, Description = Introduction };
        document.Servers = []; // The address that the document came from.
        document.AddComponent(KeyScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key, as `PbxPortal api-keys create` prints it.",
        });
        document.AddComponent(CookieScheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = AccountServices.CookieName,
            Description = "The session of a browser that is signed in; a request with an `Origin` must come from the portal's own.",
        });
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var needed = metadata.OfType<NeededRole>().FirstOrDefault();
        if (needed is not null)
        {
            operation.Description = $"{operation.Description} Needs the role {needed.Words}.";
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(needed is { Role: null } ? CookieScheme : KeyScheme, context.Document)] = [] }];
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Description ??= Parameters.GetValueOrDefault(parameter.Name ?? "");
        }

        if (metadata.OfType<ApiBody>().FirstOrDefault() is { } body)
        {
            operation.RequestBody = await DescribeAsync(body, context, cancellationToken);
        }

        var schema = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), parameterDescription: null, cancellationToken);
        context.Document!.AddComponent(ProblemSchema, schema);
        AddProblems(operation, context);
    }

    private static async Task<OpenApiRequestBody> DescribeAsync(
        ApiBody body, OpenApiOperationTransformerContext context, CancellationToken cancellationToken) => new()
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [body.ContentType] = new()
                {
                    Schema = await context.GetOrCreateSchemaAsync(body.Type, parameterDescription: null, cancellationToken),
                    Example = body.ContentType.EndsWith("json", StringComparison.Ordinal)
                        ? JsonNode.Parse(body.Example, documentOptions: new JsonDocumentOptions())
                        : JsonValue.Create(body.Example),
                },
            },
        };

    private static void AddProblems(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        operation.Responses ??= [];
        if (operation.RequestBody is not null || operation.Parameters?.Any(parameter => parameter.In == ParameterLocation.Query) is true)
        {
            Add(StatusCodes.Status400BadRequest, "Something is wrong with the request; `detail` says what, with an example.");
        }

        Add(StatusCodes.Status401Unauthorized, "No API key, or one that is not good any more.");
        Add(StatusCodes.Status403Forbidden, "Your role does not allow it.");
        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal))
        {
            Add(StatusCodes.Status404NotFound, "There is no such thing, or none that you may see.");
        }

        Add(StatusCodes.Status503ServiceUnavailable, "The store takes no changes at the moment; nothing was changed.");

        void Add(int status, string description) => operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, context.Document) },
            },
        };
    }
}
