namespace PbxPortal.Phones.Load;

/// <summary>Requests without an answer since the last acknowledged one: whether they took effect only the registrar knows.</summary>
[Flags]
internal enum Doubts : byte
{
    None = 0,
    Registered = 1,
    LoggedOut = 2,
    Moved = 4,
}
