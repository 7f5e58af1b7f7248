using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Api;

/// <summary>The memory of SIP messages: <c>/api/v1/traces</c>, <c>/api/v1/refused</c> and <c>/api/v1/devices/{id}/exchanges</c>.</summary>
internal static class TraceEndpoints
{
    private const string ExampleBody = """{ "address": "203.0.113.7", "minutes": 5 }""";
    private const string Example = """{ "user": "3516@acme.example", "minutes": 5 } or { "address": "203.0.113.7" }""";

    public static void MapTraces(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("").WithTags("Traces");
        group.MapGet("/traces", List).Needs(PortalRole.HelpDesk)
            .Describe("listTraces", "List traces", "Who is watched, or was within the last hour.");
        group.MapPost("/traces", StartAsync).Needs(PortalRole.HelpDesk).Takes<TraceRequest>(ExampleBody)
            .Describe("startTrace", "Watch a user or an address", "Keeps the SIP messages of a user, by name or id, or of an address for some minutes.");
        group.MapGet("/traces/{id:long}", Find).Needs(PortalRole.HelpDesk)
            .Describe("findTrace", "Read a trace", "Its messages, secrets masked; with `after` only those that came since.");
        group.MapDelete("/traces/{id:long}", StopAsync).Needs(PortalRole.HelpDesk)
            .Describe("stopTrace", "Stop watching", "What was kept can be read for an hour.");
        group.MapGet("/traces/{id:long}/{format}", Export).Needs(PortalRole.HelpDesk).Produces<string>(StatusCodes.Status200OK, TraceText.ContentType, PacketCapture.ContentType)
            .Describe("exportTrace", "Download a trace", "As a file: pcap for Wireshark (each message as one UDP datagram), or text.");
        group.MapGet("/refused", ListRefused).Needs(PortalRole.HelpDesk)
            .Describe("listRefusedRegistrations", "List refused registrations", "The last refused registrations of a user (by id) or an address with their answers; they are kept always.");
        group.MapGet("/devices/{id:long}/exchanges", OfDevice).Needs(PortalRole.HelpDesk)
            .Describe("listExchangesOfDevice", "List a device's messages", "The last SIP messages of one device, as far as they were kept.");
        group.MapGet("/devices/{id:long}/exchanges/{format}", ExportDevice).Needs(PortalRole.HelpDesk).Produces<string>(StatusCodes.Status200OK, TraceText.ContentType, PacketCapture.ContentType)
            .Describe("exportExchangesOfDevice", "Download a device's messages", "As a file: pcap or text.");
    }

    private static Ok<List<TraceRow>> List(ClaimsPrincipal who, ITraceAdministration traces) =>
        TypedResults.Ok(traces.List(who).Select(TraceRow.Of).ToList());

    private static async Task<Results<Created<TraceRow>, ProblemHttpResult>> StartAsync(
        HttpRequest request, ClaimsPrincipal who, ITraceAdministration traces, CancellationToken cancellationToken)
    {
        _ = traces.List(who); // Before the body is read: whoever may not do it learns that, and not what is wrong with his JSON.
        var (body, _) = await JsonBody.ReadAsync<TraceRequest>(request, Example);
        if (body is null)
        {
            return Refusal($"The body is JSON, for example {Example}");
        }

        if (new object?[] { body.User, body.UserId, body.Address }.Count(value => value is not null) != 1)
        {
            return Refusal($"Say one of user, userId and address. Example: {Example}");
        }

        var order = new TraceOrder(body.User ?? body.Address ?? "", body.Minutes ?? TraceOrder.UsualMinutes, body.UserId);
        var start = await traces.StartAsync(who, order, cancellationToken);
        return start.Trace is { } trace
            ? TypedResults.Created($"/api/v1/traces/{trace.Id}", TraceRow.Of(trace))
            : Refusal(start.Obstacle);
    }

    private static Results<Ok<TraceReadingRow>, ProblemHttpResult> Find(
        ClaimsPrincipal who, ITraceAdministration traces, long id, long? after) =>
        traces.Read(who, id, after ?? 0) is { } reading ? TypedResults.Ok(TraceReadingRow.Of(reading)) : NoSuchTrace(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> StopAsync(
        ClaimsPrincipal who, ITraceAdministration traces, long id, CancellationToken cancellationToken) =>
        await traces.LeaveAsync(who, id, cancellationToken) ? TypedResults.NoContent() : NoSuchTrace(id);

    private static Results<FileContentHttpResult, ProblemHttpResult> Export(
        ClaimsPrincipal who, ITraceAdministration traces, long id, string format) =>
        traces.Read(who, id) is { } reading ? TraceFile.Of(format, reading.Trace.Subject.Text, reading.Messages) : NoSuchTrace(id);

    private static Results<Ok<List<TracedMessageRow>>, ProblemHttpResult> ListRefused(
        ClaimsPrincipal who, ITraceAdministration traces, long? userId, string? address)
    {
        if (userId is { } user)
        {
            return traces.FailuresOf(who, user) is { } ofUser
                ? TypedResults.Ok(ofUser.Select(TracedMessageRow.Of).ToList())
                : NotFound($"There is no user {user} in the domains that you may control.");
        }

        return SourceNetwork.TryParse(address, out var source, out var mistake)
            ? TypedResults.Ok(traces.FailuresFrom(who, source).Select(TracedMessageRow.Of).ToList())
            : Refusal(string.IsNullOrEmpty(address) ? "Say userId or address. Example: ?address=203.0.113.7" : mistake);
    }

    private static Results<Ok<List<TracedMessageRow>>, ProblemHttpResult> OfDevice(ClaimsPrincipal who, ITraceAdministration traces, long id) =>
        traces.OfDevice(who, id) is { } messages ? TypedResults.Ok(messages.Select(TracedMessageRow.Of).ToList()) : NoSuchDevice(id);

    private static Results<FileContentHttpResult, ProblemHttpResult> ExportDevice(
        ClaimsPrincipal who, ITraceAdministration traces, IRegistrationFeed feed, long id, string format) =>
        traces.OfDevice(who, id) is { } messages && feed.Find(id) is { } device
            ? TraceFile.Of(format, $"{device.Extension}@{device.Domain} {device.Product}".TrimEnd(), messages)
            : NoSuchDevice(id);

    private static ProblemHttpResult NoSuchTrace(long id) =>
        NotFound($"There is no trace {id} that you may read. One that is over is forgotten after an hour, and all when the server starts anew.");

    private static ProblemHttpResult NoSuchDevice(long id) => NotFound($"There is no device {id} in the domains that you may see.");

    private static ProblemHttpResult NotFound(string what) => TypedResults.Problem(what, statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Refusal(string what) => TypedResults.Problem(what, statusCode: StatusCodes.Status400BadRequest);
}
