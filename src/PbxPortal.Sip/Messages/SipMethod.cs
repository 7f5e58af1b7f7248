namespace PbxPortal.Sip.Messages;

/// <summary>The methods that this stack knows by name; any other token is <see cref="Unknown"/> (RFC 3261, 7.1).</summary>
public enum SipMethod : byte
{
    Unknown,
    Register,
    Options,
    Invite,
    Ack,
    Bye,
    Cancel,
    Info,
    Update,
    Prack,
    Subscribe,
    Notify,
    Publish,
    Message,
    Refer,
}
