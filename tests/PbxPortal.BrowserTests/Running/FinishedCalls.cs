using Microsoft.Data.Sqlite;

namespace PbxPortal.BrowserTests.Running;

/// <summary>Calls that are over, as the server stores them, for pages that are looked at and not touched.</summary>
internal static class FinishedCalls
{
    /// <summary>One that the soft phone answered, one that nobody did, one from outside to a number that is not there.</summary>
    public static async Task AddAsync(string database, string extension, CancellationToken cancellationToken)
    {
        const string Add =
            """
            INSERT INTO call (sip_call_id, from_tag, started_at, answered_at, answered_by, ended_at, result, status, ending,
                caller_kind, caller_user_id, caller_domain_id, caller_device_id, caller_address, caller_name, caller_source,
                callee_kind, callee_user_id, callee_domain_id, callee_address, callee_name)
            SELECT 'answered@192.0.2.7', 'a', @now - 90000, @now - 70000, 3, @now - 5000, 0, 200, 0,
                0, other.id, other.domain_id, NULL, other.extension || '@' || domain.name, other.display_name, '192.0.2.7:5060',
                0, user.id, user.domain_id, user.extension || '@' || domain.name, user.display_name
            FROM user JOIN domain ON domain.id = user.domain_id
                JOIN user AS other ON other.domain_id = user.domain_id AND other.id <> user.id
            WHERE user.extension = @extension ORDER BY other.id LIMIT 1;
            INSERT INTO call_branch (call_id, number, device_id, target, device, tried_at, ringing_at, answered_at, ended_at, result, status) VALUES
                (last_insert_rowid(), 1, NULL, 'sip:a@192.0.2.4', 'Yealink T46U', @now - 90000, NULL, NULL, @now - 89900, 2, 486),
                (last_insert_rowid(), 2, NULL, 'sip:b@192.0.2.5', 'Linphone', @now - 90000, @now - 89800, NULL, @now - 70000, 4, 487),
                (last_insert_rowid(), 3, NULL, 'sip:c@192.0.2.6', 'MicroSIP', @now - 90000, @now - 89700, @now - 70000, @now - 70000, 0, 200);
            INSERT INTO call (sip_call_id, from_tag, started_at, ended_at, result, status, caller_kind, caller_address, caller_name, caller_source,
                callee_kind, callee_user_id, callee_domain_id, callee_address, callee_name)
            SELECT 'missed@192.0.2.8', 'a', @now - 40000, @now - 20000, 4, 408, 1, '+4989123456789@north-trunk', '', '203.0.113.9:5060',
                0, user.id, user.domain_id, user.extension || '@' || domain.name, user.display_name
            FROM user JOIN domain ON domain.id = user.domain_id WHERE user.extension = @extension;
            INSERT INTO call_branch (call_id, number, device_id, target, device, tried_at, ringing_at, ended_at, result, status) VALUES
                (last_insert_rowid(), 1, NULL, 'sip:b@192.0.2.5', 'Linphone', @now - 40000, @now - 39000, @now - 20000, 3, 487);
            INSERT INTO call (sip_call_id, from_tag, started_at, ended_at, result, status, caller_kind, caller_address, caller_name, caller_source,
                callee_kind, callee_domain_id, callee_address, callee_name)
            SELECT 'unknown@192.0.2.8', 'a', @now - 10000, @now - 9900, 6, 404, 1, '+4989987654321@north-trunk', '', '203.0.113.9:5060',
                0, user.domain_id, '4711@' || domain.name, ''
            FROM user JOIN domain ON domain.id = user.domain_id WHERE user.extension = @extension;
            """;
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False;Foreign Keys=True");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = Add;
        command.Parameters.AddWithValue("@extension", extension);
        command.Parameters.AddWithValue("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
