namespace PbxPortal.Server.Push;

/// <summary>Who is asked for the push notifications of one provider: <c>Push:Gateways:0:Provider</c> and so on.</summary>
public sealed class PushGatewayOptions
{
    /// <summary>As <c>pn-provider</c> of the contact has it, for example <c>fcm</c>; case does not matter.</summary>
    public string Provider { get; set; } = "";

    /// <summary>Where the request is posted to, for example <c>https://push.example.com/wake</c>.</summary>
    public string Url { get; set; } = "";

    /// <summary>A secret: the value of the header field <c>Authorization</c>, for example <c>Bearer 7Jk…</c>; empty: none is sent.</summary>
    public string Authorization { get; set; } = "";
}
