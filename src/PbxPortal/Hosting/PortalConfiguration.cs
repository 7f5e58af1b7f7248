namespace PbxPortal.Hosting;

/// <summary>Where the settings come from, for the server and for the commands alike.</summary>
internal static class PortalConfiguration
{
    private const string File = "appsettings.json";
    private const string WebFolder = "wwwroot";

    /// <summary>The settings stand at the top of the repository, or beside the program that was published.</summary>
    public static string Root { get; } =
        System.IO.File.Exists(Path.Combine(Directory.GetCurrentDirectory(), File)) ? Directory.GetCurrentDirectory() : AppContext.BaseDirectory;

    /// <summary>
    /// The files for browsers beside the program, where the settings have a folder of their own, as those of a service; <c>null</c>: they
    /// stand beside the settings, or are found by the manifest of a build.
    /// </summary>
    public static string? WebRoot { get; } =
        !Directory.Exists(Path.Combine(Root, WebFolder)) && Directory.Exists(Path.Combine(AppContext.BaseDirectory, WebFolder))
            ? Path.Combine(AppContext.BaseDirectory, WebFolder)
            : null;

    private static string EnvironmentName =>
        Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Production;

    /// <summary>
    /// Files, then environment, then command line: the later counts. The server's builder reads the same, so that a command never
    /// works on another database than the server beside it.
    /// </summary>
    public static IConfiguration Build(string[] settings) => new ConfigurationBuilder()
        .SetBasePath(Root)
        .AddJsonFile(File, optional: true)
        .AddJsonFile($"appsettings.{EnvironmentName}.json", optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(settings)
        .Build();
}
