using System.Text;
using PbxPortal.Server.Admission;
using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Tracing;

/// <summary>Whose messages somebody wants to see: a user's, or all from and to an address.</summary>
/// <remarks>Immutable; equal when they watch the same.</remarks>
public sealed class TraceSubject : IEquatable<TraceSubject>
{
    private readonly byte[][] _names;

    private TraceSubject(string text, long? userId, long? domainId, SourceNetwork? network, params IEnumerable<string> names)
    {
        Text = text;
        UserId = userId;
        DomainId = domainId;
        Network = network;
        Extension = names.FirstOrDefault() ?? "";
        _names = [.. names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary><c>3516@acme.example</c>, <c>203.0.113.7</c> or <c>192.0.2.0/24</c>.</summary>
    public string Text { get; }

    /// <summary><c>null</c>: an address is watched.</summary>
    public long? UserId { get; }

    /// <summary>The domain of the user.</summary>
    public long? DomainId { get; }

    /// <summary><c>null</c>: a user is watched.</summary>
    public SourceNetwork? Network { get; }

    /// <summary>Of the user.</summary>
    private string Extension { get; }

    public static TraceSubject Of(User user) => new(
        $"{user.Extension}@{user.Domain.Name}", user.Id, user.Domain.Id, network: null, [user.Extension, .. user.PhoneNumbers]);

    public static TraceSubject Of(SourceNetwork network) => new(network.ToString(), userId: null, domainId: null, network);

    public bool Equals(TraceSubject? other) => other is not null && UserId == other.UserId && Network == other.Network;

    public override bool Equals(object? obj) => Equals(obj as TraceSubject);

    public override int GetHashCode() => HashCode.Combine(UserId, Network);

    public override string ToString() => Text;

    /// <summary>
    /// Whether the message can be about the user: his extension or a number of his stands in it somewhere. Most messages of others
    /// are put aside by this, for some ten nanoseconds. An escape can hide a name; such a message is read.
    /// </summary>
    internal bool MayBeAbout(ReadOnlySpan<byte> message)
    {
        foreach (var name in _names)
        {
            if (message.IndexOf(name) >= 0)
            {
                return true;
            }
        }

        return message.Contains((byte)'%');
    }

    /// <summary>Also what names the user in a domain that is not served here: a wrong domain in the phone looks like that.</summary>
    internal bool IsAbout(in MessageOwner owner) =>
        UserId is { } userId
        && (owner.IsAbout(userId) || (owner.Stranger.Length > 0 && string.Equals(owner.Stranger, Extension, StringComparison.Ordinal)));
}
