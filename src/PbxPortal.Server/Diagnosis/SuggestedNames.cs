using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Diagnosis;

/// <summary>The names nearest to those that nobody has, looked up once while the directory stays as it is.</summary>
/// <remarks>Confined to its owner. Bounded: a domain of 100,000 users is searched for few names per turn, the rest wait for the next.</remarks>
internal sealed class SuggestedNames(UserDirectory directory)
{
    private const int MostKnown = 4_000;

    /// <summary>Names compared in one turn: some 10 ms.</summary>
    private const int MostCompared = 200_000;

    private readonly Dictionary<(long DomainId, string Name), User?> _known = [];
    private int _compared;

    public void BeginTurn() => _compared = 0;

    public void Forget() => _known.Clear();

    /// <summary><c>null</c>: none is near, or there was no time to look yet.</summary>
    public User? Find(long domainId, string name)
    {
        if (_known.TryGetValue((domainId, name), out var known))
        {
            return known;
        }

        if (_compared >= MostCompared || name.Length == 0)
        {
            return null;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        var users = directory.UsersOf(domainId);
        _compared += users.Count;
        var nearest = NearestName.Find(name, users.Where(user => user.IsEnabled).Select(user => user.Extension));
        return _known[(domainId, name)] = nearest is null ? null : directory.FindUser(domainId, nearest);
    }
}
