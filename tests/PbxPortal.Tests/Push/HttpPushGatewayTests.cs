using System.Net;
using Microsoft.Extensions.Options;
using PbxPortal.Push;
using PbxPortal.Server.Push;

namespace PbxPortal.Tests.Push;

public sealed class HttpPushGatewayTests : IDisposable
{
    private static readonly PushOrder Order = new(new PushContact("FCM", "929724111839", "device:1"), "INVITE", "call-1", "3516", "acme.example");

    private readonly Wire _wire = new();
    private readonly HttpPushGateway _gateway;

    public HttpPushGatewayTests()
    {
        _gateway = new HttpPushGateway(_wire, Options.Create(new PushOptions
        {
            Gateways = { new PushGatewayOptions { Provider = "fcm", Url = "https://push.example.com/wake", Authorization = "Bearer 7Jk2" } },
        }));
    }

    public void Dispose() => _wire.Dispose();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posts_whom_to_wake_and_why()
    {
        Assert.Null(await _gateway.WakeAsync(Order, Cancelled));

        Assert.Equal(
            """
            POST https://push.example.com/wake
            Bearer 7Jk2
            {"provider":"FCM","param":"929724111839","prid":"device:1","method":"INVITE","callId":"call-1","user":"3516","domain":"acme.example"}
            """.ReplaceLineEndings("\n"),
            _wire.Sent);
    }

    [Fact]
    public async Task Says_why_it_was_not_taken()
    {
        _wire.Answer = () => new HttpResponseMessage(HttpStatusCode.Unauthorized);
        Assert.Equal("the push gateway answered 401", await _gateway.WakeAsync(Order, Cancelled));

        _wire.Answer = () => new HttpResponseMessage(HttpStatusCode.Found);
        Assert.Equal("the push gateway answered 302", await _gateway.WakeAsync(Order, Cancelled));

        _wire.Answer = () => throw new HttpRequestException(HttpRequestError.NameResolutionError);
        Assert.Equal("the push gateway was not reached (NameResolutionError)", await _gateway.WakeAsync(Order, Cancelled));

        _wire.Answer = () => throw new TaskCanceledException();
        Assert.Equal("the push gateway did not answer within 5 s", await _gateway.WakeAsync(Order, Cancelled));

        Assert.Equal("no gateway for apns", await _gateway.WakeAsync(Order with { Contact = new PushContact("apns", "", "1") }, Cancelled));
    }

    private sealed class Wire : HttpMessageHandler, IHttpClientFactory
    {
        public Func<HttpResponseMessage> Answer { get; set; } = () => new HttpResponseMessage(HttpStatusCode.Accepted);

        public string Sent { get; private set; } = "";

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent = $"{request.Method} {request.RequestUri}\n{request.Headers.Authorization}\n{await request.Content!.ReadAsStringAsync(cancellationToken)}";
            return Answer();
        }
    }
}
