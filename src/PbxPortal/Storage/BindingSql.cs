namespace PbxPortal.Storage;

/// <summary>The statements of <see cref="LocationTables"/>, apart because they are longer than the code that runs them.</summary>
internal static class BindingSql
{
    public const string PutDevice =
        """
        INSERT INTO device (id, user_id, identity, class, class_is_overruled, product, user_agent, name, remark,
            first_seen, last_seen, last_source, last_contact_uri, last_end, credential_id, do_not_disturb)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16
        WHERE EXISTS (SELECT 1 FROM user WHERE id = ?2)
        ON CONFLICT (id) DO UPDATE SET
            identity = excluded.identity, class = excluded.class, class_is_overruled = excluded.class_is_overruled,
            product = excluded.product, user_agent = excluded.user_agent, name = excluded.name, remark = excluded.remark,
            first_seen = excluded.first_seen, last_seen = excluded.last_seen, last_source = excluded.last_source,
            last_contact_uri = excluded.last_contact_uri, last_end = excluded.last_end,
            credential_id = excluded.credential_id, do_not_disturb = excluded.do_not_disturb;
        """;

    public const string PutBinding =
        """
        INSERT INTO binding (id, device_id, contact_uri, contact_parameters, q_value, call_id, source, transport, registered_at, path,
            listening_port)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11
        WHERE EXISTS (SELECT 1 FROM device WHERE id = ?2)
        ON CONFLICT (id) DO UPDATE SET
            device_id = excluded.device_id, contact_uri = excluded.contact_uri, contact_parameters = excluded.contact_parameters,
            q_value = excluded.q_value, call_id = excluded.call_id, source = excluded.source, transport = excluded.transport,
            registered_at = excluded.registered_at, path = excluded.path, listening_port = excluded.listening_port;
        """;

    public const string PutLease =
        """
        INSERT INTO lease (binding_id, cseq, granted_seconds, refreshed_at, refresh_interval, refresh_count)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (binding_id) DO UPDATE SET
            cseq = excluded.cseq, granted_seconds = excluded.granted_seconds, refreshed_at = excluded.refreshed_at,
            refresh_interval = excluded.refresh_interval, refresh_count = excluded.refresh_count;
        """;

    public const string Renew =
        """
        UPDATE lease SET cseq = ?2, granted_seconds = ?3, refreshed_at = ?4, refresh_interval = ?5, refresh_count = ?6
        WHERE binding_id = ?1;
        """;

    public const string PutBlock =
        """
        INSERT INTO block (id, device_id, created_at, until, made_by, reason)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6
        WHERE EXISTS (SELECT 1 FROM device WHERE id = ?2)
        ON CONFLICT (id) DO UPDATE SET
            device_id = excluded.device_id, created_at = excluded.created_at, until = excluded.until,
            made_by = excluded.made_by, reason = excluded.reason;
        """;

    public const string RemoveLeasesOfDevice = "DELETE FROM lease WHERE binding_id IN (SELECT id FROM binding WHERE device_id = ?1);";

    public const string LastId =
        """
        SELECT max(
            (SELECT value FROM id_mark WHERE name = 'location'),
            (SELECT coalesce(max(id), 0) FROM device),
            (SELECT coalesce(max(id), 0) FROM binding),
            (SELECT coalesce(max(id), 0) FROM block));
        """;
}
