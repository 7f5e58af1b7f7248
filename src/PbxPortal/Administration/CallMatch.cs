using PbxPortal.Server.Calls;
using PbxPortal.Server.Directory;

namespace PbxPortal.Administration;

/// <summary>Whether a live call has what a filter asks for, as the store says of the finished ones.</summary>
public static class CallMatch
{
    public static bool Finds(this CallFilter filter, Call call)
    {
        var text = filter.Text.Trim();
        return (filter.UserId is not { } userId || call.Concerns(userId))
            && (filter.DomainId is not { } domainId || call.Caller.DomainId == domainId || call.Callee.DomainId == domainId)
            && (text.Length == 0 || Mentions(call, text) || (PhoneNumber.Normalize(text) is { } number && Mentions(call, number)));
    }

    private static bool Mentions(Call call, string text)
    {
        bool In(string part) => part.Contains(text, StringComparison.OrdinalIgnoreCase);
        return In(call.Caller.Address) || In(call.Caller.DisplayName) || In(call.Callee.Address) || In(call.Callee.DisplayName) || In(call.CallId);
    }
}
