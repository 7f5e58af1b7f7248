namespace PbxPortal.Phones.Profiles;

/// <summary>What kind of phone is simulated.</summary>
public enum PhoneClass
{
    Desk,
    Soft,
    Mobile,
    Ata,
    Door,
    WebRtc,
}
