using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Administration;
using PbxPortal.Provisioning;
using PbxPortal.Server.Directory;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Components.Fakes;

/// <summary>Set-ups that a test moves on by hand.</summary>
internal sealed class FakePhoneSetups : IPhoneSetups
{
    public static readonly PublicSipAddress Tls = new(TransportProtocol.Tls, "sip.example.com", 5061);
    public static readonly PublicSipAddress Udp = new(TransportProtocol.Udp, "sip.example.com", 5060);

    private readonly List<PhoneSetup> _all = [];

    public event Action<long>? Changed;

    public List<string> Asked { get; } = [];

    public ImmutableArray<string> Warnings { get; set; } = [];

    public ImmutableArray<Mistake> Mistakes { get; set; } = [];

    /// <summary>Thrown at whoever begins or cancels one.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Thrown at whoever reads.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>What a reading waits for, once it has seen how things stand.</summary>
    public Task Reading { get; set; } = Task.CompletedTask;

    public ImmutableArray<PublicSipAddress> ServersFor(PhoneApp app, User user, Uri portal) =>
        [.. new[] { Tls, Udp }.Where(server => app.Transports.Contains(server.Transport))];

    public ImmutableArray<string> WarningsFor(PhoneApp app, PublicSipAddress? server, Uri portal) => Warnings;

    public Task<NewPhoneSetup?> CreateAsync(
        ClaimsPrincipal who, long userId, PhoneApp app, PublicSipAddress? server, Uri portal, CancellationToken cancellationToken)
    {
        Asked.Add($"create {userId} {app.Id} {server}");
        if (Failure is { } failure)
        {
            return Task.FromException<NewPhoneSetup?>(failure);
        }

        if (!Mistakes.IsEmpty)
        {
            return Task.FromResult<NewPhoneSetup?>(NewPhoneSetup.Refused(Mistakes));
        }

        var setup = Put(new PhoneSetup
        {
            Id = _all.Count + 1,
            UserId = userId,
            CredentialId = 70 + _all.Count,
            CredentialName = "3516.k7f2",
            App = app.Id,
            Server = server!,
            CreatedAt = Sample.Now,
            CreatedBy = "anna.berger",
            ExpiresAt = Sample.Now.AddMinutes(15),
        });
        var link = new Uri("https://pbx.example.com/p/TOKEN");
        var settings = new PhoneSettings
        {
            Extension = "3516",
            DisplayName = "Reception",
            Domain = "acme.example",
            Realm = "acme.example",
            AuthenticationName = "3516.k7f2",
            Password = "kV7wQm3xT9rb",
            Server = server!,
        };
        return Task.FromResult<NewPhoneSetup?>(app.FetchesSettings
            ? new NewPhoneSetup(setup, app.CodeFor(link), link, Settings: null, [])
            : new NewPhoneSetup(setup, app.CodeFor(settings), Link: null, settings, []));
    }

    public Task<bool> CancelAsync(ClaimsPrincipal who, long setupId, CancellationToken cancellationToken)
    {
        Asked.Add($"cancel {setupId}");
        if (Failure is { } failure)
        {
            return Task.FromException<bool>(failure);
        }

        Move(setupId, setup => setup with { Outcome = SetupOutcome.Cancelled });
        return Task.FromResult(true);
    }

    public async Task<PhoneSetup?> FindAsync(ClaimsPrincipal who, long setupId, CancellationToken cancellationToken)
    {
        var found = _all.Find(setup => setup.Id == setupId);
        await Reading;
        return found;
    }

    public Task<IReadOnlyList<PhoneSetup>?> ListAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) =>
        ReadFailure is { } failure
            ? Task.FromException<IReadOnlyList<PhoneSetup>?>(failure)
            : Task.FromResult<IReadOnlyList<PhoneSetup>?>([.. _all.Where(setup => setup.UserId == userId)]);

    /// <summary>Changes a set-up as the phone, the clock or somebody else does.</summary>
    public void Move(long setupId, Func<PhoneSetup, PhoneSetup> change)
    {
        var index = _all.FindIndex(setup => setup.Id == setupId);
        _all[index] = change(_all[index]);
        Changed?.Invoke(setupId);
    }

    public PhoneSetup Put(PhoneSetup setup)
    {
        _all.Add(setup);
        return setup;
    }
}
