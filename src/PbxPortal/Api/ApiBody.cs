namespace PbxPortal.Api;

/// <summary>What the body of a request is, for the description of the API.</summary>
/// <param name="Type">Its schema.</param>
/// <param name="ContentType">For example <c>application/json</c>.</param>
/// <param name="Example">One that would be taken: a JSON value, or a text when it is no JSON.</param>
internal sealed record ApiBody(Type Type, string ContentType, string Example);
