namespace PbxPortal.Storage;

/// <summary>The one statement that both writers of the activity use.</summary>
internal static class ActivitySql
{
    public const string Add =
        """
        INSERT INTO activity (at, kind, domain_id, user_id, device_id, user, device, source, reason, actor, count)
        VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
        """;
}
