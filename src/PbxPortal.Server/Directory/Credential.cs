namespace PbxPortal.Server.Directory;

/// <summary>One digest user name and its secret. A user has one of his own and any number for single devices.</summary>
/// <param name="Name">The digest user name: the extension, or for one device <c>3516.k7f2</c>.</param>
/// <param name="Sealed">The HA1 values, encrypted; opened by <see cref="ISecretBox"/> at first use.</param>
/// <param name="Label">What the device credential is for; empty for the user's own.</param>
public sealed record Credential(long Id, string Name, byte[] Sealed, bool IsRevoked = false, string Label = "");
