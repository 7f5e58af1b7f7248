using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Transport;
using PbxPortal.Storage;

namespace PbxPortal.Hosting;

/// <summary>Turns what an operator can mend into lines without a stack trace; bugs keep theirs.</summary>
internal static class StartFailure
{
    /// <returns><c>null</c>: not an operator's matter.</returns>
    public static IReadOnlyList<string>? Describe(Exception exception) => exception switch
    {
        OptionsValidationException settings => Mistakes([settings]),
        AggregateException many when many.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            Mistakes(many.InnerExceptions.Cast<OptionsValidationException>()),
        SipListenException or DatabaseFromNewerVersionException or StoreUnavailableException => [$"PbxPortal cannot start: {exception.Message}"],
        IOException { InnerException: AddressInUseException or SocketException } => [$"PbxPortal cannot start: {Port(exception)}"],
        SocketException => [$"PbxPortal cannot start: {exception.Message}"],
        FormatException => [$"PbxPortal cannot start: {exception.Message}"],
        _ => null,
    };

    private static IReadOnlyList<string> Mistakes(IEnumerable<OptionsValidationException> settings) =>
        ["PbxPortal cannot start with these settings:", .. settings.SelectMany(one => one.Failures).Select(failure => $"  {failure}")];

    private static string Port(Exception exception) =>
        $"{exception.Message.TrimEnd('.')}. Is another program (or another PbxPortal) using the port? "
        + "Change Urls or Sip:Listen, for example --Urls=http://localhost:8081 --Sip:Listen:0=udp:0.0.0.0:5070";
}
