using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PbxPortal.Live;
using PbxPortal.Server.Devices;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Api;

/// <summary>One failed or missing registration as the HTTP API writes it.</summary>
/// <remarks>Immutable. The names are a promise to other programs; a property may be added, not renamed.</remarks>
public sealed record ProblemRow
{
    /// <summary>The same while the problem lasts.</summary>
    public required string Key { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<ProblemCause>))]
    public required ProblemCause Cause { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<ProblemRank>))]
    public required ProblemRank Rank { get; init; }

    /// <summary>The cause in a sentence.</summary>
    public required string Summary { get; init; }

    public required string Advice { get; init; }

    /// <summary>What mends it, in the portal or by another request of this API.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<ProblemFix>))]
    public required ProblemFix Fix { get; init; }

    /// <summary>Empty: of no domain.</summary>
    public required string Domain { get; init; }

    /// <summary><c>null</c>: none of the users.</summary>
    public required long? UserId { get; init; }

    /// <summary>The extension, or what the phone calls itself.</summary>
    public required string User { get; init; }

    public required string DisplayName { get; init; }

    public required long? DeviceId { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<DeviceClass>))]
    public required DeviceClass Class { get; init; }

    public required string Product { get; init; }

    /// <summary>Address and port that it came from last.</summary>
    public required string Source { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<TransportProtocol>))]
    public required TransportProtocol? Transport { get; init; }

    public required DateTimeOffset? Since { get; init; }

    /// <summary>The last attempt.</summary>
    public required DateTimeOffset? LastAt { get; init; }

    /// <summary>Failed attempts since <see cref="Since"/>.</summary>
    public required long Tries { get; init; }

    public required DateTimeOffset? LastGoodAt { get; init; }

    /// <summary>The existing extension that was probably meant; empty: none is near.</summary>
    public required string Suggestion { get; init; }

    /// <summary>The evidence, as people read it.</summary>
    public required ImmutableArray<ProblemFactRow> Facts { get; init; }

    /// <summary>The users who are part of it, for what concerns many.</summary>
    public required ImmutableArray<string> Members { get; init; }

    public static ProblemRow Of(Server.Diagnosis.Problem problem) => new()
    {
        Key = problem.Key,
        Cause = problem.Cause,
        Rank = problem.Rank,
        Summary = problem.Summary,
        Advice = problem.Advice,
        Fix = problem.Fix,
        Domain = problem.Domain,
        UserId = problem.UserId,
        User = problem.User,
        DisplayName = problem.DisplayName,
        DeviceId = problem.DeviceId,
        Class = problem.Class,
        Product = problem.Product,
        Source = problem.Source,
        Transport = problem.Transport,
        Since = problem.Since,
        LastAt = problem.LastAt,
        Tries = problem.Tries,
        LastGoodAt = problem.LastGoodAt,
        Suggestion = problem.Suggestion,
        Facts = [.. problem.Facts.Select(fact => new ProblemFactRow(fact.Term, fact.Text))],
        Members = problem.Members,
    };
}
