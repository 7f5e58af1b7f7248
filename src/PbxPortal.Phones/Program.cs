using System.CommandLine;
using PbxPortal.Phones.Load;
using PbxPortal.Phones.Storm;

namespace PbxPortal.Phones;

/// <summary>The program beside the library: sends load to a registrar.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args)
    {
        var console = new InvocationConfiguration { EnableDefaultExceptionHandler = false };
        return args is [StormCommand.Name, ..] ? StormCommand.RunAsync(args, console) : LoadCommand.RunAsync(args, console);
    }
}
