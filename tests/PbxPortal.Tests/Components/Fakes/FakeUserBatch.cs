using System.Security.Claims;
using PbxPortal.Administration;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Writes down what it was asked, and answers what the test says.</summary>
internal sealed class FakeUserBatch : IUserBatch
{
    public List<string> Asked { get; } = [];

    public List<RangeDraft> Ranges { get; } = [];

    public Func<IReadOnlyList<long>, BatchResult>? Result { get; set; }

    public RangeResult Range { get; set; } = new([], [], []);

    public ImportPreview Preview { get; set; } = new([]);

    public ImportResult Import { get; set; } = new(0, 0, [], []);

    public Exception? Failure { get; set; }

    /// <summary>An order or a range waits for it, when it is set; an order can be cancelled meanwhile.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async Task<BatchResult> RunAsync(
        ClaimsPrincipal who, UserOrder order, IReadOnlyList<long> userIds, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Asked.Add($"{order.Action} {string.Join(',', userIds)}{(order.MaxDevices is { } most ? $" most {most}" : "")}");
        ThrowIfAsked();
        if (Gate is { } gate)
        {
            progress?.Report(1);
            await using var registration = cancellationToken.Register(() => gate.TrySetResult());
            await gate.Task;
        }

        return Result?.Invoke(userIds)
            ?? new BatchResult([.. userIds.Select(id => new UserFate(id, "acme.example", $"{id}", UserOutcome.Done))], 0, Failure: null);
    }

    public async Task<RangeResult> AddRangeAsync(ClaimsPrincipal who, RangeDraft draft, CancellationToken cancellationToken)
    {
        Ranges.Add(draft);
        ThrowIfAsked();
        if (Gate is { } gate)
        {
            await gate.Task;
        }

        return Range;
    }

    public Task<ImportPreview> PreviewAsync(ClaimsPrincipal who, string csv, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Asked.Add($"preview {csv}");
        ThrowIfAsked();
        return Task.FromResult(Preview);
    }

    public Task<ImportResult> ImportAsync(ClaimsPrincipal who, string csv, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Asked.Add($"import {csv}");
        ThrowIfAsked();
        return Task.FromResult(Import);
    }

    private void ThrowIfAsked()
    {
        if (Failure is { } failure)
        {
            throw failure;
        }
    }
}
