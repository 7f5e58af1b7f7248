namespace PbxPortal.Server.Tracing;

/// <summary>A request that was refused, and the answer to it.</summary>
internal sealed class FailedExchange(TracedMessage request, TracedMessage response, string subject)
{
    public TracedMessage Request { get; } = request;

    public TracedMessage Response { get; } = response;

    /// <summary>Who it is about within its source: a few are kept of each.</summary>
    public string Subject { get; } = subject;

    public DateTimeOffset At => Request.At;

    public int Length => Request.Length + Response.Length;

    /// <summary>How many more came within a second after it.</summary>
    public int Repeats { get; set; }

    public IEnumerable<TracedMessage> Messages => [Request with { Repeats = Repeats }, Response];
}
