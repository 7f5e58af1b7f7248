using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.OpenApi;
using PbxPortal.Api;
using PbxPortal.Components.Live;
using PbxPortal.Components.Reference;

namespace PbxPortal.Components.Pages;

/// <summary>The API for people to read, made of the same document that programs get. It needs nothing from outside.</summary>
public sealed partial class ApiReferencePage
{
    private readonly TypedText _typed = new();
    private IReadOnlyList<ApiOperation> _operations = [];
    private IReadOnlyList<string> _introduction = [];
    private string? _failure;
    private string? _query; // Of the address as it was taken last.

    [Inject]
    public required IServiceProvider Services { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>The operation that is open, by its id.</summary>
    [SupplyParameterFromQuery(Name = "operation")]
    public string? Operation { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    private string Address => new Uri(new Uri(Navigation.BaseUri), "/api/v1").ToString();

    private IEnumerable<ApiOperation> Found => _operations.Where(operation => _typed.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
    {
        bool In(string text) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
        return In(operation.Path) || In(operation.Summary) || In(operation.Description) || In(operation.Tag) || In(operation.Id) || In(operation.Method);
    }));

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override void OnParametersSet()
    {
        if (!string.Equals(_query, Query, StringComparison.Ordinal))
        {
            _query = Query;
            _typed.Take(Query ?? "");
        }
    }

    private static string IdOf(string tag) => "tag-" + tag.Replace(' ', '-').ToLowerInvariant();

    private bool IsOpen(ApiOperation operation) => string.Equals(operation.Id, Operation, StringComparison.Ordinal);

    private void Search() => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameter("q", _typed.Ask() is { Length: > 0 } text ? text : null), replace: true);

    private void Clear()
    {
        _typed.Value = "";
        Search();
    }

    private async Task ReadAsync()
    {
        _failure = null;
        try
        {
            var document = await Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(ApiDocument.Name).GetOpenApiDocumentAsync(CancellationToken.None);
            _operations = ApiOperation.In(document);
            _introduction = (document.Info.Description ?? "").Replace("\r", "", StringComparison.Ordinal).Split("\n\n");
        }
        catch (InvalidOperationException exception)
        {
            _failure = exception.Message;
        }
    }
}
