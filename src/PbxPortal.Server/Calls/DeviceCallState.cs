namespace PbxPortal.Server.Calls;

/// <summary>What a device is doing. In the order in which they are told where several are true.</summary>
public enum DeviceCallState
{
    None,

    /// <summary>It calls somebody, and nobody has answered yet.</summary>
    Calling,

    /// <summary>It has said that it rings.</summary>
    Ringing,

    /// <summary>Somebody speaks on it.</summary>
    InCall,
}
