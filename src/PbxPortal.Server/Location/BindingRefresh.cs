namespace PbxPortal.Server.Location;

/// <summary>What a plain refresh changes: a narrow row, so that most of the traffic costs an append and no random page.</summary>
public readonly record struct BindingRefresh(
    long BindingId, uint CSeq, int GrantedSeconds, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt);
