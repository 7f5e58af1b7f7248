using System.CommandLine;
using PbxPortal.Phones.Load;

namespace PbxPortal.Phones;

/// <summary>The program beside the library: sends load to a registrar.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => LoadCommand.RunAsync(args, new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
