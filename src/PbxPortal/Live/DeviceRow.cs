using System.Text.Json.Serialization;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Calls;
using PbxPortal.Server.Devices;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Live;

/// <summary>One device as the hub and the HTTP API write it.</summary>
/// <remarks>Immutable. The names are a promise to other programs; a property may be added, not renamed.</remarks>
public sealed record DeviceRow
{
    public required long Id { get; init; }

    public required long UserId { get; init; }

    public required string Domain { get; init; }

    public required string Extension { get; init; }

    public required string DisplayName { get; init; }

    public required string Name { get; init; }

    public required string Remark { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<DeviceClass>))]
    public required DeviceClass Class { get; init; }

    public required string Product { get; init; }

    public required string UserAgent { get; init; }

    /// <summary>No call rings there.</summary>
    public required bool DoNotDisturb { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<DeviceStatus>))]
    public required DeviceStatus Status { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>none, calling, ringing or inCall.</summary>
    [JsonConverter(typeof(CamelCaseEnumConverter<DeviceCallState>))]
    public required DeviceCallState CallState { get; init; }

    public required string Reason { get; init; }

    public required bool IsRegistered { get; init; }

    /// <summary>Registered, and not without its connection: a call would find it now.</summary>
    public required bool IsReachable { get; init; }

    public required string Source { get; init; }

    [JsonConverter(typeof(CamelCaseEnumConverter<TransportProtocol>))]
    public required TransportProtocol? Transport { get; init; }

    public required string ContactUri { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }

    public required DateTimeOffset? RegisteredAt { get; init; }

    public required DateTimeOffset? RefreshedAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    public required int GrantedSeconds { get; init; }

    public required DateTimeOffset? NextRefreshAt { get; init; }

    public required int RefreshCount { get; init; }

    public required DateTimeOffset? KeptOutUntil { get; init; }

    /// <summary>Milliseconds that the last OPTIONS took to be answered; <c>null</c>: not asked, or never answered.</summary>
    public required double? Rtt { get; init; }

    public static DeviceRow Of(DeviceState state) => new()
    {
        Id = state.DeviceId,
        UserId = state.UserId,
        Domain = state.Domain,
        Extension = state.Extension,
        DisplayName = state.DisplayName,
        Name = state.Name,
        Remark = state.Remark,
        Class = state.Class,
        Product = state.Product,
        UserAgent = state.UserAgent,
        DoNotDisturb = state.DoNotDisturb,
        Status = state.Status,
        Since = state.Since,
        CallState = state.CallState,
        Reason = state.Reason,
        IsRegistered = state.IsRegistered,
        IsReachable = state.IsReachable,
        Source = state.Source,
        Transport = state.Transport,
        ContactUri = state.ContactUri,
        FirstSeen = state.FirstSeen,
        LastSeen = state.LastSeen,
        RegisteredAt = state.RegisteredAt,
        RefreshedAt = state.RefreshedAt,
        ExpiresAt = state.ExpiresAt,
        GrantedSeconds = state.GrantedSeconds,
        NextRefreshAt = state.NextRefreshAt,
        RefreshCount = state.RefreshCount,
        KeptOutUntil = state.KeptOutUntil,
        Rtt = state.RoundTrip is { } roundTrip ? Math.Round(roundTrip.TotalMilliseconds, 1) : null,
    };
}
