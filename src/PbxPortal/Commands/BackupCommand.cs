using System.CommandLine;
using PbxPortal.Accounts;
using PbxPortal.Storage;

namespace PbxPortal.Commands;

/// <summary><c>backup FILE</c>: a copy of the whole database, keys included, while the server runs.</summary>
internal static class BackupCommand
{
    public static Command Create(OpenStorage open)
    {
        var file = new Argument<string>("FILE") { Description = "Must not exist. Guard it like a password: the keys are in it." };
        var command = new Command("backup", "Writes a copy of the whole database.") { file };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            var path = Path.GetFullPath(arguments.GetRequiredValue(file));
            await using var services = await open(cancellationToken);
            try
            {
                await services.GetRequiredService<SqliteDatabase>().BackUpAsync(path, cancellationToken);
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
