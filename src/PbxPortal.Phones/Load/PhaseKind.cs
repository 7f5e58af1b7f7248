namespace PbxPortal.Phones.Load;

/// <summary>A part of a load run that is reported by itself.</summary>
internal enum PhaseKind
{
    Reg,
    Refresh,
    Rechal,
    Query,
    Unreg,

    /// <summary>All phones register from nothing within some seconds.</summary>
    Storm,

    /// <summary>A mixture of everything, for a soak.</summary>
    Mix,

    /// <summary>Asks for each binding just before and just after it runs out.</summary>
    Expiry,

    /// <summary>Compares what the registrar lists with what the ledger says was promised.</summary>
    Check,
}
