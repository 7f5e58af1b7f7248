using System.Globalization;
using PbxPortal.Administration;
using PbxPortal.Server.Calls;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Administration;

public sealed class CallCsvTests
{
    [Fact]
    public void A_line_tells_both_ends_the_cause_and_each_branch()
    {
        Assert.Equal(
            "2026-08-24T08:59:40Z,2026-08-24T08:59:50Z,2026-08-24T09:00:00Z,10,3517@acme.example,Anna Berger,3516@acme.example,Reception,answered,200,"
            + "callerHungUp,MicroSIP,Yealink T46U: busy; Linphone: elsewhere; MicroSIP: answered,call-7@198.51.100.21\n",
            Write(CallSample.Finished(7)));
        Assert.Equal(CallCsv.Columns.Count, Write(CallSample.Missed(7)).Split(',').Length);
    }

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1+cmd", "'+1+cmd")]
    [InlineData("-2", "-2")]
    [InlineData("+4989123", "+4989123")]
    [InlineData("Anna = Berger", "Anna = Berger")]
    public void No_name_becomes_a_formula(string name, string written)
    {
        var call = CallSample.Finished(7);

        Assert.Contains($",{written},", Write(call with { Caller = call.Caller with { DisplayName = name } }), StringComparison.Ordinal);
    }

    private static string Write(Call call)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        CallCsv.Write(text, [call]);
        return text.ToString();
    }
}
