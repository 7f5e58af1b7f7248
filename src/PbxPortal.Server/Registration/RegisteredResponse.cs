using System.Buffers;
using System.Text;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;
using PbxPortal.Sip.Messages;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Registration;

/// <summary>
/// Writes the 200 to a REGISTER (10.3 step 8): every binding, this device's own first, its URI byte for byte and <c>expires</c> as
/// granted, because phones look for their own contact there; then the others; then Expires and Date.
/// </summary>
/// <remarks>
/// Immutable. Over UDP an answer that is cut into fragments often never arrives, so it is kept within 1300 bytes (RFC 3261, 18.1.1,
/// says so of requests) while that can be done: first the parameters of the <em>other</em> contacts are left out, which no phone
/// needs of another, then their GRUUs. The phone's own contact is always whole: many take an answer without it for a failure. What is
/// longer all the same is sent, up to what a datagram holds; only then other contacts are left out altogether.
/// </remarks>
internal sealed class RegisteredResponse(Gruus gruus, RegistrarOptions options, MonotonicClock clock)
{
    private const int MostOverUdp = 1300;

    /// <summary>A datagram holds 65,507 bytes, over IPv6 some less; so much is enough over a connection too.</summary>
    private const int Most = 65_000;

    /// <summary>More than Expires, Date and Content-Length take.</summary>
    private const int TailLength = 100;

    /// <summary>What a URI parameter holds unescaped (RFC 3261, 25.1: unreserved, param-unreserved).</summary>
    private static readonly SearchValues<byte> InParameter = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.!~*'()[]/:&+$"u8);

    private readonly byte[] _serviceRoute = Encoding.UTF8.GetBytes(string.Join(", ", options.ServiceRoute));

    public MessageBuffer Write(RegisterVisit visit, in RegisterOutcome outcome)
    {
        var buffer = MessageBuffer.Rent();
        var writer = RegisterResponses.Begin(buffer, visit, StatusCode.Ok);
        var now = clock.Now;
        WriteExtensions(writer, visit);
        var expires = WriteOwn(writer, visit, outcome, now);
        WriteOthers(buffer, writer, visit, outcome, now);
        if (expires is { } common)
        {
            writer.Header(HeaderName.Expires, common);
        }

        writer.Header(HeaderName.Date, DateText.At(clock.UtcNow)).End();
        return buffer;
    }

    /// <summary>
    /// Whether the phone is told how often to give a sign of life (RFC 5626, 6). Over UDP it keeps to its own interval, which is made for
    /// NATs (4.4.2).
    /// </summary>
    public bool AsksForKeepAlives(RegisterVisit visit) =>
        options.FlowTimer > 0
        && visit.Flow.Protocol != TransportProtocol.Udp
        && visit.Extensions is { Outbound: true, IsDirect: true }
        && visit.IsOfFlow;

    /// <summary>Rounded up: a phone that is told a second too few asks for a second less each time.</summary>
    private static long SecondsLeft(Binding binding, long now) => Math.Max((binding.Deadline - now + 999) / 1000, 1);

    private void WriteExtensions(SipWriter writer, RegisterVisit visit)
    {
        var extensions = visit.Extensions;
        if (!visit.IsFetch)
        {
            foreach (var row in visit.Register.EnumerateRows(HeaderName.Path))
            {
                writer.Header(HeaderName.Path, row); // RFC 3327, 5.3.
            }
        }

        if (_serviceRoute.Length > 0)
        {
            writer.Header(HeaderName.ServiceRoute, _serviceRoute);
        }

        if (extensions.Outbound && visit.IsOfFlow)
        {
            writer.Header(HeaderName.Require, "outbound"u8); // RFC 5626, 6.
            if (AsksForKeepAlives(visit))
            {
                writer.Header(HeaderName.FlowTimer, options.FlowTimer);
            }
        }

        if (extensions.Outbound || extensions.Path)
        {
            writer.Header(HeaderName.Supported, "path, outbound"u8); // Not gruu (RFC 5627, 5.2).
        }
    }

