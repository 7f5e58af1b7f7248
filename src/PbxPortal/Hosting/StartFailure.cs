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
    public const string CannotStart = "PbxPortal cannot start";

    private const string ListenAdvice =
        "End what uses it (another PbxPortal?), or change Urls or Sip:Listen, for example "
        + "--Urls=http://localhost:8081 --Sip:Listen:0=udp:0.0.0.0:5070 --Sip:Listen:1=tcp:0.0.0.0:5070";

    /// <param name="what">How the first line begins, for example <c>PbxPortal cannot start</c>.</param>
    /// <returns><c>null</c>: not an operator's matter.</returns>
    public static IReadOnlyList<string>? Describe(Exception exception, string what) => exception switch
    {
        OptionsValidationException settings => Mistakes([settings], what),
        AggregateException many when many.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            Mistakes(many.InnerExceptions.Cast<OptionsValidationException>(), what),
        SipListenException listen => [$"{what}: {listen.Message.TrimEnd('.')}. {ListenAdvice}"],
        DatabaseFromNewerVersionException or StoreUnavailableException => [$"{what}: {exception.Message}"],
        InvalidDataException file => [$"{what}: {file.Message.TrimEnd('.')}: {file.GetBaseException().Message}"],
        IOException { InnerException: AddressInUseException } => [$"{what}: {PortInUse(exception.Message)} {ListenAdvice}"],
        IOException { InnerException: AggregateException inner } when inner.InnerExceptions.All(one => one is SocketException) =>
            [$"{what}: {exception.Message} {Words((SocketException)inner.InnerExceptions[0])} {ListenAdvice}"],
        SocketException socket => [$"{what}: an address of Urls or Sip:Listen cannot be used: {Words(socket)} {ListenAdvice}"],
        _ => null,
    };

    private static IReadOnlyList<string> Mistakes(IEnumerable<OptionsValidationException> settings, string what) =>
        [$"{what} with these settings:", .. settings.SelectMany(one => one.Failures).Select(failure => $"  {failure}")];

    /// <summary>Kestrel takes every address for one of HTTP, SIP's too, so the scheme would mislead.</summary>
    private static string PortInUse(string message)
    {
        const string Before = "://";
        const string After = ": address already in use";
        var from = message.IndexOf(Before, StringComparison.Ordinal);
        var to = message.LastIndexOf(After, StringComparison.Ordinal);
        return from < 0 || to < from
            ? message
            : $"Cannot listen on {message[(from + Before.Length)..to]}: {SocketErrorText.Of(SocketError.AddressAlreadyInUse)}";
    }

    private static string Words(SocketException exception) => SocketErrorText.Of(exception.SocketErrorCode);
}
