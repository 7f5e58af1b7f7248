using System.Globalization;
using System.Net;
using System.Text;
using PbxPortal.Tests.EndToEnd;

namespace PbxPortal.BrowserTests.Running;

/// <summary>The site of a web phone, which is not the portal: a page, the loader and the packages that it loads.</summary>
/// <remarks>A real server on this machine: a browser lets no page from elsewhere connect to a local address.</remarks>
internal sealed class WebPhoneSite : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, (string Type, byte[] Body)> _files;
    private readonly Task _serving;

    public WebPhoneSite(string packages)
    {
        var folder = Path.Combine(Repository.Root, "tests", "real-clients");
        _files = new(StringComparer.Ordinal)
        {
            ["/"] = ("text/html", File.ReadAllBytes(Path.Combine(folder, "jssip.html"))),
            ["/commonjs.js"] = ("text/javascript", File.ReadAllBytes(Path.Combine(folder, "commonjs.js"))),
            ["/packages.js"] = ("text/javascript", Encoding.UTF8.GetBytes(packages)),
        };
        Address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                await AnswerAsync(context);
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        if (_files.TryGetValue(context.Request.Url!.AbsolutePath, out var file))
        {
            response.ContentType = file.Type;
            await response.OutputStream.WriteAsync(file.Body);
        }
        else
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
        }
    }
}
