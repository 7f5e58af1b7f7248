namespace PbxPortal.Storage;

/// <summary>The reading statements of <see cref="SqliteDirectoryStore"/>; <c>{0}</c> stands for which users.</summary>
internal static class DirectorySql
{
    public const string LastChange = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'directory_change'), 0);";

    public const string AllDomains = "SELECT * FROM domain;";

    public const string ChangedDomains =
        "SELECT * FROM domain WHERE id IN (SELECT domain_id FROM directory_change WHERE id > @after AND id <= @last);";

    public const string ChangedDomainIds =
        "SELECT DISTINCT domain_id FROM directory_change WHERE id > @after AND id <= @last AND domain_id IS NOT NULL;";

    public const string ChangedUserIds =
        "SELECT DISTINCT user_id FROM directory_change WHERE id > @after AND id <= @last AND user_id IS NOT NULL;";

    private const string OnlyChanged =
        "IN (SELECT user_id FROM directory_change WHERE id > @after AND id <= @last)";

    public const string ChangedUsers = $"SELECT * FROM user WHERE id {OnlyChanged};";

    public const string ChangedNumbers =
        $"SELECT user_id, number FROM phone_number WHERE user_id {OnlyChanged} ORDER BY user_id, position;";

    public const string ChangedCredentials = $"SELECT * FROM credential WHERE user_id {OnlyChanged} ORDER BY id;";
}
