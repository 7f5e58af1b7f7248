using System.Collections.Immutable;

namespace PbxPortal.Server.Directory;

/// <summary>What changed in the database since the last look, whoever changed it: this process, the command line, another node.</summary>
public sealed record DirectoryChange(
    ImmutableArray<Domain> Domains,
    ImmutableArray<User> Users,
    ImmutableArray<long> RemovedDomainIds,
    ImmutableArray<long> RemovedUserIds)
{
    /// <summary>The removed users as they were, for those who tell of it; filled in by <see cref="UserDirectory"/>.</summary>
    public ImmutableArray<User> RemovedUsers { get; init; } = [];
}
