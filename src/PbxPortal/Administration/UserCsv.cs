using System.Collections.Immutable;
using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>Users as a table: one header line with the columns in any order, then one line per user.</summary>
internal static class UserCsv
{
    public const string Domain = "domain";
    public const string Extension = "extension";
    public const string Password = "password";
    public const string DisplayName = "display_name";
    public const string Email = "email";
    public const string PhoneNumbers = "phone_numbers";
    public const string MaxDevices = "max_devices";
    public const string Enabled = "enabled";
    public const string RingOrder = "ring_order";
    public const string RingSeconds = "ring_seconds";

    public static ImmutableArray<string> Columns { get; } =
        [Domain, Extension, Password, DisplayName, Email, PhoneNumbers, MaxDevices, Enabled, RingOrder, RingSeconds];

    private static readonly ImmutableArray<string> Required = [Domain, Extension];

    /// <summary>The lines that are whole, and what is wrong with the others or with the header; what is wrong with a user is checked later.</summary>
    public static (ImmutableArray<UserCsvLine> Lines, ImmutableArray<ImportMistake> Mistakes) Read(TextReader reader)
    {
        using var csv = new CsvReader(reader, Settings());
        if (!csv.Read() || !csv.ReadHeader())
        {
            return ([], [new ImportMistake(1, $"The file is empty. Its first line names the columns: {string.Join(',', Columns)}")]);
        }

        var header = csv.HeaderRecord!.Select(name => name.Trim().ToLowerInvariant()).ToList();
        var mistakes = CheckHeader(header);
        if (!mistakes.IsEmpty)
        {
            return ([], mistakes);
        }

        var lines = ImmutableArray.CreateBuilder<UserCsvLine>();
        var wrong = ImmutableArray.CreateBuilder<ImportMistake>();
        while (csv.Read())
        {
            // A quoted value may hold line breaks; the line is named where it ends, as editors and spreadsheets count.
            var number = csv.Parser.RawRow;
            var values = csv.Parser.Record!;
            if (values.Length == header.Count)
            {
                lines.Add(new UserCsvLine(number, header.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)));
            }
            else
            {
                wrong.Add(new ImportMistake(number, $"The line has {values.Length} values, the header names {header.Count}."));
            }
        }

        return (lines.ToImmutable(), wrong.ToImmutable());
    }

    public static void Write(TextWriter writer, IEnumerable<IReadOnlyList<string>> lines)
    {
        using var csv = new CsvWriter(writer, Settings(), leaveOpen: true);
        foreach (var line in lines)
        {
            foreach (var value in line)
            {
                csv.WriteField(value);
            }

            csv.NextRecord();
        }
    }

    /// <summary>Users as a file that can be imported again. Passwords are not kept and so not written.</summary>
    public static void WriteUsers(TextWriter writer, IEnumerable<User> users) => Write(writer, users.Select(LineOf).Prepend(Columns));

    /// <summary>The one-time sheet of new passwords.</summary>
    public static void WritePasswords(TextWriter writer, IEnumerable<GeneratedPassword> passwords) => Write(
        writer, [[Domain, Extension, Password], .. passwords.Select(one => (string[])[one.Domain, one.Extension, one.Password])]);

    private static IReadOnlyList<string> LineOf(User user) =>
    [
        user.Domain.Name,
        user.Extension,
        "",
        user.DisplayName,
        user.Email,
        string.Join(';', user.PhoneNumbers),
        user.MaxDevices?.ToString(CultureInfo.InvariantCulture) ?? "",
        user.IsEnabled ? "true" : "false",
        RingOrderWord.Of(user.RingOrder),
        user.RingSeconds?.ToString(CultureInfo.InvariantCulture) ?? "",
    ];

    private static ImmutableArray<ImportMistake> CheckHeader(List<string> header)
    {
        var unknown = header.Except(Columns, StringComparer.Ordinal).Select(name =>
            new ImportMistake(1, $"The column '{name}' is not known. Known columns: {string.Join(',', Columns)}"));
        var missing = Required.Except(header, StringComparer.Ordinal).Select(name =>
            new ImportMistake(1, $"The column '{name}' is missing. Example: {string.Join(',', Columns)}"));
        var twice = header.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group =>
            new ImportMistake(1, $"The column '{group.Key}' is there twice."));
        return [.. unknown, .. missing, .. twice];
    }

    private static CsvConfiguration Settings() => new(CultureInfo.InvariantCulture)
    {
        NewLine = "\n",
        IgnoreBlankLines = true,
        BadDataFound = null, // A stray quote stands for itself; the rules for users decide about the value.
        MissingFieldFound = null,
    };
}
