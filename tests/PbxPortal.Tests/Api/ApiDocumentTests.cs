using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Accounts;
using PbxPortal.Tests.Accounts;

namespace PbxPortal.Tests.Api;

/// <summary>Walks over the OpenAPI document: everything is described, and everything asks who one is and what one may.</summary>
public sealed class ApiDocumentTests : IAsyncLifetime
{
    /// <summary>Above all roles: what somebody does with his own account or phones no key may do.</summary>
    private const PortalRole OfNoKey = (PortalRole)int.MaxValue;

    private PortalHost _portal = null!;
    private JsonNode _document = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalHost.StartAsync();
        var key = await _portal.AddApiKeyAsync("reader", new RoleGrant(PortalRole.ReadOnly, 1));
        using var answer = await SendAsync(key, "GET", "/openapi/v1.json");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        _document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancelled))!;
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public void Describes_every_endpoint_and_nothing_else()
    {
        var mapped =
            from endpoint in _portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let path = endpoint.RoutePattern.RawText!
            where path.StartsWith("/api/v1/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
            select $"{method} {System.Text.RegularExpressions.Regex.Replace(path, ":long|\\*\\*", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).TrimEnd('/')}";

        Assert.Equal(mapped.Order(StringComparer.Ordinal), Operations().Select(one => $"{one.Method} {one.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_operation_says_what_it_is_what_it_takes_and_what_it_answers()
    {
        var lacking = new List<string>();
        foreach (var (method, path, operation) in Operations())
        {
            void Demand(bool isThere, string what)
            {
                if (!isThere)
                {
                    lacking.Add($"{method} {path}: {what}");
                }
            }

            var answers = operation["responses"]!.AsObject();
            Demand((string?)operation["summary"] is { Length: > 5 }, "summary");
            Demand(((string?)operation["description"])?.Contains("Needs the role", StringComparison.Ordinal) is true, "role");
            Demand((string?)operation["operationId"] is { Length: > 0 }, "operationId");
            Demand(operation["tags"]?.AsArray().Count == 1, "tag");
            Demand(operation["security"]?[0]?[RoleIn((string)operation["description"]!) == OfNoKey ? "cookie" : "apiKey"] is not null, "security");
            Demand(answers.Any(answer => answer.Key is "200" or "201" or "204"), "answer");
            foreach (var status in new[] { "401", "403", "503" })
            {
                Demand(answers[status]?["content"]?["application/problem+json"]?["schema"]?["$ref"] is not null, status);
            }

            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                Demand((string?)parameter!["description"] is { Length: > 0 }, $"description of {parameter["name"]}");
            }

            if (operation["requestBody"]?["content"] is System.Text.Json.Nodes.JsonObject body)
            {
                Demand(body.First().Value?["example"] is not null, "example");
                Demand(answers["400"] is not null, "400");
            }
            else
            {
                Demand(method is "GET" or "DELETE" || !path.EndsWith('s'), "body");
            }

            if (answers["200"] is { } ok)
            {
                Demand(ok["content"]?.AsObject().Count > 0, "schema of 200");
            }
        }

        Assert.Empty(lacking);
        var ids = Operations().Select(one => (string?)one.Operation["operationId"]).ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("bearer", (string?)_document["components"]!["securitySchemes"]!["apiKey"]!["scheme"]);
    }

    [Fact]
    public async Task Every_operation_needs_a_sign_in()
    {
        using var browser = _portal.Open();
        foreach (var (method, path, operation) in Operations())
        {
            using var answer = await browser.SendAsync(new HttpMethod(method), Concrete(path), request => Fill(request, operation));

            Assert.True(answer.StatusCode == HttpStatusCode.Unauthorized, $"{method} {path}: {answer.StatusCode}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        }

        using var document = await browser.GetAsync("/openapi/v1.json");
        Assert.Equal(HttpStatusCode.Unauthorized, document.StatusCode);
    }

    [Fact]
    public async Task Every_operation_refuses_the_roles_below_its_own_and_no_other()
    {
        var keys = new Dictionary<PortalRole, string>();
        foreach (var role in Enum.GetValues<PortalRole>())
        {
            keys[role] = await _portal.AddApiKeyAsync($"{role}", new RoleGrant(role, DomainId: null));
        }

        var wrong = new List<string>();
        foreach (var (method, path, operation) in Operations())
        {
            var needed = RoleIn((string)operation["description"]!);
            foreach (var (role, key) in keys)
            {
                using var answer = await SendAsync(key, method, Concrete(path), operation);
                var isRefused = answer.StatusCode == HttpStatusCode.Forbidden;
                if (isRefused != role < needed || (int)answer.StatusCode >= 500)
                {
                    wrong.Add($"{role}: {method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancelled)}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task The_examples_are_taken()
    {
        var key = await _portal.AddApiKeyAsync("owner", new RoleGrant(PortalRole.Owner, DomainId: null));
        var refused = new List<string>();
        foreach (var (method, path, operation) in Operations().Where(one => one.Operation["requestBody"] is not null))
        {
            if (path is "/api/v1/users/batch")
            {
                continue; // The number that it expects is somebody else's.
            }

            var concrete = path.Replace("/users/{id}", "/users/12", StringComparison.Ordinal).Replace("/domains/{id}", "/domains/1", StringComparison.Ordinal);
            using var answer = await SendAsync(key, method, Concrete(concrete), operation);
            if ((int)answer.StatusCode is 400 or >= 500)
            {
                refused.Add($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancelled)}");
            }
        }

        Assert.Empty(refused);
    }

    private IEnumerable<(string Method, string Path, JsonNode Operation)> Operations() =>
        from path in _document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!);

    private static PortalRole RoleIn(string description)
    {
        var words = description[description.IndexOf("Needs the role ", StringComparison.Ordinal)..];
        return words switch
        {
            _ when words.Contains("of a phone user", StringComparison.Ordinal) => OfNoKey,
            _ when words.Contains("of any account", StringComparison.Ordinal) => OfNoKey,
            _ when words.Contains("owner", StringComparison.Ordinal) => PortalRole.Owner,
            _ when words.Contains("admin", StringComparison.Ordinal) => PortalRole.Admin,
            _ when words.Contains("help desk", StringComparison.Ordinal) => PortalRole.HelpDesk,
            _ => PortalRole.ReadOnly,
        };
    }

    private static string Concrete(string path) =>
        path.Replace("{network}", "203.0.113.99", StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal)
            .Replace("{id}", "4711", StringComparison.Ordinal).Replace("{credentialId}", "4711", StringComparison.Ordinal)
            .Replace("{deviceId}", "4711", StringComparison.Ordinal).Replace("{setupId}", "4711", StringComparison.Ordinal)
            .Replace("{format}", "text", StringComparison.Ordinal).Replace("{sessionId}", "4711", StringComparison.Ordinal);

    private async Task<HttpResponseMessage> SendAsync(string key, string method, string path, JsonNode? operation = null)
    {
        using var browser = _portal.Open();
        return await browser.SendAsync(new HttpMethod(method), path, request =>
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            Fill(request, operation);
        });
    }

    private static void Fill(HttpRequestMessage request, JsonNode? operation)
    {
        if (operation?["requestBody"]?["content"] is System.Text.Json.Nodes.JsonObject content)
        {
            var (type, body) = content.First();
            var text = type is "application/json" ? body!["example"]!.ToJsonString() : (string)body!["example"]!;
            request.Content = new StringContent(text, Encoding.UTF8, type);
        }
    }
}
