using PbxPortal.Server.Devices;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Sip.Transport;
using PbxPortal.Tests.Components.Fakes;

namespace PbxPortal.Tests.Components.Problems;

/// <summary>Problems as the pages get them; a test changes what it is about.</summary>
internal static class SampleProblem
{
    /// <summary>The phone of 3516 Reception has a wrong password.</summary>
    public static Problem WrongPassword { get; } = new()
    {
        Key = "16|203.0.113.7|Yealink T46U",
        Cause = ProblemCause.WrongPassword,
        Rank = ProblemRank.Unreachable,
        Summary = "The password is wrong for the authentication name 3516.",
        Advice = "Enter the password in the phone again.",
        Fix = ProblemFix.NewPassword,
        DomainId = Sample.Acme.Id,
        Domain = Sample.Acme.Name,
        UserId = 16,
        User = "3516",
        DisplayName = "Reception",
        DeviceId = 1,
        Class = DeviceClass.Desk,
        Product = "Yealink T46U",
        Source = "203.0.113.7:5062",
        Transport = TransportProtocol.Udp,
        Since = Sample.Now.AddMinutes(-20),
        LastAt = Sample.Now.AddSeconds(-12),
        Tries = 41,
        Facts = [new ProblemFact("Realm", "acme.example"), new ProblemFact("Authentication name", "3516")],
    };

    public static Problem UnknownUser { get; } = new()
    {
        Key = "3561@acme.example|198.51.100.9|Zoiper",
        Cause = ProblemCause.UnknownUser,
        Rank = ProblemRank.Stranger,
        Summary = "There is no user 3561 in acme.example. Did it mean 3516 Reception?",
        Fix = ProblemFix.AddUser,
        DomainId = Sample.Acme.Id,
        Domain = Sample.Acme.Name,
        User = "3561",
        Product = "Zoiper",
        Source = "198.51.100.9:40001",
        Since = Sample.Now.AddMinutes(-3),
        LastAt = Sample.Now.AddSeconds(-40),
        Tries = 1,
        Suggestion = "3516",
    };

    public static Problem Outage { get; } = new()
    {
        Key = "site|1|192.0.2.80|0",
        Cause = ProblemCause.SiteOutage,
        Rank = ProblemRank.Many,
        Summary = "12 phones behind 192.0.2.80 dropped together.",
        DomainId = Sample.Acme.Id,
        Domain = Sample.Acme.Name,
        Source = "192.0.2.80",
        Since = Sample.Now.AddMinutes(-2),
        Members = ["600", "601"],
    };
}
