using System.Security.Cryptography;
using System.Text;
using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server;

/// <summary>The keys of one installation, the same after each restart.</summary>
internal sealed class TestKeys(string installation = "one") : IServerKeys
{
    public byte[] Derive(string purpose, int length) => SHA512.HashData(Encoding.UTF8.GetBytes($"{installation} {purpose}"))[..length];
}
