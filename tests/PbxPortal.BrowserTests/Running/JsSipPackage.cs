using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace PbxPortal.BrowserTests.Running;

/// <summary>JsSIP as npm gives it, in a temporary folder; nothing of it is kept here.</summary>
internal sealed class JsSipPackage
{
    private const string Wanted = "jssip@3.13.8";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    private static readonly Lazy<Task<string?>> Fetched = new(FetchAsync);

    /// <summary>A script with all its modules; <c>null</c>: npm is missing or reaches no registry.</summary>
    public static Task<string?> ScriptAsync() => Fetched.Value;

    private static async Task<string?> FetchAsync()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var npm = folders.Select(folder => Path.Combine(folder, "npm")).FirstOrDefault(File.Exists);
        if (npm is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("pbxportal-jssip-");
        try
        {
            return await InstallAsync(npm, folder.FullName) ? ScriptOf(Path.Combine(folder.FullName, "node_modules")) : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> InstallAsync(string npm, string folder)
    {
        var start = new ProcessStartInfo(npm, ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder, Wanted])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Longest);
        try
        {
            var reading = Task.WhenAll(process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            await reading;
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return false;
        }
    }

    private static string ScriptOf(string modules)
    {
        var files = Directory
            .EnumerateFiles(modules, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".js" or ".json")
            .ToDictionary(file => Path.GetRelativePath(modules, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
        var mains = files
            .Where(file => file.Key.EndsWith("/package.json", StringComparison.Ordinal) && file.Key.Count(letter => letter == '/') == 1)
            .ToDictionary(file => Path.GetDirectoryName(file.Key)!, file => MainOf(file.Key, file.Value), StringComparer.Ordinal);
        return new StringBuilder()
            .Append("const packageFiles = ").Append(JsonSerializer.Serialize(files)).AppendLine(";")
            .Append("const packageMains = ").Append(JsonSerializer.Serialize(mains)).AppendLine(";")
            .ToString();
    }

    /// <summary>Where a page begins: at the package's module for browsers, if it has one.</summary>
    private static string MainOf(string path, string text)
    {
        using var package = JsonDocument.Parse(text);
        var root = package.RootElement;
        var main = root.TryGetProperty("browser", out var browser) && browser.ValueKind == JsonValueKind.String ? browser.GetString()
            : root.TryGetProperty("main", out var usual) ? usual.GetString()
            : "index.js";
        return $"{Path.GetDirectoryName(path)}/{main}";
    }
}
