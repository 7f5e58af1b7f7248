using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;
using PbxPortal.Tests.Storage;

namespace PbxPortal.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryDatabase _temporary = TemporaryDatabase.CreateNothing();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Path => _temporary.Database.Path;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Adds_a_user_before_the_server_has_ever_run()
    {
        var run = await RunAsync("users", "add", "--domain", "LocalHost", "--extension", "3516", "--name", "Front desk", "--number", "16", "--number", "+49 89 1");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("^Added 3516. Password, shown only now: [A-Za-z0-9]{20}\n$", run.Output);
        Assert.Equal(["localhost|3516|Front desk"], Query("SELECT name || '|' || extension || '|' || display_name FROM user JOIN domain ON domain.id = domain_id;"));
        Assert.Equal(["16", "+49891"], Query("SELECT number FROM phone_number ORDER BY position;"));
        Assert.StartsWith("command line|add user|3516@localhost", Assert.Single(Query("SELECT actor || '|' || action || '|' || subject FROM audit;")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Makes_no_default_domain_where_there_is_another()
    {
        await RunAsync("users", "export", "-", "--Sip:DefaultDomain=acme.example");

        var run = await RunAsync("users", "add", "--domain", "localhost", "--extension", "3516");

        Assert.Equal((1, "There is no domain localhost; add it in the portal first.\n"), (run.ExitCode, run.Error));
        Assert.Equal(["acme.example"], Query("SELECT name FROM domain;"));
    }

    [Fact]
    public async Task Settings_may_stand_anywhere_among_the_words()
    {
        var database = $"--Storage:Path={Path}";

        var first = await CommandRun.RunAsync(database, "users", "add", "--domain", "localhost", "--extension", "1");
        var middle = await CommandRun.RunAsync("users", "--Storage:Path", Path, "add", "--domain", "localhost", "--extension", "2");
        var last = await CommandRun.RunAsync("users", "add", "--domain", "localhost", "--extension", "3", database);

        Assert.Equal((0, 0, 0), (first.ExitCode, middle.ExitCode, last.ExitCode));
        Assert.Equal(["1", "2", "3"], Query("SELECT extension FROM user ORDER BY id;"));
    }

    [Theory]
    [InlineData("users add --domain localhost --extension 3516@x", "An extension has letters")]
    [InlineData("users add --domain localhost --extension 3516 --password short", "A password has 8 to 128 characters")]
    [InlineData("users add --domain nowhere.example --extension 3516", "There is no domain nowhere.example; add it in the portal first.")]
    [InlineData("users import nowhere.csv", "There is no file nowhere.csv.")]
    [InlineData("users export /nowhere/users.csv", "/nowhere/users.csv cannot be written:")]
    [InlineData("backup /nowhere/copy.db", "cannot be written:")]
    [InlineData("accounts add --name maria --role Admin --domain nowhere.example", "There is no domain nowhere.example.")]
    [InlineData("api-keys revoke --name nothing", "There is no API key nothing that is still good.")]
    public async Task Says_in_one_line_what_is_wrong_and_exits_with_1(string line, string expected)
    {
        await RunAsync("users", "export", "-");

        var run = await RunAsync(line.Split(' '));

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(expected, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--nonsense")]
    [InlineData("users")]
    [InlineData("users nonsense")]
    [InlineData("users add --domain localhost")]
    [InlineData("users add --domain localhost --extension 1 --max-devices many")]
    [InlineData("users add --domain localhost --extension 1 --nonsense")]
    [InlineData("users import")]
    [InlineData("users export a.csv b.csv")]
    [InlineData("users export a.csv --demo")]
    [InlineData("api-keys create --name k --role King")]
    [InlineData("api-keys create --name k")]
    [InlineData("backup")]
    [InlineData("check everything")]
    [InlineData("--Sip:Listen:0")]
    [InlineData("--Storage:Path --demo")]
    public async Task Wrong_usage_exits_with_2_and_points_to_the_help(string line)
    {
        var run = await CommandRun.RunAsync(line.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("See: PbxPortal", run.ErrorLines[^1], StringComparison.Ordinal);
        Assert.Null(run.Served);
        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task Serves_without_a_command()
    {
        var plain = await CommandRun.RunAsync("--Sip:Listen:0", "udp:127.0.0.1:5060", "--urls=http://localhost:8081");
        var demo = await CommandRun.RunAsync("--demo", "--Storage:Path=x.db");

        Assert.Equal((0, false), (plain.ExitCode, plain.Served!.Value.IsDemo));
        Assert.Equal(["--Sip:Listen:0=udp:127.0.0.1:5060", "--urls=http://localhost:8081"], plain.Served.Value.Settings);
        Assert.True(demo.Served!.Value.IsDemo);
        Assert.Equal(["--Storage:Path=x.db"], demo.Served.Value.Settings);
    }

    [Fact]
    public async Task Imports_users_and_prints_the_generated_passwords_as_a_table()
    {
        var file = Write("users.csv", "domain,extension,display_name\nlocalhost,1,Änne\nlocalhost,2,Bert\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        var run = await RunAsync("users", "import", file);

        Assert.Equal((0, "2 added, 0 changed, 0 unchanged.\n"), (run.ExitCode, run.Error));
        Assert.Matches("^domain,extension,password\nlocalhost,1,[A-Za-z0-9]{20}\nlocalhost,2,[A-Za-z0-9]{20}\n$", run.Output);
        Assert.Equal(["Änne", "Bert"], Query("SELECT display_name FROM user ORDER BY id;"));
    }

    [Fact]
    public async Task A_dry_run_tells_the_fate_of_each_line_and_writes_nothing()
    {
        var file = Write("users.csv", "domain,extension\nlocalhost,1\nlocalhost,a b\n", Encoding.UTF8);

        var run = await RunAsync("users", "import", "--dry-run", file);

        Assert.Equal((1, "Nothing was written: this was a dry run.\n"), (run.ExitCode, run.Error));
        Assert.StartsWith(
            "line 2: 1@localhost: new: a password is generated\nline 3: a b@localhost: wrong: An extension has letters", run.Output, StringComparison.Ordinal);
        Assert.Empty(Query("SELECT extension FROM user;"));
    }

    [Fact]
    public async Task Names_the_bad_lines_of_a_file_and_imports_nothing()
    {
        var file = Write("users.csv", "domain,extension\nlocalhost,1\nlocalhost,a b\nnowhere,3\n", Encoding.UTF8);

        var run = await RunAsync("users", "import", file);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"{file}, line 3: An extension has letters", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal($"{file}, line 4: There is no domain 'nowhere'; add it first.", run.ErrorLines[1]);
        Assert.Equal("Nothing was imported.", run.ErrorLines[2]);
        Assert.Empty(Query("SELECT extension FROM user;"));
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_refused_before_names_are_spoilt()
    {
        var file = Write("users.csv", "domain,extension,display_name\nlocalhost,1,Änne\n", Encoding.Latin1);

        var run = await RunAsync("users", "import", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is not in UTF-8", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_exported_can_be_imported_and_is_the_same()
    {
        await RunAsync("users", "add", "--domain", "localhost", "--extension", "10", "--name", "Berg, \"Anna\"", "--email", "anna@acme.example", "--max-devices", "3", "--number", "+49891", "--number", "16");
        await RunAsync("users", "add", "--domain", "localhost", "--extension", "9", "--name", "Ünal");
        Query("UPDATE user SET is_enabled = 0 WHERE extension = '9' RETURNING '';");
        var file = System.IO.Path.Combine(_temporary.Folder, "users.csv");

        var export = await RunAsync("users", "export", file);
        var text = await File.ReadAllTextAsync(file, Cancellation);
        using var elsewhere = TemporaryDatabase.CreateNothing();
        var import = await CommandRun.RunAsync("users", "import", file, $"--Storage:Path={elsewhere.Database.Path}");
        var again = await CommandRun.RunAsync("users", "export", "-", $"--Storage:Path={elsewhere.Database.Path}");

        Assert.Equal((0, 0), (export.ExitCode, import.ExitCode));
        Assert.Equal(
            "domain,extension,password,display_name,email,phone_numbers,max_devices,enabled,ring_order,ring_seconds\n"
            + "localhost,9,,Ünal,,,,false,all_at_once,\n"
            + "localhost,10,,\"Berg, \"\"Anna\"\"\",anna@acme.example,+49891;16,3,true,all_at_once,\n",
            text);
        Assert.Equal(text, again.Output);
    }

    [Fact]
    public async Task Adds_an_account_and_manages_API_keys()
    {
        var account = await CommandRun.RunAsync("correct horse battery\n", ["accounts", "add", "--name", "maria", "--role", "Admin", "--domain", "localhost", "--password-stdin", $"--Storage:Path={Path}"]);
        var created = await RunAsync("api-keys", "create", "--name", "wallboard", "--role", "ReadOnly");
        var listed = await RunAsync("api-keys", "list");
        var revoked = await RunAsync("api-keys", "revoke", "--name", "wallboard");
        var relisted = await RunAsync("api-keys", "list");

        Assert.Equal((0, "Added maria.\n"), (account.ExitCode, account.Output));
        Assert.Equal((0, 0, 0), (created.ExitCode, listed.ExitCode, revoked.ExitCode));
        Assert.Equal("wallboard\tReadOnly\tall domains\tlast used never\n", listed.Output);
        Assert.Contains("revoked 20", relisted.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Query("SELECT actor || action || subject || old_value || new_value FROM audit;"), line => line.Contains(created.Output.Trim(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_backup_opens_and_has_the_users_with_their_passwords()
    {
        await RunAsync("users", "add", "--domain", "localhost", "--extension", "3516", "--password", "correct horse");
        var copy = System.IO.Path.Combine(_temporary.Folder, "copy.db");

        var run = await RunAsync("backup", copy);
        await using var services = await TemporaryServices.CreateAsync(copy);
        var all = await ((IDirectoryStore)services.GetService(typeof(IDirectoryStore))!).LoadAsync(Cancellation);
        var secrets = ((ISecretBox)services.GetService(typeof(ISecretBox))!).Open(Assert.Single(Assert.Single(all.Users).Credentials).Sealed);

        Assert.Equal((0, $"Backed up to {copy}.\n"), (run.ExitCode, run.Output));
        Assert.Equal(System.Security.Cryptography.SHA256.HashData("3516:localhost:correct horse"u8), secrets.Sha256);
    }

    [Fact]
    public async Task A_backup_overwrites_nothing()
    {
        await RunAsync("users", "export", "-");
        var file = Write("letter.txt", "dear", Encoding.UTF8);

        var over = await RunAsync("backup", file);
        var itself = await RunAsync("backup", Path);

        Assert.Equal((1, $"{file} exists already; name a new file.\n"), (over.ExitCode, over.Error));
        Assert.Equal(1, itself.ExitCode);
        Assert.Contains("dear", await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_before_an_update_leaves_the_database_for_the_old_program()
    {
        await RunAsync("users", "export", "-");
        Query("DELETE FROM migration WHERE ScriptName >= '0003' RETURNING '';");
        var copy = System.IO.Path.Combine(_temporary.Folder, "copy.db");

        var run = await RunAsync("backup", copy);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["0001_registrar.sql", "0002_accounts.sql"], Query("SELECT ScriptName FROM migration;"));
    }

    [Fact]
    public async Task A_backup_of_nothing_creates_nothing()
    {
        var copy = System.IO.Path.Combine(_temporary.Folder, "copy.db");

        var run = await RunAsync("backup", copy);

        Assert.Equal((1, $"There is no database {Path} to back up; see Storage:Path.\n"), (run.ExitCode, run.Error));
        Assert.False(File.Exists(copy) || File.Exists(Path));
    }

    [Fact]
    public async Task Check_tells_that_all_is_well_and_creates_nothing()
    {
        var before = await RunAsync("check");
        var existed = File.Exists(Path);
        await RunAsync("users", "export", "-");
        var after = await RunAsync("check");

        Assert.Equal((0, $"Settings: good.\nDatabase: {Path} does not exist yet; the first start creates it.\n"), (before.ExitCode, before.Output));
        Assert.False(existed);
        Assert.Equal((0, $"Settings: good.\nDatabase: {Path} is up to date.\n", ""), (after.ExitCode, after.Output, after.Error));
    }

    [Fact]
    public async Task Check_and_every_command_refuse_a_database_from_a_newer_version()
    {
        await RunAsync("users", "export", "-");
        Query("INSERT INTO migration (ScriptName, Applied) VALUES ('0999_later.sql', '2030-01-01') RETURNING '';");

        var check = await RunAsync("check");
        var add = await RunAsync("users", "add", "--domain", "localhost", "--extension", "1");

        Assert.Equal((1, 1), (check.ExitCode, add.ExitCode));
        Assert.Contains("written by a newer version of PbxPortal (it has 0999_later.sql)", Assert.Single(check.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("is from a newer version of PbxPortal", Assert.Single(add.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_tells_a_damaged_file()
    {
        await RunAsync("users", "export", "-");
        Query("INSERT INTO audit (at, actor, action, subject, old_value, new_value) SELECT 1, hex(randomblob(3000)), '', '', '', '' FROM (SELECT 1 UNION SELECT 2 UNION SELECT 3) RETURNING '';");
        Query("PRAGMA wal_checkpoint(TRUNCATE);");
        await using (var file = new FileStream(Path, FileMode.Open))
        {
            // From the fourth page on; the header and the schema stay good.
            file.Position = 3 * 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)(file.Length - file.Position)).ToArray(), Cancellation);
        }

        var damaged = await RunAsync("check");
        var letter = await CommandRun.RunAsync("check", $"--Storage:Path={Write("letter.txt", new string('x', 5000), Encoding.UTF8)}");

        Assert.Equal((1, 1), (damaged.ExitCode, letter.ExitCode));
        Assert.Contains("damaged", damaged.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("is damaged or not a database; restore a backup.", Assert.Single(letter.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_names_all_wrong_settings_at_once_each_with_an_example()
    {
        var run = await CommandRun.RunAsync(
            "check",
            "--Urls=localhost",
            "--Sip:Listen:0=carrier-pigeon",
            "--Sip:DefaultDomain=not a name",
            "--Registrar:MinExpires=soon",
            "--Registrar:MaxDevicesPerUser=0",
            "--Registrar:DeviceLimitPolicy=Shrug",
            "--Storage:Path= ",
            "--Storage:ActivityDays=many");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Equal("PbxPortal cannot start with these settings:", run.ErrorLines[0]);
        Assert.Equal(
            [
                "Registrar:DeviceLimitPolicy", "Registrar:MaxDevicesPerUser", "Registrar:MinExpires", "Sip:DefaultDomain", "Sip:Listen:",
                "Storage:ActivityDays", "Storage:Path", "Urls:",
            ],
            run.ErrorLines.Skip(1).Select(line => line.Trim().Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.All(run.ErrorLines.Skip(1), line => Assert.Contains("Example", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_command_needs_only_the_settings_that_it_uses()
    {
        await RunAsync("users", "export", "-");

        var run = await RunAsync("users", "export", "-", "--Sip:Listen:0=carrier-pigeon");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task A_server_that_has_the_database_open_notices_a_user_that_a_command_adds()
    {
        using var temporary = await TemporaryDatabase.CreateAsync();
        temporary.AddDomain("acme.example");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var store = new SqliteDirectoryStore(temporary.Database, clock, NullLogger<SqliteDirectoryStore>.Instance);
        await store.LoadAsync(Cancellation);
        await using var watch = store.WatchAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        var next = watch.MoveNextAsync();

        var run = await CommandRun.RunAsync("users", "add", "--domain", "acme.example", "--extension", "3516", $"--Storage:Path={temporary.Database.Path}");
        clock.Advance(TimeSpan.FromSeconds(1));
        await next;

        Assert.Equal(0, run.ExitCode);
        var user = Assert.Single(watch.Current.Users);
        Assert.Equal(("3516", 1), (user.Extension, user.Credentials.Length));
    }

    private Task<CommandRun> RunAsync(params string[] args) =>
        CommandRun.RunAsync([.. args, string.Create(CultureInfo.InvariantCulture, $"--Storage:Path={Path}")]);

    private List<string> Query(string sql) => _temporary.FromOutside(connection => connection.Query<string>(sql).ToList());

    private string Write(string name, string text, Encoding encoding)
    {
        var file = System.IO.Path.Combine(_temporary.Folder, name);
        File.WriteAllText(file, text, encoding);
        return file;
    }
}
