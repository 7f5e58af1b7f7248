namespace PbxPortal.Phones;

/// <summary>The things that a phone does of its own accord or when told.</summary>
internal enum PhoneOrderKind
{
    Register,
    Move,
    LogOut,
    Vanish,
    Reconnect,
}
