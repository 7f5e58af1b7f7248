using System.CommandLine;
using Microsoft.Extensions.Options;
using PbxPortal.Hosting;
using PbxPortal.Storage;

namespace PbxPortal.Commands;

/// <summary><c>check</c>: settings and database, without starting anything and without changing anything.</summary>
internal static class CheckCommand
{
    public static Command Create(string[] settings)
    {
        var command = new Command("check", "Checks the settings and the database.");
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var console = arguments.InvocationConfiguration;
            await using var services = CommandServices.Build(settings);
            try
            {
                services.GetRequiredService<IStartupValidator>().Validate();
            }
            catch (Exception exception) when (StartFailure.Describe(exception, StartFailure.CannotStart) is { } lines)
            {
                await WriteLinesAsync(console.Error, lines);
                return 1;
            }

            await console.Output.WriteLineAsync("Settings: good.");
            var report = await DatabaseCheck.RunAsync(services.GetRequiredService<SqliteDatabase>(), cancellationToken);
            await WriteLinesAsync(report.IsGood ? console.Output : console.Error, report.Lines);
            return report.IsGood ? 0 : 1;
        });
        return command;
    }

    private static async Task WriteLinesAsync(TextWriter writer, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
        {
            await writer.WriteLineAsync(line);
        }
    }
}
