using PbxPortal.Server.Calls;
using PbxPortal.Server.Proxying;

namespace PbxPortal.Storage;

/// <summary>Appends calls that are over, a group in one transaction, over one connection that it keeps.</summary>
/// <remarks>
/// Confined to one writer at a time. A busy server ends hundreds of calls a second, each with a row for every phone that rang: what the
/// provider puts around a statement cost as much as SQLite. After an exception it is to be disposed, which rolls back.
/// </remarks>
internal sealed class CallWriter : IDisposable
{
    private readonly RawConnection _connection;
    private readonly RawStatement _begin;
    private readonly RawStatement _commit;
    private readonly RawStatement _add;
    private readonly RawStatement _addBranch;

    public CallWriter(RawConnection connection)
    {
        _connection = connection;
        _begin = connection.Prepare("BEGIN IMMEDIATE;");
        _commit = connection.Prepare("COMMIT;");
        _add = connection.Prepare(
            """
            INSERT INTO call (sip_call_id, from_tag, started_at, answered_at, answered_by, ended_at, result, status, ending,
                caller_kind, caller_user_id, caller_domain_id, caller_device_id, caller_address, caller_name, caller_source,
                callee_kind, callee_user_id, callee_domain_id, callee_address, callee_name)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
            RETURNING id;
            """);
        _addBranch = connection.Prepare(
            """
            INSERT INTO call_branch (call_id, number, device_id, target, device, tried_at, ringing_at, answered_at, ended_at, hung_up_at, result,
                status, note)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
            """);
    }

    public void Write(IReadOnlyList<Call> calls)
    {
        _begin.Run();
        for (var index = 0; index < calls.Count; index++)
        {
            var id = Add(calls[index]);
            foreach (var branch in calls[index].Branches)
            {
                Add(id, branch);
            }
        }

        _commit.Run();
    }

    public void Dispose() => _connection.Dispose();

    private long Add(Call call)
    {
        _add.Bind(1, call.CallId);
        _add.Bind(2, call.FromTag);
        _add.Bind(3, call.StartedAt.ToUnixTimeMilliseconds());
        _add.Bind(4, call.AnsweredAt?.ToUnixTimeMilliseconds());
        _add.Bind(5, call.AnsweredBy);
        _add.Bind(6, (call.EndedAt ?? call.StartedAt).ToUnixTimeMilliseconds());
        _add.Bind(7, (long)(call.Result ?? CallResult.Failed));
        _add.Bind(8, call.Status);
        _add.Bind(9, (long?)call.Ending);
        Bind(call.Caller, first: 10);
        _add.Bind(13, call.Caller.DeviceId);
        _add.Bind(14, call.Caller.Address);
        _add.Bind(15, call.Caller.DisplayName);
        _add.Bind(16, call.Caller.Source);
        Bind(call.Callee, first: 17);
        _add.Bind(20, call.Callee.Address);
        _add.Bind(21, call.Callee.DisplayName);
        return _add.ReadNumber();
    }

    private void Bind(CallParty party, int first)
    {
        _add.Bind(first, (long)party.Kind);
        _add.Bind(first + 1, party.UserId);
        _add.Bind(first + 2, party.DomainId);
    }

    private void Add(long callId, BranchState branch)
    {
        _addBranch.Bind(1, callId);
        _addBranch.Bind(2, branch.Number);
        _addBranch.Bind(3, branch.DeviceId);
        _addBranch.Bind(4, branch.Target);
        _addBranch.Bind(5, branch.Device);
        _addBranch.Bind(6, branch.TriedAt.ToUnixTimeMilliseconds());
        _addBranch.Bind(7, branch.RingingAt?.ToUnixTimeMilliseconds());
        _addBranch.Bind(8, branch.AnsweredAt?.ToUnixTimeMilliseconds());
        _addBranch.Bind(9, branch.EndedAt?.ToUnixTimeMilliseconds());
        _addBranch.Bind(10, branch.HungUpAt?.ToUnixTimeMilliseconds());
        _addBranch.Bind(11, (long?)branch.Result);
        _addBranch.Bind(12, branch.Status);
        _addBranch.Bind(13, branch.Note);
        _addBranch.Run();
    }
}
