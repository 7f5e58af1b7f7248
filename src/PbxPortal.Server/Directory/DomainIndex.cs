using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace PbxPortal.Server.Directory;

/// <summary>
/// The domains by id, and by name as it stands on the wire, in any case (RFC 3261, 19.1.4): one look-up however many tenants
/// there are.
/// </summary>
/// <remarks>Immutable; replaced whole when a domain comes, goes or is renamed.</remarks>
internal sealed class DomainIndex
{
    private readonly Dictionary<long, DomainTable> _byId = [];
    private readonly Dictionary<byte[], DomainTable>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    public DomainIndex(IEnumerable<DomainTable> tables)
    {
        var byName = new Dictionary<byte[], DomainTable>(HostComparer.Instance);
        _byName = byName.GetAlternateLookup<ReadOnlySpan<byte>>();
        foreach (var table in tables)
        {
            _byId[table.Domain.Id] = table;
            byName[Encoding.UTF8.GetBytes(table.Domain.Name)] = table;
        }
    }

    public DomainTable? Find(long id) => _byId.GetValueOrDefault(id);

    public DomainTable? Find(ReadOnlySpan<byte> name) => _byName.TryGetValue(name, out var table) ? table : null;

    private sealed class HostComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static HostComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => Ascii.EqualsIgnoreCase(x, y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => Ascii.EqualsIgnoreCase(alternate, other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode((ReadOnlySpan<byte>)obj);

        /// <summary>Only an administrator makes names, so nobody can aim at one bucket.</summary>
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = 0;
            foreach (var letter in alternate)
            {
                hash = (hash * 31) + (letter | 0x20);
            }

            return hash;
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
