namespace PbxPortal.Phones.Load;

/// <summary>What the registrar last acknowledged to a phone of a load run.</summary>
internal enum BindingState : byte
{
    None,
    Registered,
    LoggedOut,

    /// <summary>Registered for a short time, and silent until it is over.</summary>
    Lapsing,
}
