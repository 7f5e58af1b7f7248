namespace PbxPortal.Administration;

/// <summary>Reads who changed what.</summary>
internal interface IAuditReader
{
    /// <summary>The newest first, of these domains, and of none when <paramref name="withoutDomain"/>.</summary>
    Task<IReadOnlyList<AuditLine>> ReadAsync(
        IReadOnlyList<long> domainIds, bool withoutDomain, DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>The new value of the last line with this action; <c>null</c>: there is none.</summary>
    Task<string?> FindLastValueAsync(string action, CancellationToken cancellationToken);
}
