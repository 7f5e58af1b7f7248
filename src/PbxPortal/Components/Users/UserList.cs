using PbxPortal.Server.Activity;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>What the users page shows: the users that match, with how many of their devices are registered now.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class UserList
{
    private readonly Dictionary<long, DeviceState> _devices = [];
    private readonly Dictionary<long, UserRow> _rows = [];
    private string _text = "";
    private List<UserRow> _listed = [];

    public int Total => _rows.Count;

    /// <summary>How many users a call would reach now.</summary>
    public int Reachable => _rows.Values.Count(row => row.Reachable > 0);

    public IReadOnlyList<UserRow> Listed => _listed;

    /// <summary>Takes the users as they are now; rows of users that stay keep their identity.</summary>
    public void SetUsers(IEnumerable<User> users)
    {
        var present = new HashSet<long>();
        foreach (var user in users)
        {
            present.Add(user.Id);
            if (_rows.TryGetValue(user.Id, out var row))
            {
                row.User = user;
            }
            else
            {
                _rows.Add(user.Id, new UserRow(user));
            }
        }

        foreach (var id in _rows.Keys.Where(id => !present.Contains(id)).ToList())
        {
            _rows.Remove(id);
        }

        CountAll();
        List();
    }

    public void Search(string text)
    {
        _text = text.Trim();
        List();
    }

    /// <summary>Takes news of the devices; no row moves, only numbers change.</summary>
    /// <returns>Whether it changed anything that is shown; a refresh does not.</returns>
    public bool Apply(FeedBatch batch)
    {
        if (batch.IsReset)
        {
            _devices.Clear();
            foreach (var device in batch.Changed)
            {
                _devices[device.DeviceId] = device;
            }

            CountAll();
            return true;
        }

        var isWorthDrawing = false;
        foreach (var device in batch.Changed)
        {
            var before = _devices.GetValueOrDefault(device.DeviceId);
            Count(before, -1);
            Count(device, 1);
            _devices[device.DeviceId] = device;
            isWorthDrawing |= !device.IsReachable || before is not { IsReachable: true };
        }

        foreach (var id in batch.Removed)
        {
            if (_devices.Remove(id, out var gone))
            {
                Count(gone, -1);
                isWorthDrawing = true;
            }
        }

        return isWorthDrawing;
    }

    private void CountAll()
    {
        foreach (var row in _rows.Values)
        {
            (row.Reachable, row.LastSeen) = (0, null);
        }

        foreach (var device in _devices.Values)
        {
            Count(device, 1);
        }
    }

    private void Count(DeviceState? device, int one)
    {
        if (device is null || !_rows.TryGetValue(device.UserId, out var row))
        {
            return;
        }

        row.Reachable += device.IsReachable ? one : 0;
        row.LastSeen = row.LastSeen is { } seen && seen >= device.LastSeen ? seen : device.LastSeen;
    }

    private void List() =>
        _listed =
        [
            .. _rows.Values.Where(row => Matches(row.User))
                .OrderBy(row => row.User.Domain.Name, StringComparer.Ordinal)
                .ThenBy(row => row.User.Extension, NaturalOrder.Instance),
        ];

    private bool Matches(User user) =>
        _text.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
        {
            bool In(string text) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
            return In(user.Extension) || In(user.DisplayName) || In(user.Email) || In(user.Domain.Name) || user.PhoneNumbers.Any(In);
        });
}
