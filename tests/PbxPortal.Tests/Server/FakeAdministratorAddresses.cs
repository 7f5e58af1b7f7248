using PbxPortal.Server.Admission;

namespace PbxPortal.Tests.Server;

/// <summary>The addresses that a test signs administrators in from.</summary>
internal sealed class FakeAdministratorAddresses : IAdministratorAddresses
{
    private readonly HashSet<SourceNetwork> _addresses = [];

    public bool Contains(SourceNetwork source) => _addresses.Contains(source);

    public void Add(string address)
    {
        Assert.True(SourceNetwork.TryParse(address, out var network, out _));
        _addresses.Add(network);
    }
}
