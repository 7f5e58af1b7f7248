using PbxPortal.Administration;
using PbxPortal.Components.Auditing;

namespace PbxPortal.Tests.Components.Auditing;

public sealed class AuditDisplayTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("", "on", "on")]
    [InlineData("3516.k7f2, Lost", "", "was: 3516.k7f2, Lost")]
    [InlineData("name 'A', enabled", "name 'B', enabled", "name 'A' → name 'B'")]
    [InlineData("name 'A'", "name 'A', only from 10.0.0.0/8", "now only from 10.0.0.0/8")]
    [InlineData("name 'A', only from 10.0.0.0/8", "name 'A'", "no longer only from 10.0.0.0/8")]
    [InlineData("name 'A'", "name 'A'", "")]
    public void Says_of_two_states_what_differs(string before, string after, string expected) =>
        Assert.Equal(expected, AuditDisplay.ChangeOf(new AuditEntry("olga", "edit user", "1@acme.example", 1, before, after)));
}
