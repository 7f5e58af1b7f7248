using System.Collections.Immutable;
using Microsoft.OpenApi;

namespace PbxPortal.Components.Reference;

/// <summary>One answer of an operation.</summary>
/// <param name="Members">What is in it; empty: nothing, or a problem, which is the same everywhere.</param>
/// <param name="IsList">It is a list of such.</param>
/// <remarks>Immutable.</remarks>
public sealed record ApiAnswer(string Status, string Description, ImmutableArray<ApiMember> Members, bool IsList)
{
    internal static ApiAnswer Of(KeyValuePair<string, IOpenApiResponse> answer)
    {
        var schema = answer.Value.Content?.Where(content => content.Key is "application/json").Select(content => content.Value.Schema).FirstOrDefault();
        return new ApiAnswer(answer.Key, answer.Value.Description ?? "", ApiMember.Of(schema?.Items ?? schema), schema?.Items is not null);
    }
}
