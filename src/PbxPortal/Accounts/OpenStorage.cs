namespace PbxPortal.Accounts;

/// <summary>Gives a command its services on a database that is up to date; the command disposes them.</summary>
internal delegate Task<ServiceProvider> OpenStorage(CancellationToken cancellationToken);
