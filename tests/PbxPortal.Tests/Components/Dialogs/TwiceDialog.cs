using PbxPortal.Administration;
using PbxPortal.Components.Dialogs;

namespace PbxPortal.Tests.Components.Dialogs;

/// <summary>A dialog whose two steps a test starts itself.</summary>
public sealed class TwiceDialog : ActionDialog
{
    public List<string> Done { get; } = [];

    public TaskCompletionSource? Gate { get; set; }

    public Exception? Failure { get; set; }

    public bool IsWrong { get; set; }

    public bool IsBusy => IsRunning;

    public string? Mistake => Mistakes.OfTheWhole;

    public Task FirstAsync() => RunAsync(async _ =>
    {
        Done.Add("first");
        if (Gate is { } gate)
        {
            await gate.Task;
        }

        if (Failure is { } failure)
        {
            throw failure;
        }

        Mistakes = IsWrong ? FieldMistakes.Of([new Mistake("", "That is wrong.")]) : FieldMistakes.None;
    });

    public Task SecondAsync() => RunAsync(_ =>
    {
        Done.Add("second");
        return Task.CompletedTask;
    });
}
