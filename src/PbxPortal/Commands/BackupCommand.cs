using System.CommandLine;
using PbxPortal.Storage;

namespace PbxPortal.Commands;

/// <summary><c>backup FILE</c>: a copy of the whole database, keys included, while the server runs.</summary>
/// <remarks>The database is copied as it is, never brought up to date: the copy made before an update must fit the old program.</remarks>
internal static class BackupCommand
{
    public static Command Create(string[] settings)
    {
        var file = new Argument<string>("FILE") { Description = "Must not exist. Guard it like a password: the keys are in it." };
        var command = new Command("backup", "Writes a copy of the whole database.") { file };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            var path = Path.GetFullPath(arguments.GetRequiredValue(file));
            await using var services = CommandServices.Build(settings);
            var database = services.GetRequiredService<SqliteDatabase>();
            if (!File.Exists(database.Path))
            {
                await console.Error.WriteLineAsync($"There is no database {database.Path} to back up; see Storage:Path.");
                return 1;
            }

            try
            {
                await database.BackUpAsync(path, cancellationToken);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await console.Error.WriteLineAsync(
                    File.Exists(path) ? $"{path} exists already; name a new file." : $"{path} cannot be written: {exception.Message}");
                return 1;
            }

            await console.Output.WriteLineAsync($"Backed up to {path}.");
            return 0;
        });
        return command;
    }
}
