namespace PbxPortal.Server.Admission;

/// <summary>Knows from where administrators are signed in to the portal: nobody shall ban himself. Implemented by the program.</summary>
public interface IAdministratorAddresses
{
    bool Contains(SourceNetwork source);
}
