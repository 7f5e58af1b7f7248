using Microsoft.OpenApi;

namespace PbxPortal.Components.Reference;

/// <summary>One parameter in the address of an operation.</summary>
/// <param name="Place">Path or query.</param>
/// <remarks>Immutable.</remarks>
public sealed record ApiParameter(string Name, string Place, bool IsRequired, string Description)
{
    internal static ApiParameter Of(IOpenApiParameter parameter) => new(
        parameter.Name ?? "", parameter.In == ParameterLocation.Path ? "path" : "query", parameter.Required, parameter.Description ?? "");
}
