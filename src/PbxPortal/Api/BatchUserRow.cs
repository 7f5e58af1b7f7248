using System.Text.Json.Serialization;
using PbxPortal.Administration;
using PbxPortal.Live;

namespace PbxPortal.Api;

/// <summary>One user, and what an order for many did to him.</summary>
/// <param name="Password">The new one, told only now.</param>
public sealed record BatchUserRow(
    long Id,
    string Domain,
    string Extension,
    [property: JsonConverter(typeof(CamelCaseEnumConverter<UserOutcome>))] UserOutcome Outcome,
    string? Password);
