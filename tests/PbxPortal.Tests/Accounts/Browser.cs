using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PbxPortal.Tests.Accounts;

/// <summary>Opens pages and sends forms as a browser without scripts does.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri address)
    {
        Cookies = new CookieContainer();
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = address };
    }

    public CookieContainer Cookies { get; }

    /// <summary>What it calls itself.</summary>
    public string UserAgent
    {
        set
        {
            _client.DefaultRequestHeaders.UserAgent.Clear();
            _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", value);
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.RelativeOrAbsolute), Cancelled);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(method, path);
        change?.Invoke(request);
        return _client.SendAsync(request, Cancelled);
    }

    public Task<HttpResponseMessage> SignInAsync(string name, string password, string? returnUrl = null) =>
        SubmitAsync(
            returnUrl is null ? "/sign-in" : $"/sign-in?returnUrl={Uri.EscapeDataString(returnUrl)}",
            ("Input.Name", name),
            ("Input.Password", password));

    /// <summary>Opens the page and sends its form with these values and the hidden ones.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string path, params (string Name, string Value)[] values) =>
        await SendFormAsync(await OpenFormAsync(path), path, values);

    public async Task<IHtmlFormElement> OpenFormAsync(string path)
    {
        using var page = await GetAsync(path);
        var form = (await ReadAsync(page)).QuerySelector<IHtmlFormElement>("form[method=post]");
        return form ?? throw new InvalidOperationException($"{path} has no form.");
    }

    public async Task<HttpResponseMessage> SendFormAsync(
        IHtmlFormElement form, string path, params (string Name, string Value)[] values)
    {
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]")
            .Select(field => KeyValuePair.Create(field.Name!, field.Value))
            .Concat(values.Select(value => KeyValuePair.Create(value.Name, value.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await _client.PostAsync(new Uri(form.GetAttribute("action") ?? path, UriKind.RelativeOrAbsolute), content, Cancelled);
    }

    public static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync(Cancelled), Cancelled);

    public void Dispose() => _client.Dispose();
}
