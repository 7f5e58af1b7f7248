using System.Globalization;
using System.Text;

namespace PbxPortal.Tests.Server.Proxying;

/// <summary>What a phone writes in a call, as text: responses with what they must copy, and requests within the dialog (RFC 3261, 8.2.6.2 and 12.2.1.1).</summary>
internal static class CallText
{
    private static int _lastBranch;

    public static string NextBranch() => $"z9hG4bKcall{Interlocked.Increment(ref _lastBranch).ToString(CultureInfo.InvariantCulture)}";

    public static string ResponseTo(string request, string status, string contact, string tag, string rows = "")
    {
        var response = new StringBuilder($"SIP/2.0 {status}\n");
        foreach (var name in (string[])["Via", "Record-Route", "From", "Call-ID", "CSeq"])
        {
            foreach (var row in request.Rows(name))
            {
                response.Append(CultureInfo.InvariantCulture, $"{name}: {row}\n");
            }
        }

        var to = request.Row("To");
        var newTag = to.Contains(";tag=", StringComparison.Ordinal) || status.StartsWith("100", StringComparison.Ordinal) ? "" : $";tag={tag}";
        return response.Append(CultureInfo.InvariantCulture, $"To: {to}{newTag}\nContact: <{contact}>\n{rows}").ToString();
    }

    /// <summary>What an INVITE is given up with, or, with another method, the ACK of its failure (9.1, 17.1.1.3).</summary>
    public static string CancelOf(string invite, string method = "CANCEL")
    {
        var lines = invite.ReplaceLineEndings("\n").Split('\n');
        return string.Join('\n', lines
            .Where(line => line.StartsWith("Via", StringComparison.Ordinal) || line.StartsWith("From", StringComparison.Ordinal)
                || line.StartsWith("To", StringComparison.Ordinal) || line.StartsWith("Call-ID", StringComparison.Ordinal))
            .Prepend($"{method} {lines[0].Split(' ')[1]} SIP/2.0")
            .Append($"CSeq: 1 {method}"));
    }

    /// <summary>On the caller's side: Route is Record-Route of the 2xx backwards (12.1.2).</summary>
    public static string RequestAsCaller(string method, string ok, string via, int cSeq) => WithinDialog(
        method, ok, via, cSeq, Routes(ok).Reverse(), from: ok.Row("From"), to: ok.Row("To"));

    /// <summary>On the side of the called phone, which has the INVITE and its own tag (12.1.1).</summary>
    public static string RequestAsCallee(string method, string invite, string via, string tag, int cSeq) => WithinDialog(
        method, invite, via, cSeq, Routes(invite), from: $"{invite.Row("To")};tag={tag}", to: invite.Row("From"));

    private static IEnumerable<string> Routes(string message) => message.Rows("Record-Route").SelectMany(row => row.Split(", "));

    private static string WithinDialog(string method, string message, string via, int cSeq, IEnumerable<string> routes, string from, string to)
    {
        var contact = message.Row("Contact");
        var target = contact[(contact.IndexOf('<', StringComparison.Ordinal) + 1)..contact.IndexOf('>', StringComparison.Ordinal)];
        var request = new StringBuilder($"{method} {target} SIP/2.0\nVia: {via};branch={NextBranch()};rport\n");
        foreach (var route in routes)
        {
            request.Append(CultureInfo.InvariantCulture, $"Route: {route}\n");
        }

        return request.Append(CultureInfo.InvariantCulture, $"From: {from}\nTo: {to}\nCall-ID: {message.Row("Call-ID")}\nCSeq: {cSeq} {method}").ToString();
    }
}
