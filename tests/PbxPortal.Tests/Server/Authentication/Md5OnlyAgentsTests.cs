using PbxPortal.Server.Authentication;

namespace PbxPortal.Tests.Server.Authentication;

public sealed class Md5OnlyAgentsTests
{
    [Theory]
    [InlineData("baresip v0.5.0 (x86_64/freebsd)")]
    [InlineData("baresip v1.0.0 (x86_64/linux)")]
    [InlineData("baresip v3.11.0 (x86_64/Linux)")]
    [InlineData("JsSIP 3.13.8")]
    [InlineData("JsSIP/3.20.0 DesktopApp/1.15.2")]
    public void Holds_the_versions_that_give_up_at_SHA_256(string userAgent) => Assert.True(Md5OnlyAgents.Contains(userAgent));

    [Theory]
    [InlineData("")]
    [InlineData("baresip")]
    [InlineData("baresip v")]
    [InlineData("baresip vX (x86_64/Linux)")]
    [InlineData("baresip v3.12.0 (x86_64/Linux)")]
    [InlineData("baresip v4.10.0")]
    [InlineData("Linphone Desktop/4.2.3 (baresip v1.0.0)")]
    public void Leaves_everybody_else_the_choice(string userAgent) => Assert.False(Md5OnlyAgents.Contains(userAgent));
}
