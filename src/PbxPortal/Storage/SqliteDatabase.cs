using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>The one SQLite file: opens its connections, lets one writer in at a time, and turns disk errors into words.</summary>
/// <remarks>
/// Guarded by one gate. SQLite lets one connection write and the others wait by polling, which starves whoever is unlucky;
/// the <see cref="WriteGate"/> queues the writers of this process in order, so that only other processes are waited for by polling.
/// </remarks>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>How long a write waits for another process, an import of many users above all.</summary>
    private const int BusyMilliseconds = 10_000;
    private const int PageBytes = 4096;

    /// <summary>So many pages make a checkpoint worth its two waits for the disk, and few enough to be carried over in milliseconds.</summary>
    private const int CheckpointPages = 1000;

    private readonly WriteGate _writeGate = new();
    private readonly LogLength _log = new();
    private readonly string _settings;
    private readonly string _pooled;
    private readonly string _unpooled;
    private readonly long _restartPages;
    private long _pagesAtCheckpoint;

    static SqliteDatabase()
    {
        // Columns are snake_case, properties PascalCase.
        DefaultTypeMap.MatchNamesWithUnderscores = true;
    }

    public SqliteDatabase(IOptions<StorageOptions> options)
    {
        var storage = options.Value;
        Path = System.IO.Path.GetFullPath(storage.Path);
        _pooled = ConnectionString(pooling: true);
        _unpooled = ConnectionString(pooling: false);
        SurvivesPowerLoss = storage.SurvivesPowerLoss;
        _settings = Settings(storage);
        _restartPages = storage.WalMegabytes * 1024L * 1024L / PageBytes / 4 * 3;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>Whether each commit waits until the disk has it.</summary>
    public bool SurvivesPowerLoss { get; }

    /// <summary>Whether the log has grown enough since the last checkpoint to make another one.</summary>
    public bool IsCheckpointDue
    {
        get
        {
            var before = Volatile.Read(ref _pagesAtCheckpoint);
            var pages = _log.Pages;
            return (pages >= before ? pages - before : pages) >= CheckpointPages; // It begins anew now and then.
        }
    }

    /// <summary>Creates folder and file where they are missing and brings the schema up to date; before anything else.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened or written.</exception>
    /// <exception cref="DatabaseFromNewerVersionException">The file is not for this program.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _writeGate.EnterAsync(cancellationToken);
        try
        {
            CreateFile();
            using var connection = OpenDedicated();
            SqliteMigrations.Apply(connection, Path);
        }
        catch (Exception exception) when (SqliteFailure.Describe(exception, Path) is { } sentence)
        {
            throw new StoreUnavailableException(sentence, exception);
        }
        finally
        {
            _writeGate.Leave();
        }
    }

    /// <summary>A pooled connection, for short work; whoever opens it translates errors by <see cref="SqliteFailure"/>.</summary>
    public SqliteConnection Open() => Open(_pooled);

    /// <summary>A connection that is really closed when it is disposed, for an owner who keeps it.</summary>
    public SqliteConnection OpenDedicated() => Open(_unpooled);

    /// <summary>
    /// A connection over SQLite's C interface for an owner who keeps it. It does not mind foreign keys: its owner looks himself
    /// whether what he writes belongs to something, and takes along what belongs to what he deletes.
    /// </summary>
    public RawConnection OpenRaw() => new(Path, _settings, _log);

    /// <summary>Reads at start what is long, over a connection of its own.</summary>
    /// <exception cref="StoreUnavailableException">The disk is failing.</exception>
    public T Load<T>(Func<RawConnection, T> load)
    {
        try
        {
            using var connection = OpenRaw();
            return load(connection);
        }
        catch (SqliteException exception) when (SqliteFailure.Describe(exception, Path) is { } sentence)
        {
            throw new StoreUnavailableException(sentence, exception);
        }
    }

    /// <summary>Reads without waiting for anybody: a reader sees the last commit (WAL).</summary>
    /// <exception cref="StoreUnavailableException">The disk is failing.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteConnection, Task<T>> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await using var connection = Open();
            return await read(connection);
        }
        catch (SqliteException exception) when (SqliteFailure.Describe(exception, Path) is { } sentence)
        {
            throw Unavailable(sentence, exception);
        }
    }

    /// <summary>Writes in one transaction, after all who asked before; commits when <paramref name="write"/> returns.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was written.</exception>
    public async Task<T> WriteAsync<T>(Func<SqliteTransaction, Task<T>> write, CancellationToken cancellationToken)
    {
        await _writeGate.EnterAsync(cancellationToken);
        try
        {
            await using var connection = Open();
            await using var transaction = connection.BeginTransaction(deferred: false);
            var result = await write(transaction);
            await transaction.CommitAsync(CancellationToken.None);
            return result;
        }
        catch (SqliteException exception) when (SqliteFailure.Describe(exception, Path) is { } sentence)
        {
            throw Unavailable(sentence, exception);
        }
        finally
        {
            _writeGate.Leave();
        }
    }

    /// <summary>How many turns writers of this process have had; see <see cref="WriteGate.Turns"/>.</summary>
    public long WriteTurns => _writeGate.Turns;

    /// <summary>
    /// For the owner of a dedicated connection and a thread that may block: runs <paramref name="write"/> when it is its turn.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The disk is failing; the owner's connection is to be opened anew.</exception>
    public void WriteInTurn<TState>(Action<TState> write, TState state)
    {
        _writeGate.Enter();
        try
        {
            write(state);
        }
        catch (SqliteException exception) when (SqliteFailure.Describe(exception, Path) is { } sentence)
        {
            throw Unavailable(sentence, exception);
        }
        finally
        {
            _writeGate.Leave();
        }
    }

    /// <summary>As the other, for whoever must not block while others have their turn.</summary>
    /// <exception cref="StoreUnavailableException">The disk is failing; the owner's connection is to be opened anew.</exception>
    public async Task WriteInTurnAsync<TState>(Action<TState> write, TState state, CancellationToken cancellationToken)
    {
        await _writeGate.EnterAsync(cancellationToken);
        try
        {
            write(state);
        }
        catch (SqliteException exception) when (SqliteFailure.Describe(exception, Path) is { } sentence)
        {
            throw Unavailable(sentence, exception);
        }
        finally
        {
            _writeGate.Leave();
        }
    }

    /// <summary>
    /// Carries the log over into the database, which no commit of the registrar does itself, so that the log does not grow.
    /// That stops nobody; but where writers never rest, the log begins anew only after a moment in which all of it was carried over,
    /// and for that little rest they are made to wait.
    /// </summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        if ((await CheckpointOnceAsync(cancellationToken)).Pages < _restartPages)
        {
            return;
        }

        var (pages, carriedOver) = await CheckpointOnceAsync(cancellationToken);
        if (pages - carriedOver > CheckpointPages)
        {
            return; // Somebody still reads what is older, a backup for instance: no rest would help.
        }

        await _writeGate.EnterAsync(cancellationToken);
        try
        {
            (pages, carriedOver) = await CheckpointOnceAsync(cancellationToken);
            if (pages == carriedOver)
            {
                _log.BeginAnew();
                Volatile.Write(ref _pagesAtCheckpoint, 0);
            }
        }
        finally
        {
            _writeGate.Leave();
        }
    }

    /// <summary>Writes a copy of the whole database, keys included, as it stands at one moment.</summary>
    /// <param name="file">Must not exist.</param>
    /// <exception cref="IOException">The file exists or cannot be created.</exception>
    /// <exception cref="StoreUnavailableException">The copy could not be written to its end; nothing is left of it.</exception>
    public async Task BackUpAsync(string file, CancellationToken cancellationToken)
    {
        using (CreateSecretFile(file, FileMode.CreateNew))
        {
            // Only reserves the name for its owner; VACUUM INTO fills an empty file.
        }

        try
        {
            await using var connection = OpenDedicated();
            await connection.ExecuteAsync(new CommandDefinition("VACUUM INTO @file;", new { file }, cancellationToken: cancellationToken));
        }
        catch (Exception exception)
        {
            File.Delete(file);
            if (SqliteFailure.Describe(exception, file) is { } sentence)
            {
                throw new StoreUnavailableException(sentence, exception);
            }

            throw;
        }
    }

    public void Dispose() => ClearPool();

    private SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = _settings;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string Settings(StorageOptions storage)
    {
        // LogUpkeep carries the log over long before; where there is none, in a command, the connection does that passes the limit.
        // The log is cut back to it when it had to grow beyond.
        var walBytes = 2 * storage.WalMegabytes * 1024L * 1024L;
        var maxPages = storage.MaxMegabytes == 0 ? uint.MaxValue - 1 : storage.MaxMegabytes * 1024L * 1024L / PageBytes;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            PRAGMA busy_timeout = {BusyMilliseconds};
            PRAGMA synchronous = {(storage.SurvivesPowerLoss ? "FULL" : "NORMAL")};
            PRAGMA wal_autocheckpoint = {walBytes / PageBytes};
            PRAGMA journal_size_limit = {walBytes};
            PRAGMA max_page_count = {maxPages};
            PRAGMA temp_store = MEMORY;
            """);
    }

    // The provider polls on top of busy_timeout until its own timeout ends; one second means: busy_timeout alone decides.
    private string ConnectionString(bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = SqliteOpenMode.ReadWrite,
        ForeignKeys = true,
        Pooling = pooling,
        DefaultTimeout = 1,
    }.ToString();

    /// <summary>The file holds secrets, so only its owner may read it; SQLite gives the log files the same rights.</summary>
    private void CreateFile()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (File.Exists(Path))
        {
            return;
        }

        using var file = CreateSecretFile(Path, FileMode.OpenOrCreate);
    }

    private static FileStream CreateSecretFile(string path, FileMode mode)
    {
        var creation = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, creation);
    }

    /// <returns>How many pages the log has, and how many of them are in the database; none while somebody else makes a checkpoint.</returns>
    private Task<(long Pages, long CarriedOver)> CheckpointOnceAsync(CancellationToken cancellationToken) => ReadAsync(
        async connection =>
        {
            var (_, pages, carriedOver) = await connection.QuerySingleAsync<(long, long, long)>("PRAGMA wal_checkpoint(PASSIVE);");
            if (pages >= 0)
            {
                Volatile.Write(ref _pagesAtCheckpoint, pages);
            }

            return (pages, carriedOver);
        },
        cancellationToken);

    private StoreUnavailableException Unavailable(string sentence, SqliteException exception)
    {
        // A pooled connection may hold on to a file that was taken away; the next one shall look again.
        ClearPool();
        return new StoreUnavailableException(sentence, exception);
    }

    private void ClearPool()
    {
        using var connection = new SqliteConnection(_pooled);
        SqliteConnection.ClearPool(connection);
    }
}
