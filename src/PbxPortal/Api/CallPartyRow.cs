using System.Text.Json.Serialization;
using PbxPortal.Live;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Api;

/// <summary>One end of a call, as the HTTP API writes it.</summary>
/// <param name="UserId"><c>null</c>: no user of ours, or none that you may see.</param>
/// <param name="DeviceId">The device that calls; always <c>null</c> for the callee, whose devices are the branches.</param>
/// <param name="Address">For example 3516@acme.example, or a number at a trunk.</param>
/// <param name="Source">Address and port that the INVITE came from.</param>
public sealed record CallPartyRow(
    [property: JsonConverter(typeof(CamelCaseEnumConverter<CallPartyKind>))] CallPartyKind Kind,
    long? UserId,
    long? DeviceId,
    string Address,
    string DisplayName,
    string Source)
{
    public static CallPartyRow Of(CallParty party) =>
        new(party.Kind, party.UserId, party.DeviceId, party.Address, party.DisplayName, party.Source);
}
