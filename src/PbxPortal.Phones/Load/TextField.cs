namespace PbxPortal.Phones.Load;

/// <summary>What stands at one place of a product's text.</summary>
internal enum TextField
{
    Literal,
    User,
    HostPort,
    Mac,
    UpperMac,
    Uuid,
    Token,
    Push,
    Line,
    Name,
}
