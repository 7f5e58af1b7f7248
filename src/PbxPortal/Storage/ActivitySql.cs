namespace PbxPortal.Storage;

/// <summary>The statement of both writers of the activity: by place for the journal, named for Dapper.</summary>
internal static class ActivitySql
{
    /// <summary>How many parameters a line has.</summary>
    public const int Columns = 11;

    public const string Add = $"{Insert} VALUES {Line};";

    public const string AddNamed =
        $"{Insert} VALUES (@At, @Kind, @DomainId, @UserId, @DeviceId, @User, @Device, @Source, @Reason, @Actor, @Count);";

    private const string Line = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string Insert =
        "INSERT INTO activity (at, kind, domain_id, user_id, device_id, user, device, source, reason, actor, count)";

    /// <summary>As <see cref="Add"/>, of so many lines; their parameters follow each other.</summary>
    public static string AddSeveral(int lines) => $"{Insert} VALUES {string.Join(", ", Enumerable.Repeat(Line, lines))};";
}
