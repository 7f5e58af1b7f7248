using PbxPortal.Administration;

namespace PbxPortal.Components.Users;

/// <summary>The numbers beside the facets of the users page.</summary>
/// <remarks>Confined to the renderer's dispatcher.</remarks>
public sealed class UserCounts
{
    private readonly int[] _byState = new int[Enum.GetValues<UserState>().Length];

    /// <summary>All that one may see.</summary>
    public int Total { get; private set; }

    /// <summary>Those of all that a call would reach now.</summary>
    public int Reachable { get; private set; }

    /// <summary>Found by text and domain, however they stand.</summary>
    public int Found { get; private set; }

    public int FoundReachable { get; private set; }

    /// <summary>Found by text and domain, and in this state.</summary>
    public int Of(UserState state) => _byState[(int)state];

    internal void Clear()
    {
        Array.Clear(_byState);
        Total = Reachable = Found = FoundReachable = 0;
    }

    internal void Add(UserRow row) => Count(row, 1);

    internal void Subtract(UserRow row) => Count(row, -1);

    private void Count(UserRow row, int one)
    {
        var reachable = row.Reachable > 0 ? one : 0;
        Total += one;
        Reachable += reachable;
        if (row.IsFound)
        {
            Found += one;
            FoundReachable += reachable;
            _byState[(int)row.State] += one;
        }
    }
}
