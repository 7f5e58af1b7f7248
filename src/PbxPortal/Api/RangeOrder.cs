namespace PbxPortal.Api;

/// <summary>The body of <c>POST /api/v1/users/range</c>.</summary>
/// <param name="Domain">For example <c>acme.example</c>.</param>
/// <param name="Range">First and last extension, for example <c>100-149</c>.</param>
/// <param name="Name">May be left out; <c>{extension}</c> in it stands for the extension.</param>
/// <param name="MaxDevices">Left out: as in the domain.</param>
public sealed record RangeOrder(string? Domain, string? Range, string? Name, int? MaxDevices);
