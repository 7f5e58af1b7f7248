using System.Globalization;

namespace PbxPortal.Phones.Load;

/// <summary>Reads from <c>/proc</c> what a process and its descendants use. Linux only.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class ProcessTree(int root)
{
    /// <summary><c>USER_HZ</c>, which is 100 on every Linux that .NET runs on.</summary>
    private const int TicksPerSecond = 100;

    private const int ParentField = 1;
    private const int UserField = 11;
    private const int KernelField = 12;
    private const int ThreadsField = 17;

    public static bool Exists(int process) => Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}"));

    /// <param name="withMemory">Walking the maps of a large process takes it some milliseconds: not before a phase.</param>
    public ProcessFigures? Read(bool withMemory)
    {
        var members = Members();
        if (members.Count == 0)
        {
            return null;
        }

        return new ProcessFigures(
            TimeSpan.FromSeconds(members.Sum(member => member.Fields[UserField]) / (double)TicksPerSecond),
            TimeSpan.FromSeconds(members.Sum(member => member.Fields[KernelField]) / (double)TicksPerSecond),
            withMemory ? members.Sum(member => ReadKilobytes(member.Process, "status", "VmRSS:")) * 1024 : 0,
            withMemory ? members.Sum(member => ReadKilobytes(member.Process, "smaps_rollup", "Pss:")) * 1024 : 0,
            members.Count,
            (int)members.Sum(member => member.Fields[ThreadsField]));
    }

    private List<(int Process, long[] Fields)> Members()
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Process: id, Fields: ReadStat(id)))
            .Where(process => process.Fields.Length > ThreadsField)
            .ToList();
        var children = all.ToLookup(process => (int)process.Fields[ParentField]);
        var members = all.Where(process => process.Process == root).ToList();
        for (var index = 0; index < members.Count; index++)
        {
            members.AddRange(children[members[index].Process]);
        }

        return members;
    }

    /// <summary>The fields after the name, which stands in parentheses and may hold anything: state (as 0), parent, ...</summary>
    private static long[] ReadStat(int process)
    {
        var text = ReadOrNothing(process, "stat");
        return
        [
            .. text[(text.LastIndexOf(')') + 1)..]
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(field => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0),
        ];
    }

    private static long ReadKilobytes(int process, string file, string name)
    {
        var line = ReadOrNothing(process, file).Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal), "");
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? long.Parse(words[1], CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>A process may end, or belong to somebody else, between being listed and being read.</summary>
    private static string ReadOrNothing(int process, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
