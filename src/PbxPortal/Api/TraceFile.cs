using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PbxPortal.Server.Tracing;

namespace PbxPortal.Api;

/// <summary>Traced messages as a file: for Wireshark and the like, or to read.</summary>
internal static class TraceFile
{
    public const string NameOfCapture = "pcap";

    public const string NameOfText = "text";

    /// <param name="format"><c>pcap</c> or <c>text</c>.</param>
    /// <param name="title">What it is of; becomes part of the file's name.</param>
    /// <param name="messages">Oldest first.</param>
    public static Results<FileContentHttpResult, ProblemHttpResult> Of(
        string format, string title, IReadOnlyCollection<TracedMessage> messages) => format switch
        {
            NameOfCapture => TypedResults.File(PacketCapture.Write(messages), PacketCapture.ContentType, $"{FileNameOf(title)}.pcap"),
            NameOfText => TypedResults.File(Encoding.UTF8.GetBytes(TraceText.Write(title, messages)), TraceText.ContentType, $"{FileNameOf(title)}.txt"),
            _ => TypedResults.Problem("The format is pcap or text.", statusCode: StatusCodes.Status404NotFound),
        };

    private static string FileNameOf(string title) =>
        string.Concat(title.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '@' ? letter : '-'));
}
