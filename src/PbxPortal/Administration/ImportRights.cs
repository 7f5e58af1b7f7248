using PbxPortal.Accounts;

namespace PbxPortal.Administration;

/// <summary>Who imports users, and where he may.</summary>
/// <param name="Actor">For the audit.</param>
/// <param name="MayManage">Whether he may manage the users of the domain with this id; <c>null</c>: of every domain.</param>
internal sealed record ImportRights(Actor Actor, Predicate<long>? MayManage = null);
