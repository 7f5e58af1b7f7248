using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Calls as the pages get them; a test changes what it is about.</summary>
internal static class CallSample
{
    public static CallParty Reception { get; } = new()
    {
        Kind = CallPartyKind.User,
        UserId = 16,
        DomainId = 1,
        Address = "3516@acme.example",
        DisplayName = "Reception",
    };

    public static CallParty Anna { get; } = new()
    {
        Kind = CallPartyKind.User,
        UserId = 17,
        DomainId = 1,
        DeviceId = 70,
        Address = "3517@acme.example",
        DisplayName = "Anna Berger",
        Source = "198.51.100.21:5060",
    };

    /// <summary>Anna calls the reception: the desk phone is busy, the mobile rings, the soft phone has not said anything yet.</summary>
    public static Call Ringing(long id) => new()
    {
        Id = id,
        CallId = $"call-{id}@198.51.100.21",
        FromTag = "a1",
        Caller = Anna,
        Callee = Reception,
        StartedAt = Sample.Now.AddSeconds(-20),
        Branches =
        [
            Branch(1, "Yealink T46U") with { Result = BranchResult.Busy, Status = 486, EndedAt = Sample.Now.AddSeconds(-19) },
            Branch(2, "Linphone") with { RingingAt = Sample.Now.AddSeconds(-18), Status = 180 },
            Branch(3, "MicroSIP"),
        ],
    };

    /// <summary>The soft phone has answered ten seconds ago.</summary>
    public static Call Answered(long id)
    {
        var ringing = Ringing(id);
        return ringing with
        {
            Branches =
            [
                ringing.Branches[0],
                ringing.Branches[1] with { Result = BranchResult.Elsewhere, EndedAt = Sample.Now.AddSeconds(-10) },
                ringing.Branches[2] with { Result = BranchResult.Answered, AnsweredAt = Sample.Now.AddSeconds(-10), Status = 200, ToTag = "b1" },
            ],
            AnsweredAt = Sample.Now.AddSeconds(-10),
            AnsweredBy = 3,
            Result = CallResult.Answered,
            Status = 200,
        };
    }

    /// <summary>Hung up by the caller after a talk of ten seconds.</summary>
    public static Call Finished(long id) => Answered(id) with { EndedAt = Sample.Now, Ending = CallEnding.CallerHungUp };

    /// <summary>Nobody answered.</summary>
    public static Call Missed(long id)
    {
        var ringing = Ringing(id);
        return ringing with
        {
            Branches = [ringing.Branches[1] with { Number = 1, Result = BranchResult.NoAnswer, EndedAt = ringing.StartedAt.AddSeconds(20) }],
            Result = CallResult.NoAnswer,
            Status = 408,
            EndedAt = Sample.Now,
        };
    }

    private static BranchState Branch(int number, string device) => new()
    {
        Number = number,
        DeviceId = number,
        Target = $"sip:3516@198.51.100.{number}:5060",
        Device = device,
        TriedAt = Sample.Now.AddSeconds(-20),
    };
}
