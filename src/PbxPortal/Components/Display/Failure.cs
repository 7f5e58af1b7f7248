using PbxPortal.Server.Location;

namespace PbxPortal.Components.Display;

/// <summary>Says in words why a command did not work. What it does not know is a bug and goes to the error boundary.</summary>
public static class Failure
{
    public static bool IsKnown(Exception exception) =>
        exception is StoreUnavailableException or UnauthorizedAccessException or TimeoutException;

    public static string Describe(Exception exception) => exception switch
    {
        StoreUnavailableException => $"This could not be saved because {Reason(exception)}. Nothing was changed; try again when the store works.",
        UnauthorizedAccessException => "Your role does not allow this here. Nothing was changed.",
        TimeoutException => "The server did not answer in time. Look whether it was done before you try again.",
        _ => "Something went wrong in the portal.",
    };

    private static string Reason(Exception exception)
    {
        var message = exception.Message.TrimEnd('.', ' ');
        return message switch
        {
            "" => "the store does not take changes",
            [_, var second, ..] when char.IsLower(second) => char.ToLowerInvariant(message[0]) + message[1..],
            _ => message,
        };
    }
}
