using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Server.Diagnosis;

public sealed class AttemptRulesTests
{
    private static readonly User Reception = Tenants.User(11, "3516");

    [Fact]
    public void A_wrong_password_is_mended_by_a_new_one()
    {
        var finding = Find(RegistrationRefusal.WrongPassword, new WireSigns { AuthenticationName = "3516" });

        Assert.Equal((ProblemCause.WrongPassword, ProblemFix.NewPassword), (finding.Cause, finding.Fix));
        Assert.Equal("The password is wrong for the authentication name 3516.", finding.Summary);
    }

    [Fact]
    public void The_password_of_another_user_is_named_as_that()
    {
        var finding = Find(
            RegistrationRefusal.WrongPassword, new WireSigns { AuthenticationName = "3517" }, context => context with { Sender = Tenants.User(12, "3517") });

        Assert.Equal("The password is wrong. It answers as 3517, who is another user.", finding.Summary);
    }

    [Fact]
    public void An_authentication_name_of_nobody_is_not_an_unknown_user()
    {
        var finding = Find(RegistrationRefusal.UnknownUser, new WireSigns { ToUser = "3516", AuthenticationName = "reception" });

        Assert.Equal(ProblemCause.WrongAuthenticationName, finding.Cause);
        Assert.Contains("Set the phone's authentication name to 3516", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_user_comes_with_the_nearest_name()
    {
        var finding = Find(
            RegistrationRefusal.UnknownUser,
            new WireSigns { ToUser = "3561" },
            context => context with { User = null, Domain = Tenants.Acme, Nearest = "3516 Reception" });

        Assert.Equal((ProblemCause.UnknownUser, ProblemFix.AddUser), (finding.Cause, finding.Fix));
        Assert.Equal("There is no user 3561 in acme.example. Did it mean 3516 Reception?", finding.Summary);
    }

    [Fact]
    public void A_wrong_domain_comes_with_the_right_one()
    {
        var finding = Find(
            RegistrationRefusal.WrongDomain,
            new WireSigns { RequestHost = "acme.com" },
            context => context with { User = null, OtherDomain = "acme.example" });

        Assert.Equal("It asks for the domain acme.com, which is not served here.", finding.Summary);
        Assert.Contains("to acme.example", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disabled_user_is_enabled_and_then_waited_for()
    {
        var disabled = Find(RegistrationRefusal.UserDisabled, new(), context => context with { User = Reception with { IsEnabled = false } });
        var enabled = Find(RegistrationRefusal.UserDisabled, new());

        Assert.Equal((ProblemCause.UserDisabled, ProblemFix.EnableUser), (disabled.Cause, disabled.Fix));
        Assert.Equal((ProblemCause.AwaitingRetry, ProblemFix.None), (enabled.Cause, enabled.Fix));
    }

    [Fact]
    public void Too_many_devices_says_how_many_and_until_there_is_room()
    {
        var full = Find(RegistrationRefusal.TooManyDevices, new(), context => context with { RegisteredDevices = 3, MaxDevices = 3 });
        var room = Find(RegistrationRefusal.TooManyDevices, new(), context => context with { RegisteredDevices = 2, MaxDevices = 3 });

        Assert.Equal("The user has 3 devices registered, and may have 3.", full.Summary);
        Assert.Equal(ProblemFix.RaiseLimit, full.Fix);
        Assert.Equal(ProblemCause.AwaitingRetry, room.Cause);
    }

    [Fact]
    public void A_device_that_is_kept_out_is_allowed_again()
    {
        var kept = Find(RegistrationRefusal.KeptOut, new(), context => context with { IsBlocked = true });
        var allowed = Find(RegistrationRefusal.KeptOut, new());

        Assert.Equal((ProblemCause.KeptOut, ProblemFix.AllowDevice), (kept.Cause, kept.Fix));
        Assert.Equal(ProblemCause.AwaitingRetry, allowed.Cause);
    }

    [Fact]
    public void A_network_that_is_not_allowed_is_named()
    {
        Assert.True(AllowedNetwork.TryParse("10.0.0.0/8", out var network, out _));
        var user = Reception with { AllowedNetworks = [network] };

        var finding = AttemptRules.Find(
            EvidenceOf(RegistrationRefusal.NetworkNotAllowed, new()) with { Detail = "3516 may register only from 10.0.0.0/8" },
            new AttemptContext { User = user });

        Assert.Equal((ProblemCause.NetworkNotAllowed, ProblemFix.AllowWay), (finding.Cause, finding.Fix));
        Assert.Equal("It comes from 203.0.113.7: 3516 may register only from 10.0.0.0/8.", finding.Summary);
    }

    [Fact]
    public void A_transport_that_is_not_allowed_is_named()
    {
        var finding = Find(
            RegistrationRefusal.TransportNotAllowed, new(), context => context with { User = Reception with { AllowedTransports = [TransportProtocol.Tls] } });

        Assert.Equal(ProblemCause.TransportNotAllowed, finding.Cause);
        Assert.StartsWith("It comes over UDP", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_that_is_too_brief_says_the_least()
    {
        var finding = Find(RegistrationRefusal.TooBrief, new WireSigns { Expires = "10" }, context => context with { MinExpires = 60 });

        Assert.Equal("It asks for 10 seconds, and does not heed that 60 is the least.", finding.Summary);
    }

    [Theory]
    [InlineData(AttemptLoop.StaleNonce, "NonceLoop")]
    [InlineData(AttemptLoop.Unanswered, "ChallengeUnanswered")]
    internal void Loops_have_causes_of_their_own(AttemptLoop loop, string cause) => Assert.Equal(
        cause, AttemptRules.Find(EvidenceOf(RegistrationRefusal.None, new()) with { Loop = loop }, new AttemptContext()).Cause.ToString());

    [Fact]
    public void A_rewritten_message_explains_a_challenge_that_is_never_answered()
    {
        var signs = new WireSigns { ViaHost = "203.0.113.7", ContactHost = "192.168.1.20" };

        var finding = AttemptRules.Find(EvidenceOf(RegistrationRefusal.None, signs) with { Loop = AttemptLoop.Unanswered }, new AttemptContext());

        Assert.Equal(ProblemCause.SipAlg, finding.Cause);
        Assert.Contains("192.168.1.20", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rewritten_message_does_not_explain_what_the_directory_refuses() => Assert.Equal(
        ProblemCause.UserDisabled,
        Find(
            RegistrationRefusal.UserDisabled,
            new WireSigns { ViaHost = "203.0.113.7", ContactHost = "192.168.1.20" },
            context => context with { User = Reception with { IsEnabled = false } }).Cause);

    [Fact]
    public void Every_refusal_that_is_kept_has_words()
    {
        foreach (var refusal in Enum.GetValues<RegistrationRefusal>())
        {
            var finding = Find(refusal, new WireSigns { ToUser = "3516" });

            Assert.EndsWith(".", finding.Summary, StringComparison.Ordinal);
            Assert.NotEmpty(finding.Advice);
        }
    }

    private static Finding Find(RegistrationRefusal refusal, WireSigns signs, Func<AttemptContext, AttemptContext>? change = null)
    {
        var context = new AttemptContext { User = Reception, Domain = Tenants.Acme };
        return AttemptRules.Find(EvidenceOf(refusal, signs), change?.Invoke(context) ?? context);
    }

    private static Evidence EvidenceOf(RegistrationRefusal refusal, WireSigns signs)
    {
        Assert.True(PeerAddress.TryParse("203.0.113.7:5060", out var peer));
        return new Evidence
        {
            Key = new EvidenceKey(11, "", peer.WithPort(0), "Yealink SIP-T46U"),
            Refusal = refusal,
            Signs = signs,
            Peer = peer,
            FirstAt = DateTimeOffset.UnixEpoch,
            LastAt = DateTimeOffset.UnixEpoch,
        };
    }
}
