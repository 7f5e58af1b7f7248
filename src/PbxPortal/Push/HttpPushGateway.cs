using System.Globalization;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Push;

namespace PbxPortal.Push;

/// <summary>Posts the request for a push notification to the gateway that the settings name for the provider.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class HttpPushGateway(IHttpClientFactory clients, IOptions<PushOptions> options) : IPushGateway
{
    /// <summary>The name of the client.</summary>
    public const string Client = "push";

    /// <summary>What takes longer comes too late for a call.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, PushGatewayOptions> _gateways =
        options.Value.Gateways.ToDictionary(gateway => gateway.Provider, StringComparer.OrdinalIgnoreCase);

    public async Task<string?> WakeAsync(PushOrder order, CancellationToken cancellationToken)
    {
        if (!_gateways.TryGetValue(order.Contact.Provider, out var gateway))
        {
            return $"no gateway for {order.Contact.Provider}";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, gateway.Url) { Content = JsonContent.Create(PushBody.Of(order)) };
        if (gateway.Authorization.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Authorization", gateway.Authorization);
        }

        try
        {
            using var response = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode
                ? null
                : string.Create(CultureInfo.InvariantCulture, $"the push gateway answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException exception)
        {
            return $"the push gateway was not reached ({exception.HttpRequestError})";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the push gateway did not answer within {Timeout.TotalSeconds} s");
        }
    }
}
