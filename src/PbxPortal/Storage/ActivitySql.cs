namespace PbxPortal.Storage;

/// <summary>The statement of both writers of the activity: numbered for the journal, named for Dapper.</summary>
internal static class ActivitySql
{
    public const string Add = $"{Insert} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);";

    public const string AddNamed =
        $"{Insert} VALUES (@At, @Kind, @DomainId, @UserId, @DeviceId, @User, @Device, @Source, @Reason, @Actor, @Count);";

    private const string Insert =
        "INSERT INTO activity (at, kind, domain_id, user_id, device_id, user, device, source, reason, actor, count)";
}
