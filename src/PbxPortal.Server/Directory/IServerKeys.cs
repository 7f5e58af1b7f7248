namespace PbxPortal.Server.Directory;

/// <summary>Keys of this installation that outlive a restart. Where they come from is the installation's matter.</summary>
public interface IServerKeys
{
    /// <summary>Always the same key for the same purpose, and no way from one to another.</summary>
    byte[] Derive(string purpose, int length);
}
