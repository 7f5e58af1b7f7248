using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace PbxPortal.Components.Live;

/// <summary>A table of any length, of which those rows are drawn that are on the screen, and a few around them.</summary>
/// <remarks>
/// Not MudBlazor's data grid, whose look it has: that one forgets from one rendering to the next which row is which, so that a row which
/// comes, goes or moves makes it draw all rows below anew, menus and all; and for each rendering it copies the whole list.
/// </remarks>
/// <typeparam name="TRow">What stands in a row.</typeparam>
public sealed partial class LongTable<TRow>
{
    private readonly RowWindow _window = new();
    private readonly DotNetObjectReference<LongTable<TRow>> _self;
    private ElementReference _frame;

    public LongTable()
    {
        _self = DotNetObjectReference.Create(this);
    }

    [Inject]
    public required Browser Browser { get; init; }

    /// <summary>What the table is called.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<TRow> Rows { get; set; }

    /// <summary>The heads of the columns.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment Head { get; set; }

    /// <summary>One element or component, with a key.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment<LongTableRow<TRow>> RowContent { get; set; }

    /// <summary>Instead of rows where there are none.</summary>
    [Parameter]
    public RenderFragment? Empty { get; set; }

    public void Dispose() => _self.Dispose();

    /// <summary>Called by the browser when the reader has scrolled, or the window has another size.</summary>
    [JSInvokable]
    public Task ShowRows(int first, int count) => InvokeAsync(() =>
    {
        if (_window.Show(first, count))
        {
            StateHasChanged();
        }
    });

    protected override Task OnAfterRenderAsync(bool firstRender) =>
        firstRender ? Browser.WatchRowsAsync(_frame, _self, RowWindow.Step).AsTask() : Task.CompletedTask;
}
