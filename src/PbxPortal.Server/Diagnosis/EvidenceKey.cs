using PbxPortal.Sip.Transport;

namespace PbxPortal.Server.Diagnosis;

/// <summary>What failed attempts are put together by: who, from where, with what.</summary>
/// <param name="UserId">The user whom it concerns; <c>null</c>: none of ours.</param>
/// <param name="Claimed">The address in To of somebody who is none of ours; else empty.</param>
/// <param name="Host">The address, with port 0: every attempt may come from another.</param>
/// <param name="UserAgent">As sent.</param>
internal readonly record struct EvidenceKey(long? UserId, string Claimed, PeerAddress Host, string UserAgent);
