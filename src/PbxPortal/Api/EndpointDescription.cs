using PbxPortal.Accounts;

namespace PbxPortal.Api;

/// <summary>Says of an endpoint who may call it, what it takes and what it gives; the OpenAPI document is made of it.</summary>
internal static class EndpointDescription
{
    /// <param name="name">The operation's id, in camel case, for generated clients.</param>
    /// <param name="summary">A few words.</param>
    /// <param name="description">What one must know before one calls it.</param>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, string description) =>
        endpoint.WithName(name).WithSummary(summary).WithDescription(description);

    /// <summary>
    /// Refuses whoever has the role nowhere, before the body is read: he learns that, and not what is wrong with his JSON. Whether
    /// he has it in the right domain is asked where that is known.
    /// </summary>
    /// <param name="isEverywhere">The role must be given for all domains.</param>
    public static RouteHandlerBuilder Needs(this RouteHandlerBuilder endpoint, PortalRole role, bool isEverywhere = false)
    {
        var needed = new NeededRole(role, isEverywhere);
        return endpoint.WithMetadata(needed).AddEndpointFilter(async (context, next) =>
        {
            var who = context.HttpContext.User;
            if (isEverywhere ? !PortalAccess.HasEverywhere(who, role) : !PortalAccess.HasAnywhere(who, role))
            {
                throw new UnauthorizedAccessException($"This needs the role {needed.Words}.");
            }

            return await next(context);
        });
    }

    /// <summary>Says only what the policy of the endpoint asks for: the role, or that a phone user asks for himself.</summary>
    public static RouteHandlerBuilder NeedsOrPhoneUser(this RouteHandlerBuilder endpoint, PortalRole role) =>
        endpoint.WithMetadata(new NeededRole(role, IsEverywhere: false, OrPhoneUser: true));

    /// <summary>Says only what the policy of the endpoint asks for: that a phone user asks for himself.</summary>
    public static RouteHandlerBuilder NeedsPhoneUser(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new NeededRole(Role: null, IsEverywhere: false));

    /// <summary>Says only what the policy of the endpoint asks for: an account that is signed in.</summary>
    public static RouteHandlerBuilder NeedsAccount(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new NeededRole(Role: null, IsEverywhere: false, OfAccount: true));

    /// <summary>Describes the body without keeping another one from the endpoint, which says what is wrong with it.</summary>
    /// <param name="example">A body that would be taken.</param>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder endpoint, string example, string contentType = "application/json")
        where T : notnull => endpoint.WithMetadata(new ApiBody(typeof(T), contentType, example));
}
