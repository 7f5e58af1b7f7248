using System.Net;
using PbxPortal.Tests.Server;

namespace PbxPortal.Tests.EndToEnd;

/// <summary>Every message of RFC 4475 and RFC 5118, none left out, over UDP through the running program.</summary>
[Collection(nameof(OwnProcesses))]
public sealed class TortureThroughServerTests : IDisposable
{
    private const string Silence = "silence";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Torture", "Data");

    /// <summary>What the RFCs expect of a registrar and proxy to which no sender has proved anything; where they leave a choice, ours.</summary>
    private static readonly string Expected =
        """
        rfc4475/badaspec.dat 400 Bad Request (To)
        rfc4475/badbranch.dat 200 OK
        rfc4475/baddate.dat 403 Forbidden (not a user of this server)
        rfc4475/baddn.dat 400 Bad Request (no empty line after the header fields)
        rfc4475/baddn.eohfix.dat 400 Bad Request (From)
        rfc4475/badinv01.dat 400 Bad Request (Via)
        rfc4475/badvers.dat 505 Version Not Supported
        rfc4475/bcast.dat silence
        rfc4475/bext01.dat 420 Bad Extension
        rfc4475/bigcode.dat silence
        rfc4475/clerr.dat 400 Bad Request (body shorter than Content-Length)
        rfc4475/cparam01.dat 401 Unauthorized
        rfc4475/cparam02.dat 401 Unauthorized
        rfc4475/dblreq.dat 401 Unauthorized
        rfc4475/esc01.dat 403 Forbidden (not a user of this server)
        rfc4475/esc02.dat 501 Not Implemented
        rfc4475/escnull.dat 401 Unauthorized
        rfc4475/escruri.dat 400 Bad Request (Request-URI)
        rfc4475/insuf.dat 400 Bad Request (From missing)
        rfc4475/intmeth.dat 501 Not Implemented
        rfc4475/inv2543.dat 403 Forbidden (not a user of this server)
        rfc4475/invut.dat 403 Forbidden (not a user of this server)
        rfc4475/longreq.dat 403 Forbidden (not a user of this server)
        rfc4475/ltgtruri.dat 400 Bad Request (Request-URI)
        rfc4475/lwsdisp.dat 200 OK
        rfc4475/lwsruri.dat 400 Bad Request (Request-URI)
        rfc4475/lwsstart.dat 400 Bad Request (Request-URI)
        rfc4475/mcl01.dat 400 Bad Request (header field given twice)
        rfc4475/mismatch01.dat 400 Bad Request (CSeq of another method)
        rfc4475/mismatch02.dat 400 Bad Request (CSeq of another method)
        rfc4475/mpart01.dat 407 Proxy Authentication Required
        rfc4475/multi01.dat 400 Bad Request (header field given twice)
        rfc4475/ncl.dat 400 Bad Request (Content-Length)
        rfc4475/noreason.dat silence
        rfc4475/novelsc.dat 416 Unsupported URI Scheme
        rfc4475/quotbal.dat 400 Bad Request (To)
        rfc4475/regaut01.dat 401 Unauthorized
        rfc4475/regbadct.dat 400 Bad Request (Contact)
        rfc4475/regescrt.dat 401 Unauthorized
        rfc4475/scalar02.dat 400 Bad Request (CSeq)
        rfc4475/scalarlg.dat silence
        rfc4475/sdp01.dat 403 Forbidden (not a user of this server)
        rfc4475/semiuri.dat 200 OK
        rfc4475/test.dat silence
        rfc4475/transports.dat 200 OK
        rfc4475/trws.dat 400 Bad Request (start line)
        rfc4475/unkscm.dat 416 Unsupported URI Scheme
        rfc4475/unksm2.dat 400 Bad Request (To)
        rfc4475/unreason.dat silence
        rfc4475/wsinv.dat 481 Call/Transaction Does Not Exist
        rfc4475/zeromf.dat 200 OK
        rfc5118/ipv4-mapped-ipv6.clfix.dat 403 Forbidden (not a user of this server)
        rfc5118/ipv4-mapped-ipv6.dat 403 Forbidden (not a user of this server)
        rfc5118/ipv4-mapped-ipv6.lf.dat 403 Forbidden (not a user of this server)
        rfc5118/ipv6-bad.dat 400 Bad Request (Request-URI)
        rfc5118/ipv6-bad.lf.dat 400 Bad Request (Request-URI)
        rfc5118/ipv6-bug-abnf-3-colons.dat 400 Bad Request (no empty line after the header fields)
        rfc5118/ipv6-bug-abnf-3-colons.eohfix.dat 200 OK
        rfc5118/ipv6-bug-abnf-3-colons.lf.dat 400 Bad Request (no empty line after the header fields)
        rfc5118/ipv6-correct-abnf-2-colons.dat 400 Bad Request (no empty line after the header fields)
        rfc5118/ipv6-correct-abnf-2-colons.eohfix.dat 200 OK
        rfc5118/ipv6-correct-abnf-2-colons.lf.dat 400 Bad Request (no empty line after the header fields)
        rfc5118/ipv6-good.dat 401 Unauthorized
        rfc5118/ipv6-good.lf.dat 401 Unauthorized
        rfc5118/ipv6-in-sdp.clfix.dat 407 Proxy Authentication Required
        rfc5118/ipv6-in-sdp.dat 400 Bad Request (body shorter than Content-Length)
        rfc5118/ipv6-in-sdp.lf.dat 400 Bad Request (body shorter than Content-Length)
        rfc5118/mult-ip-in-header.dat 481 Call/Transaction Does Not Exist
        rfc5118/mult-ip-in-header.lf.dat 481 Call/Transaction Does Not Exist
        rfc5118/mult-ip-in-sdp.clfix.dat 407 Proxy Authentication Required
        rfc5118/mult-ip-in-sdp.dat 407 Proxy Authentication Required
        rfc5118/mult-ip-in-sdp.lf.dat 400 Bad Request (body shorter than Content-Length)
        rfc5118/port-ambiguous.dat 401 Unauthorized
        rfc5118/port-ambiguous.lf.dat 401 Unauthorized
        rfc5118/port-unambiguous.dat 401 Unauthorized
        rfc5118/port-unambiguous.lf.dat 401 Unauthorized
        rfc5118/via-received-param-no-delim.dat 200 OK
        rfc5118/via-received-param-no-delim.lf.dat 200 OK
        rfc5118/via-received-param-with-delim.dat 481 Call/Transaction Does Not Exist
        rfc5118/via-received-param-with-delim.lf.dat 481 Call/Transaction Does Not Exist
        """.ReplaceLineEndings("\n");

    private readonly ServerHome _home = new("example.com");

    public void Dispose() => _home.Dispose();

    [Fact(Timeout = 600_000)]
    public async Task Each_message_gets_its_answer_and_the_server_lives()
    {
        await using var server = await ServerProcess.StartAsync(_home);
        using var post = new ListeningPost(_home.Sip, IPAddress.Parse("127.0.0.75"), 5060, 5050, 5070, 6050, 19823);
        var verdicts = new SortedDictionary<string, string>(StringComparer.Ordinal);

        foreach (var file in Directory.EnumerateFiles(Folder, "*.dat", SearchOption.AllDirectories))
        {
            post.Send(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            await post.ProbeAsync();
            var answers = post.Take();
            verdicts[Path.GetRelativePath(Folder, file).Replace('\\', '/')] =
                answers.Count == 0 ? Silence : string.Join(" and ", answers.Select(answer => answer.Status()));
        }

        Assert.Equal(Expected, string.Join('\n', verdicts.Select(verdict => $"{verdict.Key} {verdict.Value}")));
    }
}
