using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Location;

/// <summary>
/// Takes a group of changes all the way: made on fresh ground, committed in one transaction, shown to all readers, and only then
/// answered. Where the group cannot be committed as one, each change is tried alone; where the store cannot write, what time has
/// done holds and all else has not happened.
/// </summary>
/// <remarks>Confined to the turn of the location service.</remarks>
internal sealed partial class GroupCommit(
    IBindingStore store,
    LocationTable table,
    LocationTransaction transaction,
    DueDevices due,
    FlowUse flows,
    StoreHealth health,
    Action<IReadOnlyList<DeviceTouch>> changed,
    Action<Flow> closed,
    ILogger logger)
{
    private readonly List<LocationChange> _made = [];
    private readonly OwedWrites _owed = new();
    private readonly Outbox _outbox = new();

    public void Run(List<LocationChange> group)
    {
        try
        {
            Make(group);
            Commit();
        }
        catch (StoreUnavailableException exception)
        {
            GoOnWithoutStore(group, exception);
        }
        catch (Exception exception)
        {
            LogGroupFailed(logger, exception, group.Count);
            SettleOwed();
            CommitOneByOne(group);
        }
    }

    /// <summary>For what never came so far.</summary>
    public void Refuse(LocationChange change, StoreUnavailableException failure) => Answer([change], failure);

    /// <summary>Takes over what was read from the store, and puts it under the clock's watch.</summary>
    /// <param name="lapsed">Gets those whose time is over already.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    public void Take(UserLocation[] locations, LapsedBindings lapsed)
    {
        foreach (var location in locations)
        {
            var hasLapsed = false;
            foreach (var entry in location.Devices)
            {
                if (entry.Binding is { } binding && binding.Deadline <= transaction.Now)
                {
                    hasLapsed = true;
                }
                else
                {
                    due.Watch(entry, transaction.Now, transaction.UtcNow); // No connection has come back: there is no flow to follow.
                }
            }

            if (hasLapsed)
            {
                lapsed.Add(location.UserId);
            }

            table.Put(location);
        }
    }

    /// <summary>What is owed goes with every commit: if it is what the store refuses, nobody could ever commit again.</summary>
    private void SettleOwed()
    {
        try
        {
            transaction.Clear();
            _owed.PutInto(transaction.Batch);
            Write();
        }
        catch (Exception exception) when (exception is not StoreUnavailableException)
        {
            LogOwedDropped(logger, exception);
            _owed.Clear();
        }
        catch (StoreUnavailableException exception)
        {
            Report(exception);
        }
    }

    /// <summary>One bad change must not cost the others theirs.</summary>
    private void CommitOneByOne(List<LocationChange> group)
    {
        foreach (var change in group)
        {
            List<LocationChange> alone = [change];
            try
            {
                Make(alone);
                Commit();
            }
            catch (StoreUnavailableException exception)
            {
                GoOnWithoutStore(alone, exception);
            }
            catch (Exception exception)
            {
                LogChangeFailed(logger, exception);
                Abandon(change, exception);
            }
        }
    }

    /// <summary>What time has done is true although it cannot be written; all else has not happened.</summary>
    private void Abandon(LocationChange change, Exception exception)
    {
        if (!change.HoldsWithoutStore || !TryShowUnwritten([change]))
        {
            Answer([change], exception);
        }
    }

    private void Make(List<LocationChange> changes)
    {
        transaction.Clear();
        _made.Clear();
        foreach (var change in changes)
        {
            var savepoint = transaction.Save();
            if (!change.Apply(transaction))
            {
                transaction.RollBack(savepoint);
            }

            _made.Add(change);
        }
    }

    private void Commit()
    {
        _owed.PutInto(transaction.Batch);
        Write();
        Show();
        Answer(_made, failure: null);
    }

    private void Write()
    {
        if (!transaction.Batch.IsEmpty)
        {
            store.Commit(transaction.Batch);
            _owed.Clear();
            Report(failure: null);
        }
    }

    /// <summary>Time goes on when the disk does not: what holds without it is shown now and written when it can be.</summary>
    private void GoOnWithoutStore(List<LocationChange> changes, StoreUnavailableException exception)
    {
        Report(exception);
        Answer(changes.FindAll(change => !change.HoldsWithoutStore), exception);
        var holding = changes.FindAll(change => change.HoldsWithoutStore);
        if (TryShowUnwritten(holding))
        {
            _owed.Keep(transaction.Batch);
        }
        else
        {
            Answer(holding, exception);
        }
    }

    private bool TryShowUnwritten(List<LocationChange> changes)
    {
        try
        {
            Make(changes);
        }
        catch (Exception exception)
        {
            LogChangeFailed(logger, exception);
            return false;
        }

        Show();
        Answer(_made, failure: null);
        return true;
    }

    /// <summary>Readers see the new leases and records, the wheel the new deadlines, the viewers the news; in this order.</summary>
    private void Show()
    {
        foreach (ref readonly var renewal in transaction.Renewals)
        {
            renewal.Binding.Renew(renewal.Lease);
            due.Watch(renewal.Entry, transaction.Now, transaction.UtcNow);
        }

        ShowChanged();
        if (transaction.Touched.Count > 0)
        {
            Tell();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // See LocationTransaction.EndExpired.
    private void ShowChanged()
    {
        foreach (var location in transaction.Changed)
        {
            Follow(table.OfUser(location.UserId), location);
            table.Put(location);
        }
    }

    private void Report(StoreUnavailableException? failure)
    {
        try
        {
            if (failure is null)
            {
                health.ReportSuccess();
            }
            else
            {
                health.ReportFailure(failure.Message);
            }
        }
        catch (Exception exception)
        {
            LogListenerFailed(logger, exception);
        }
    }

    /// <summary>Whoever listens is not part of the change: what he throws must neither undo it nor end the loop.</summary>
    private void Tell()
    {
        try
        {
            changed(transaction.Touched);
        }
        catch (Exception exception)
        {
            LogListenerFailed(logger, exception);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // See LocationTransaction.EndExpired.
    private void Follow(UserLocation? before, UserLocation after)
    {
        foreach (var entry in after.Devices)
        {
            var earlier = before?.Find(entry.Device.Id);
            if (!ReferenceEquals(earlier, entry))
            {
                flows.Follow(earlier?.Binding, entry.Binding);
                TellIfClosed(entry.Binding);
                due.Watch(entry, transaction.Now, transaction.UtcNow);
            }
        }

        foreach (var gone in before?.Devices ?? [])
        {
            if (after.Find(gone.Device.Id) is null)
            {
                flows.Follow(gone.Binding, after: null);
            }
        }
    }

    /// <summary>
    /// A connection that ended before its binding was shown was looked for in vain; one that ends later finds it. Between the two
    /// there is nothing: a flow is closed before its end is told.
    /// </summary>
    private void TellIfClosed(Binding? binding)
    {
        if (binding is { NeedsConnection: true, Connection: { IsClosed: true } flow })
        {
            closed(flow);
        }
    }

    private void Answer(List<LocationChange> changes, Exception? failure)
    {
        foreach (var change in changes)
        {
            try
            {
                change.Complete(failure, _outbox);
            }
            catch (Exception exception)
            {
                LogChangeFailed(logger, exception);
            }
        }

        try
        {
            _outbox.Flush();
        }
        catch (Exception exception)
        {
            LogChangeFailed(logger, exception); // The group is done; phones that miss an answer ask again.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A group of {Count} changes could not be committed; each is tried alone.")]
    private static partial void LogGroupFailed(ILogger logger, Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "What expired while the store was failing cannot be written; a restart finds the same by the clock.")]
    private static partial void LogOwedDropped(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody who listens to the location service failed.")]
    private static partial void LogListenerFailed(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A change of the location service failed.")]
    private static partial void LogChangeFailed(ILogger logger, Exception exception);
}
