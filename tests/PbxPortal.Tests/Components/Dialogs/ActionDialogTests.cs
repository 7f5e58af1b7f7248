using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using PbxPortal.Server.Location;

namespace PbxPortal.Tests.Components.Dialogs;

public sealed class ActionDialogTests : PortalPageContext
{
    [Fact]
    public async Task A_second_click_while_it_runs_does_nothing()
    {
        var dialog = await OpenAsync();
        dialog.Gate = new TaskCompletionSource();

        var first = RunAsync(dialog.FirstAsync);
        await RunAsync(dialog.FirstAsync);
        Assert.True(dialog.IsBusy);
        dialog.Gate.SetResult();
        await first;

        Assert.Equal(["first"], dialog.Done);
        Assert.False(dialog.IsBusy);
    }

    [Fact]
    public async Task A_second_click_that_comes_after_it_does_nothing_either()
    {
        var dialog = await OpenAsync();

        await RunAsync(dialog.FirstAsync);
        await RunAsync(dialog.FirstAsync);
        await RunAsync(dialog.SecondAsync);

        Assert.Equal(["first", "second"], dialog.Done);
    }

    [Fact]
    public async Task What_was_wrong_is_said_and_can_be_tried_again()
    {
        var dialog = await OpenAsync();
        dialog.IsWrong = true;
        await RunAsync(dialog.FirstAsync);
        Assert.Equal("That is wrong.", dialog.Mistake);
        (dialog.IsWrong, dialog.Failure) = (false, new StoreUnavailableException("The disk is full."));
        await RunAsync(dialog.FirstAsync);
        Assert.Contains("the disk is full", dialog.Mistake, StringComparison.Ordinal);
        dialog.Failure = null;

        await RunAsync(dialog.FirstAsync);

        Assert.Null(dialog.Mistake);
        Assert.Equal(3, dialog.Done.Count);
    }

    private async Task<TwiceDialog> OpenAsync()
    {
        var page = Open<MudSnackbarProvider>();
        var opened = await page.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowAsync<TwiceDialog>("Twice"));
        TwiceDialog? dialog = null;
        page.WaitForAssertion(() => Assert.NotNull(dialog = opened.Dialog as TwiceDialog));
        return dialog!;
    }

    private Task RunAsync(Func<Task> step) => Renderer.Dispatcher.InvokeAsync(step);
}
