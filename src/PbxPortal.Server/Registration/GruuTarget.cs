using System.Collections.Immutable;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Location;

namespace PbxPortal.Server.Registration;

/// <summary>Where a request to a GRUU goes (RFC 5627, 6.1).</summary>
/// <param name="User">Whose device it is; <c>null</c>: the GRUU is not valid, which is answered with 404.</param>
/// <param name="Bindings">
/// The bindings of that one instance, to be tried one after the other: those that can be reached first, the most recently
/// refreshed one in front. Empty: 480.
/// </param>
/// <remarks>Immutable.</remarks>
public sealed record GruuTarget(User? User, ImmutableArray<Binding> Bindings)
{
    public static readonly GruuTarget Invalid = new(User: null, []);
}
