namespace PbxPortal.Api;

/// <summary>An invitation that was made just now: the only answer that ever holds its link.</summary>
public sealed record InvitationRow(string Link);
