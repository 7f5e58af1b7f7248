namespace PbxPortal.Administration;

/// <summary>Whom somebody wants to watch, and for how long.</summary>
/// <param name="Subject"><c>3516@acme.example</c>, a number, or an address or network; <paramref name="UserId"/> counts more.</param>
/// <param name="Minutes">From 1 to 60.</param>
/// <param name="UserId"><c>null</c>: the subject says it.</param>
public sealed record TraceOrder(string Subject, int Minutes = TraceOrder.UsualMinutes, long? UserId = null)
{
    public const int UsualMinutes = 5;

    public const int MostMinutes = 60;
}
