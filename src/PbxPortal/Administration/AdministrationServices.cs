namespace PbxPortal.Administration;

/// <summary>What pages, hub and API call to change things, apart from the devices, whose commands come with the live view.</summary>
internal static class AdministrationServices
{
    public static IServiceCollection AddAdministration(this IServiceCollection services)
    {
        services.AddUserEditing();
        services.AddSingleton<ManagedUsers>();
        services.AddSingleton<CredentialEditor>();
        services.AddSingleton<ICredentialAdministration, CredentialAdministration>();
        services.AddSingleton<IUserAdministration, UserAdministration>();
        services.AddSingleton<IUserBatch, UserBatch>();
        services.AddSingleton<IDomainAdministration, DomainAdministration>();
        services.AddSingleton<IActivityHistory, ActivityHistory>();
        services.AddSingleton<IPortalCalls, PortalCalls>();
        services.AddSingleton<IOverview, Overview>();
        services.AddSingleton<IChangeHistory, ChangeHistory>();
        services.AddHostedService<ServerChronicle>();
        services.AddSingleton<IAuditHistory, AuditHistory>();
        services.AddSingleton<IPasswordShelf, PasswordShelf>();
        services.AddSingleton<ISecurityAdministration, SecurityAdministration>();
        services.AddSingleton<ITraceAdministration, TraceAdministration>();
        return services;
    }

    /// <summary>What the command line needs of it.</summary>
    public static IServiceCollection AddUserEditing(this IServiceCollection services)
    {
        services.AddSingleton<UserEditor>();
        services.AddSingleton<UserImport>();
        return services;
    }
}
