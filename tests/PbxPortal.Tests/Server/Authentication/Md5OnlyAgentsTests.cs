using PbxPortal.Server.Authentication;

namespace PbxPortal.Tests.Server.Authentication;

public sealed class Md5OnlyAgentsTests
{
    [Theory]
    [InlineData("baresip v0.5.0 (x86_64/freebsd)")]
    [InlineData("baresip v1.0.0 (x86_64/linux)")]
    [InlineData("baresip v3.11.0 (x86_64/Linux)")]
    [InlineData("PJSUA v2.10 Linux-5.14.4.18/x86_64/glibc-2.31")]
    [InlineData("MicroSIP/3.19.22")]
    [InlineData("CSipSimple_porridge-23/r2457")]
    [InlineData("Twinkle/1.10.2")]
    [InlineData("sipsorcery_v5.2.3.0")]
    [InlineData("Cisco-CP7960G/8.0")]
    [InlineData("Cisco ATA 186  v3.1.0 atasip (040211A)")]
    [InlineData("JsSIP 3.13.8")]
    [InlineData("JsSIP/3.20.0 DesktopApp/1.15.2")]
    public void Holds_the_versions_that_fail_at_more_than_MD5(string userAgent) => Assert.True(Md5OnlyAgents.Contains(userAgent));

    [Theory]
    [InlineData("")]
    [InlineData("baresip")]
    [InlineData("baresip v")]
    [InlineData("baresip vX (x86_64/Linux)")]
    [InlineData("baresip v3.12.0 (x86_64/Linux)")]
    [InlineData("baresip v4.10.0")]
    [InlineData("Linphone Desktop/4.2.3 (baresip v1.0.0)")]
    [InlineData("PJSUA v2.11 Linux-5.14.4.18/x86_64/glibc-2.31")]
    [InlineData("MicroSIP/3.22.3")]
    [InlineData("sipsorcery_v6.0.0")]
    [InlineData("Cisco-CP8841/12.6.1")]
    [InlineData("Yealink SIP-T46U 108.86.0.20")]
    public void Leaves_everybody_else_the_choice(string userAgent) => Assert.False(Md5OnlyAgents.Contains(userAgent));
}
