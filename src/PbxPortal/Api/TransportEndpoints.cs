using PbxPortal.Accounts;
using PbxPortal.Transports;

namespace PbxPortal.Api;

/// <summary>Where phones are heard, and which connections failed: <c>/api/v1/transports</c>.</summary>
internal static class TransportEndpoints
{
    public static void MapTransports(this IEndpointRouteBuilder api)
    {
        api.MapGet("/transports", (ITransportState transports, ICertificateState certificates) =>
                Results.Ok(TransportsRow.Of(transports.Read(), certificates.Certificate)))
            .WithTags("Transports").Needs(PortalRole.Owner, isEverywhere: true).Produces<TransportsRow>()
            .Describe(
                "readTransports",
                "Read the transports",
                "Where phones are heard, the certificate that they are shown and its last day, and which connections were refused, failed or were closed.");
    }
}