    /// <returns>What Expires says; <c>null</c>: there is none.</returns>
    private long? WriteOwn(SipWriter writer, RegisterVisit visit, in RegisterOutcome outcome, long now)
    {
        long? expires = visit.IsFetch || visit.IsWildcard ? null : 0;
        foreach (var deviceId in visit.OwnDeviceIds)
        {
            if (outcome.Location.Find(deviceId)?.LiveBinding(now) is { } own)
            {
                // As granted, however long the commit took: never a second too few.
                var granted = visit.Known.Location is null ? own.Lease.GrantedSeconds : visit.Known.Seconds;
                var seconds = outcome.IsRepeat ? SecondsLeft(own, now) : granted;
                WriteContact(writer, visit, own, seconds, OtherDetail.Whole);
                expires = expires is null or 0 ? seconds : expires;
            }
        }

        return expires;
    }

    /// <summary>As much of the others as there is room for.</summary>
    private void WriteOthers(MessageBuffer buffer, SipWriter writer, RegisterVisit visit, in RegisterOutcome outcome, long now)
    {
        var start = buffer.WrittenCount;
        var most = (visit.Flow.Protocol == TransportProtocol.Udp ? MostOverUdp : Most) - TailLength;
        for (var detail = OtherDetail.Whole; detail <= OtherDetail.Bare; detail++)
        {
            buffer.Rewind(start);
            WriteOthers(buffer, writer, visit, outcome, now, detail);
            if (buffer.WrittenCount <= most || buffer.WrittenCount == start)
            {
                return;
            }
        }
    }

    private void WriteOthers(
        MessageBuffer buffer, SipWriter writer, RegisterVisit visit, in RegisterOutcome outcome, long now, OtherDetail detail)
    {
        foreach (var entry in outcome.Location.Devices)
        {
            if (entry.LiveBinding(now) is { } other && !visit.OwnDeviceIds.Contains(entry.Device.Id))
            {
                var start = buffer.WrittenCount;
                WriteContact(writer, visit, other, SecondsLeft(other, now), detail);
                if (detail == OtherDetail.Bare && buffer.WrittenCount > Most - TailLength)
                {
                    buffer.Rewind(start); // An answer that cannot be sent tells nobody anything.
                }
            }
        }
    }

    private void WriteContact(SipWriter writer, RegisterVisit visit, Binding binding, long seconds, OtherDetail detail)
    {
        writer.StartHeader(HeaderName.Contact).Append("<"u8).Append(binding.ContactUriBytes).Append(">"u8);
        if (detail == OtherDetail.Whole)
        {
            writer.Append(binding.ContactParameterBytes);
        }

        if (detail != OtherDetail.Bare && visit.Extensions.Gruu)
        {
            WriteGruus(writer, visit.User!, binding);
        }

        writer.Append(";expires="u8).Append(seconds).EndHeader();
    }

    /// <summary>RFC 5627, 5.2: for each contact that names its instance. The public one is the address-of-record with the instance.</summary>
    private void WriteGruus(SipWriter writer, User user, Binding binding)
    {
        var instance = GruuResolver.InstanceOf(binding);
        if (instance.IsEmpty)
        {
            return;
        }

        writer.Append(";pub-gruu=\"sip:"u8).Append(user.Extension).Append("@"u8).Append(user.Domain.Name).Append(";gr="u8);
        AppendEscaped(writer, instance);
        Span<byte> temporary = stackalloc byte[Gruus.UserLength];
        gruus.WriteUser(temporary, instance, binding);
        writer.Append("\";temp-gruu=\"sip:"u8).Append(temporary).Append("@"u8).Append(user.Domain.Name).Append(";gr\""u8);
    }

    private static void AppendEscaped(SipWriter writer, ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(InParameter);
            plain = plain < 0 ? text.Length : plain;
            writer.Append(text[..plain]);
            text = text[plain..];
            if (!text.IsEmpty)
            {
                ReadOnlySpan<byte> digits = "0123456789ABCDEF"u8;
                writer.Append([(byte)'%', digits[text[0] >> 4], digits[text[0] & 0xF]]);
                text = text[1..];
            }
        }
    }
}
