using System.CommandLine;
using System.Globalization;
using System.Text;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Commands;

/// <summary>The commands <c>users ...</c>. A server that runs on the same database notices within a second.</summary>
internal static class UserCommands
{
    public static Command Create(OpenStorage open) =>
        new("users", "Users: who owns phones.") { CreateImport(open), CreateExport(open), CreateAdd(open) };

    private static Command CreateImport(OpenStorage open)
    {
        var file = new Argument<string>("FILE.csv") { Description = $"Columns, in any order: {string.Join(',', UserCsv.Columns)}" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would become of each line, and writes nothing." };
        var command = new Command("import", "Adds and changes users: all of the file or nothing. Prints the generated passwords as CSV.") { file, dryRun };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            var path = arguments.GetRequiredValue(file);
            if (await ReadAsync(path, console.Error, cancellationToken) is not { } text)
            {
                return 1;
            }

            using var reader = new StringReader(text);
            await using var services = await open(cancellationToken);
            var import = services.GetRequiredService<UserImport>();
            return arguments.GetValue(dryRun)
                ? await TellAsync(console, await import.PreviewAsync(reader, new ImportRights(AccountCommands.Actor), progress: null, cancellationToken))
                : await TellAsync(console, path, await import.RunAsync(reader, AccountCommands.Actor, cancellationToken));
        });
        return command;
    }

    /// <summary>The whole file before anything is changed; <c>null</c>: it cannot be read, and <paramref name="error"/> says why.</summary>
    private static async Task<string?> ReadAsync(string path, TextWriter error, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllTextAsync(path, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            // Guessing another encoding would spoil every name with an umlaut in it.
            await error.WriteLineAsync($"{path} is not in UTF-8; save it as \"CSV UTF-8\".");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(File.Exists(path) ? $"{path} cannot be read: {exception.Message}" : $"There is no file {path}.");
        }

        return null;
    }

    private static async Task<int> TellAsync(InvocationConfiguration console, ImportPreview preview)
    {
        foreach (var line in preview.Lines)
        {
            var user = line.Extension.Length > 0 ? $"{line.Extension}@{line.Domain}: " : "";
            var details = line.Details.IsEmpty ? "" : $": {string.Join("; ", line.Details)}";
            await console.Output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"line {line.Line}: {user}{line.Fate.ToString().ToLowerInvariant()}{details}"));
        }

        await console.Error.WriteLineAsync("Nothing was written: this was a dry run.");
        return preview.Count(ImportFate.Wrong) == 0 ? 0 : 1;
    }

    private static async Task<int> TellAsync(InvocationConfiguration console, string path, ImportResult result)
    {
        foreach (var mistake in result.Mistakes)
        {
            await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{path}, line {mistake.Line}: {mistake.Message}"));
        }

        if (!result.Mistakes.IsEmpty)
        {
            await console.Error.WriteLineAsync("Nothing was imported.");
            return 1;
        }

        if (!result.Passwords.IsEmpty)
        {
            UserCsv.WritePasswords(console.Output, result.Passwords);
        }

        await console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{result.Added} added, {result.Updated} changed, {result.Unchanged} unchanged."));
        return 0;
    }

    private static Command CreateExport(OpenStorage open)
    {
        var file = new Argument<string>("FILE.csv") { Description = "The file to write; - for standard output. Passwords are not kept and so not exported." };
        var command = new Command("export", "Writes all users.") { file };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var path = arguments.GetRequiredValue(file);
            await using var services = await open(cancellationToken);
            var directory = await services.GetRequiredService<IDirectoryStore>().LoadAsync(cancellationToken);
            var users = directory.Users
                .OrderBy(user => user.Domain.Name, StringComparer.Ordinal)
                .ThenBy(user => user.Extension, NaturalOrder.Instance);
            if (path is "-")
            {
                UserCsv.WriteUsers(arguments.InvocationConfiguration.Output, users);
                return 0;
            }

            try
            {
                await using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                UserCsv.WriteUsers(writer, users);
                return 0;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync($"{path} cannot be written: {exception.Message}");
                return 1;
            }
        });
        return command;
    }

    private static Command CreateAdd(OpenStorage open)
    {
        var domain = new Option<string>("--domain") { Required = true, Description = "Example: acme.example" };
        var extension = new Option<string>("--extension") { Required = true, Description = "The user part of the address. Example: 3516" };
        var name = new Option<string>("--name") { Description = "The display name. Example: \"Front desk\"", DefaultValueFactory = _ => "" };
        var email = new Option<string>("--email") { DefaultValueFactory = _ => "" };
        var numbers = new Option<string[]>("--number") { Description = "A phone number of the user; may be repeated. Example: +498912345678" };
        var maxDevices = new Option<int?>("--max-devices");
        var password = new Option<string?>("--password") { Description = "Left out: one is generated and printed once." };
        var command = new Command("add", "Adds one user.") { domain, extension, name, email, numbers, maxDevices, password };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var services = await open(cancellationToken);
            var editor = services.GetRequiredService<UserEditor>();
            var result = await services.GetRequiredService<SqliteDirectoryStore>().EditAsync(
                async edit => await edit.FindDomainAsync(arguments.GetRequiredValue(domain).ToLowerInvariant()) is { } found
                    ? await editor.AddAsync(edit, DraftFor(found.Id), AccountCommands.Actor)
                    : new SaveUserResult(null, null, [new Mistake("", $"There is no domain {arguments.GetRequiredValue(domain)}; add it in the portal first.")]),
                cancellationToken);
            return await TellAsync(arguments.InvocationConfiguration, arguments.GetRequiredValue(extension), result);

            UserDraft DraftFor(long domainId) => new()
            {
                DomainId = domainId,
                Extension = arguments.GetRequiredValue(extension),
                DisplayName = arguments.GetValue(name) ?? "",
                Email = arguments.GetValue(email) ?? "",
                PhoneNumbers = [.. arguments.GetValue(numbers) ?? []],
                MaxDevices = arguments.GetValue(maxDevices),
                Password = arguments.GetValue(password),
            };
        });
        return command;
    }

    private static async Task<int> TellAsync(InvocationConfiguration console, string extension, SaveUserResult result)
    {
        foreach (var mistake in result.Mistakes)
        {
            await console.Error.WriteLineAsync(mistake.Message);
        }

        if (!result.Mistakes.IsEmpty)
        {
            return 1;
        }

        await console.Output.WriteLineAsync(
            result.Password is null ? $"Added {extension}." : $"Added {extension}. Password, shown only now: {result.Password}");
        return 0;
    }
}
