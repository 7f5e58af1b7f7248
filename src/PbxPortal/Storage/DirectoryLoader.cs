using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using PbxPortal.Server.Directory;

namespace PbxPortal.Storage;

/// <summary>Reads all domains and users as they stand at one moment, at start: what a phone waits for.</summary>
/// <remarks>
/// Confined to one load. Users, their numbers and their credentials are read side by side in the order of users, column by column
/// and as UTF-8 where they lie: with 100,000 users that takes about a third of the time of a mapper.
/// </remarks>
internal sealed class DirectoryLoader(RawConnection connection)
{
    private readonly Dictionary<long, Domain> _domains = [];
    private readonly List<string> _numbers = [];
    private readonly List<Credential> _credentials = [];

    /// <summary>All of it, and the number of the last change that it contains.</summary>
    public (DirectoryChange All, long Last) Load()
    {
        connection.Run("BEGIN;");
        var last = connection.ReadNumber(DirectorySql.LastChange);
        ReadDomains();
        var users = ReadUsers();
        connection.Run("COMMIT;");
        return (new DirectoryChange([.. _domains.Values], users, [], []), last);
    }

    private void ReadDomains()
    {
        var rows = connection.Prepare(
            """
            SELECT id, name, realm, max_devices_per_user, device_limit_policy, digest_algorithms, qualify_seconds
            FROM domain ORDER BY id;
            """);
        while (rows.Read())
        {
            _domains.Add(rows.Number(0), new Domain(
                rows.Number(0),
                Name: Text(rows, 1),
                Realm: Text(rows, 2),
                MaxDevicesPerUser: (int?)rows.Optional(3),
                DeviceLimitPolicy: (DeviceLimitPolicy?)rows.Optional(4))
            {
                DigestAlgorithms = StoredList.ReadAlgorithms(Text(rows, 5)),
                QualifySeconds = (int?)rows.Optional(6),
            });
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // Runs once and for long, mostly before the runtime would optimise it.
    private ImmutableArray<User> ReadUsers()
    {
        var users = ImmutableArray.CreateBuilder<User>((int)connection.ReadNumber("SELECT count(*) FROM user;"));
        var rows = connection.Prepare(
            """
            SELECT id, domain_id, extension, display_name, email, is_enabled, max_devices, may_register_others,
                allowed_networks, allowed_transports, ring_order, ring_seconds
            FROM user ORDER BY id;
            """);
        var numbers = connection.Prepare("SELECT user_id, number FROM phone_number ORDER BY user_id, position;");
        var credentials = connection.Prepare(
            "SELECT user_id, id, name, sealed, is_revoked, label, created_at FROM credential INDEXED BY credential_user ORDER BY user_id, id;");
        var hasNumber = numbers.Read();
        var hasCredential = credentials.Read();
        while (rows.Read())
        {
            var id = rows.Number(0);
            var extension = Text(rows, 2);
            for (; hasNumber && numbers.Number(0) <= id; hasNumber = numbers.Read())
            {
                _numbers.Add(Text(numbers, 1));
            }

            for (; hasCredential && credentials.Number(0) <= id; hasCredential = credentials.Read())
            {
                _credentials.Add(ReadCredential(credentials, extension));
            }

            users.Add(ReadUser(rows, extension));
        }

        return users.DrainToImmutable();
    }

    private User ReadUser(RawStatement row, string extension)
    {
        var user = new User
        {
            Id = row.Number(0),
            Domain = _domains[row.Number(1)],
            Extension = extension,
            DisplayName = Text(row, 3),
            Email = Text(row, 4),
            IsEnabled = row.Number(5) != 0,
            MaxDevices = (int?)row.Optional(6),
            MayRegisterOthers = row.Number(7) != 0,
            PhoneNumbers = [.. _numbers],
            Credentials = [.. _credentials],
            AllowedNetworks = StoredList.ReadNetworks(Text(row, 8)),
            AllowedTransports = StoredList.ReadTransports(Text(row, 9)),
            RingOrder = (RingOrder)row.Number(10),
            RingSeconds = (int?)row.Optional(11),
        };
        _numbers.Clear();
        _credentials.Clear();
        return user;
    }

    /// <param name="extension">Of its user: mostly the name is the same, and then the same string.</param>
    private static Credential ReadCredential(RawStatement row, string extension)
    {
        var name = row.Bytes(2);
        return new Credential(
            row.Number(1),
            Name: Ascii.Equals(name, extension) ? extension : Encoding.UTF8.GetString(name),
            Sealed: row.Bytes(3).ToArray(),
            IsRevoked: row.Number(4) != 0,
            Label: Text(row, 5))
        {
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.Number(6)),
        };
    }

    private static string Text(RawStatement row, int column) => Encoding.UTF8.GetString(row.Bytes(column));
}
