namespace PbxPortal.Server.Diagnosis;

/// <summary>How each domain stands in numbers, for those who need no problems.</summary>
public interface IDomainCensus
{
    /// <summary>Goes through all users, some milliseconds for ten thousand; a domain without users is not in it.</summary>
    IReadOnlyDictionary<long, DomainCounts> Count();
}
