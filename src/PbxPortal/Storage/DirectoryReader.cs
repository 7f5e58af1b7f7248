using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>Reads the domains and users that changed between two moments; <see cref="DirectoryLoader"/> reads all of them.</summary>
/// <remarks>Confined to one read transaction.</remarks>
internal sealed class DirectoryReader(SqliteTransaction transaction)
{
    private readonly SqliteConnection _connection = transaction.Connection!;

    /// <summary>The number of the last change that this reader sees.</summary>
    public Task<long> LastChangeAsync() => _connection.ExecuteScalarAsync<long>(DirectorySql.LastChange, transaction: transaction);

    /// <summary>What changed after the change <paramref name="after"/>, up to and with <paramref name="last"/>.</summary>
    public async Task<DirectoryChange> ReadChangedAsync(long after, long last)
    {
        var range = new { after, last };
        var changedDomains = await ReadDomainsAsync(DirectorySql.ChangedDomains, range);
        var changedDomainIds = await _connection.QueryAsync<long>(DirectorySql.ChangedDomainIds, range, transaction);
        var changedUserIds = (await _connection.QueryAsync<long>(DirectorySql.ChangedUserIds, range, transaction)).AsList();
        ImmutableArray<User> users = changedUserIds.Count == 0
            ? []
            : await ReadUsersAsync(
                DirectorySql.ChangedUsers,
                DirectorySql.ChangedNumbers,
                DirectorySql.ChangedCredentials,
                range,
                await ReadDomainsAsync(DirectorySql.AllDomains));
        return new DirectoryChange(
            [.. changedDomains.Values],
            users,
            [.. changedDomainIds.Except(changedDomains.Keys)],
            [.. changedUserIds.Except(users.Select(user => user.Id))]);
    }

    private async Task<Dictionary<long, Domain>> ReadDomainsAsync(string sql, object? range = null)
    {
        var rows = await _connection.QueryAsync<DomainRow>(sql, range, transaction);
        return rows.ToDictionary(row => row.Id, row => row.ToDomain());
    }

    private async Task<ImmutableArray<User>> ReadUsersAsync(
        string usersSql, string numbersSql, string credentialsSql, object? range, Dictionary<long, Domain> domains)
    {
        var users = (await _connection.QueryAsync<UserRow>(usersSql, range, transaction)).AsList();
        var numbers = (await _connection.QueryAsync<NumberRow>(numbersSql, range, transaction))
            .ToLookup(row => row.UserId, row => row.Number);
        var credentials = (await _connection.QueryAsync<CredentialRow>(credentialsSql, range, transaction))
            .ToLookup(row => row.UserId, row => row.ToCredential());
        return [.. users.Select(row => row.ToUser(domains[row.DomainId], [.. numbers[row.Id]], [.. credentials[row.Id]]))];
    }

    private sealed class DomainRow
    {
        public long Id { get; init; }

        public required string Name { get; init; }

        public required string Realm { get; init; }

        public int? MaxDevicesPerUser { get; init; }

        public int? DeviceLimitPolicy { get; init; }

        public required string DigestAlgorithms { get; init; }

        public int? QualifySeconds { get; init; }

        public Domain ToDomain() => new(Id, Name, Realm, MaxDevicesPerUser, (DeviceLimitPolicy?)DeviceLimitPolicy)
        {
            DigestAlgorithms = StoredList.ReadAlgorithms(DigestAlgorithms),
            QualifySeconds = QualifySeconds,
        };
    }

    private sealed class UserRow
    {
        public long Id { get; init; }

        public long DomainId { get; init; }

        public required string Extension { get; init; }

        public required string DisplayName { get; init; }

        public required string Email { get; init; }

        public bool IsEnabled { get; init; }

        public int? MaxDevices { get; init; }

        public bool MayRegisterOthers { get; init; }

        public required string AllowedNetworks { get; init; }

        public required string AllowedTransports { get; init; }

        public int RingOrder { get; init; }

        public int? RingSeconds { get; init; }

        public User ToUser(Domain domain, ImmutableArray<string> phoneNumbers, ImmutableArray<Credential> credentials) => new()
        {
            Id = Id,
            Domain = domain,
            Extension = Extension,
            DisplayName = DisplayName,
            Email = Email,
            IsEnabled = IsEnabled,
            MaxDevices = MaxDevices,
            MayRegisterOthers = MayRegisterOthers,
            PhoneNumbers = phoneNumbers,
            Credentials = credentials,
            AllowedNetworks = StoredList.ReadNetworks(AllowedNetworks),
            AllowedTransports = StoredList.ReadTransports(AllowedTransports),
            RingOrder = (RingOrder)RingOrder,
            RingSeconds = RingSeconds,
        };
    }

    private sealed class NumberRow
    {
        public long UserId { get; init; }

        public required string Number { get; init; }
    }

    private sealed class CredentialRow
    {
        public long Id { get; init; }

        public long UserId { get; init; }

        public required string Name { get; init; }

        public required byte[] Sealed { get; init; }

        public bool IsRevoked { get; init; }

        public required string Label { get; init; }

        public long CreatedAt { get; init; }

        public Credential ToCredential() => new(Id, Name, Sealed, IsRevoked, Label)
        {
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
        };
    }
}
