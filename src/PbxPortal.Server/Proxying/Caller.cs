using PbxPortal.Server.Directory;

namespace PbxPortal.Server.Proxying;

/// <summary>Who sent a request, proved: a user by his password, a trunk by its address, or by a password of its own.</summary>
/// <param name="Domain">For whose users the request may be.</param>
/// <param name="User"><c>null</c>: a trunk.</param>
/// <param name="Trunk"><c>null</c>: a user.</param>
/// <remarks>Immutable.</remarks>
internal sealed record Caller(Domain Domain, User? User, Trunk? Trunk);
