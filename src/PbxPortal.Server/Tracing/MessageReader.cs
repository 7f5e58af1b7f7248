using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transactions;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Tracing;

/// <summary>Makes what is kept of a message out of its bytes, and finds out whom it is about. Only what is traced comes here.</summary>
/// <remarks>Immutable but for the last number; thread-safe.</remarks>
public sealed class MessageReader(AddressResolver resolver, UserDirectory directory, TimeProvider timeProvider)
{
    private const int LongestText = 256;

    private readonly SentBy _ownAddress = new([]);
    private long _lastNumber;

    internal TracedMessage Read(ReadOnlySpan<byte> bytes, Flow flow, bool isReceived, string note = "")
    {
        _ = SipParser.TryParse(bytes, out var message, out var error);
        using (message)
        {
            var masked = bytes.ToArray();
            SecretMask.Apply(masked);
            return new TracedMessage
            {
                Number = Interlocked.Increment(ref _lastNumber),
                At = timeProvider.GetUtcNow(),
                IsReceived = isReceived,
                Transport = flow.Protocol,
                Peer = flow.Peer,
                Local = PeerAddress.TryParse(_ownAddress.Of(flow), out var local) ? local : PeerAddress.From(flow.Local),
                Bytes = masked,
                FirstLine = FirstLineOf(masked),
                Method = MethodOf(message),
                StatusCode = message is SipResponse response ? response.StatusCode : 0,
                CallId = TextOf(message is null ? default : message.CallId),
                CSeq = message?.CSeq.Number ?? 0,
                UserAgent = TextOf(message is null ? default : message.Find(HeaderName.UserAgent)),
                HasCredentials = message is SipRequest ? message.Contains(HeaderName.Authorization) : IsStale(message),
                Owner = message is null ? default : OwnerOf(message),
                Note = note.Length > 0 || error == SipParseError.None ? note : $"cannot be read: {Words(error)}",
            };
        }
    }

    private MessageOwner OwnerOf(SipMessage message)
    {
        var to = AddressIn(message, HeaderName.To);
        var from = AddressIn(message, HeaderName.From);
        var target = DomainOf(message, to);
        var user = target is null || to.Host.IsEmpty ? null : resolver.FindUser(to, target);
        var senderDomain = from.Host.IsEmpty ? null : resolver.FindDomain(from);
        var sender = senderDomain is null ? null : resolver.FindUser(from, senderDomain);
        var byCredentials = target is null ? null : UserOfCredentials(message, target);
        return new MessageOwner(
            user?.Id, byCredentials?.Id ?? sender?.Id, target?.Id, senderDomain?.Id, target is null ? TextOf(to.User) : "");
    }

    /// <summary>As for a REGISTER: a request to one of our addresses belongs to the domain in To.</summary>
    private Domain? DomainOf(SipMessage message, in SipUri to)
    {
        if (to.Host.IsEmpty)
        {
            return null;
        }

        return message is SipRequest { Method: SipMethod.Register } register && SipUri.TryParse(register.RequestUri, out var requestUri)
            ? resolver.FindDomain(requestUri, to)
            : resolver.FindDomain(to);
    }

    /// <summary>Who the phone says it is, which may not be whom it wants to register.</summary>
    private User? UserOfCredentials(SipMessage message, Domain domain)
    {
        if (!DigestCredentials.TryParse(message.Find(HeaderName.Authorization), out var credentials) || !credentials.IsDigest)
        {
            return null;
        }

        return directory.FindCredential(domain.Id, TextOf(credentials.Username))?.User;
    }

    private static SipUri AddressIn(SipMessage message, HeaderName name) =>
        NameAddress.TryParse(message.Find(name), out var address) && SipUri.TryParse(address.Uri, out var uri) ? uri : default;

    private static string MethodOf(SipMessage? message) => message switch
    {
        SipRequest request => TextOf(request.MethodBytes),
        SipResponse => LastWordOf(TextOf(message.Find(HeaderName.CSeq))),
        _ => "",
    };

    private static bool IsStale(SipMessage? message) =>
        message is not null && message.Find(HeaderName.WwwAuthenticate).IndexOf("stale=true"u8) >= 0;

    private static string LastWordOf(string text) => text[(text.LastIndexOf(' ') + 1)..];

    private static string FirstLineOf(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart("\r\n"u8);
        var end = bytes.IndexOfAny("\r\n"u8);
        return TextOf(end < 0 ? bytes : bytes[..end]);
    }

    private static string TextOf(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, LongestText)]);

    /// <summary><c>HeaderNotTerminated</c> becomes <c>header not terminated</c>.</summary>
    private static string Words(SipParseError error) =>
        string.Concat(error.ToString().Select((letter, index) => !char.IsAsciiLetterUpper(letter) ? $"{letter}"
            : index == 0 ? $"{char.ToLowerInvariant(letter)}" : $" {char.ToLowerInvariant(letter)}"));
}
