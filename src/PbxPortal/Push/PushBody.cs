using PbxPortal.Server.Push;

namespace PbxPortal.Push;

/// <summary>What a push gateway is told; the names are a promise to other programs.</summary>
/// <param name="Provider"><c>pn-provider</c> of the contact.</param>
/// <param name="Param"><c>pn-param</c>; may be empty.</param>
/// <param name="Prid"><c>pn-prid</c>.</param>
/// <param name="Method">Of the request that waits: <c>INVITE</c>, <c>MESSAGE</c> and so on.</param>
/// <param name="CallId">Of that request.</param>
/// <param name="User">The extension that is called.</param>
internal sealed record PushBody(string Provider, string Param, string Prid, string Method, string CallId, string User, string Domain)
{
    public static PushBody Of(PushOrder order) =>
        new(order.Contact.Provider, order.Contact.Param, order.Contact.Prid, order.Method, order.CallId, order.User, order.Domain);
}
