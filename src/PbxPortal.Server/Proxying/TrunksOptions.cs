namespace PbxPortal.Server.Proxying;

/// <summary>The <c>Trunks</c> section of the settings: none by default, and then nobody from outside can call and nobody can call out.</summary>
public sealed class TrunksOptions
{
    public const string SectionName = "Trunks";

    public IList<TrunkOptions> Trunks { get; init; } = [];
}
