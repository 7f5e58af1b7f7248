using System.Collections.Immutable;
using System.Security.Claims;
using PbxPortal.Accounts;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;
using PbxPortal.Storage;

namespace PbxPortal.Provisioning;

/// <summary>Makes set-ups, hands their settings out once, and ends them; each together with its credential, in one transaction.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class PhoneSetups(
    PhoneSetupStore store,
    SqliteDirectoryStore directoryStore,
    IUserDirectory directory,
    CredentialEditor credentials,
    PublicAddresses addresses,
    OfferedDigest digest,
    PhoneApps apps,
    TimeProvider timeProvider) : IPhoneSetups
{
    /// <summary>How long a code is good that nobody scans.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a phone has to register after it has fetched its settings, even if the time is nearly up.</summary>
    public static readonly TimeSpan TimeToRegister = TimeSpan.FromMinutes(5);

    private const int MostPending = 5;
    private const int LongestUserAgent = 200;

    public event Action<long>? Changed;

    public ImmutableArray<PublicSipAddress> ServersFor(PhoneApp app, User user, Uri portal) =>
        [.. addresses.Sip(portal).Where(server => app.Transports.Contains(server.Transport) && user.MayUse(server.Transport))];

    public ImmutableArray<string> WarningsFor(PhoneApp app, PublicSipAddress? server, Uri portal) =>
        [.. addresses.Warnings(portal, server, app.FetchesSettings)];

    public async Task<NewPhoneSetup?> CreateAsync(
        ClaimsPrincipal who, long userId, PhoneApp app, PublicSipAddress? server, Uri portal, CancellationToken cancellationToken)
    {
        if (FindVisible(who, userId) is not { } user)
        {
            return null;
        }

        var servers = ServersFor(app, user, portal);
        if ((server ?? servers.FirstOrDefault()) is not { } chosen || !servers.Contains(chosen))
        {
            return NewPhoneSetup.Refused(new Mistake("Transport", WhyNoServer(app, user, server)));
        }

        if (app is not ManualApp && digest.For(user.Domain) is null)
        {
            return NewPhoneSetup.Refused(new Mistake(
                "", $"{user.Domain.Name} accepts neither MD5 nor SHA-256, and {app.Name} knows nothing else. Allow one of them for the domain."));
        }

        var token = app.FetchesSettings ? Secrets.NewSetupToken() : null;
        var made = await directoryStore.EditAsync(
            edit => InsertAsync(edit, user, app, chosen, token, PortalAccess.ActorOf(who)), cancellationToken);
        return made.Setup is null ? made : WithCode(made, app, token, portal);
    }

    public async Task<bool> CancelAsync(ClaimsPrincipal who, long setupId, CancellationToken cancellationToken) =>
        await FindAsync(who, setupId, cancellationToken) is { Outcome: null }
        && await EndAsync(setupId, SetupOutcome.Cancelled, PortalAccess.ActorOf(who), cancellationToken);

    public async Task<PhoneSetup?> FindAsync(ClaimsPrincipal who, long setupId, CancellationToken cancellationToken) =>
        await store.FindAsync(setupId, cancellationToken) is { } setup && FindVisible(who, setup.UserId) is not null ? setup : null;

    public async Task<IReadOnlyList<PhoneSetup>?> ListAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken) =>
        FindVisible(who, userId) is null ? null : await store.ListAsync(userId, cancellationToken);

    /// <summary>Hands the settings out, once: the password is made at this moment, so that nobody has seen it before the phone does.</summary>
    public async Task<SetupDocument> FetchAsync(string token, string address, string userAgent, CancellationToken cancellationToken)
    {
        var (document, setupId) = await directoryStore.EditAsync(
            edit => FetchAsync(edit, Secrets.HashOf(token), address, userAgent), cancellationToken);
        if (document.Text is not null)
        {
            Changed?.Invoke(setupId);
        }

        return document;
    }

    /// <summary>Which app a link is for that is still good; <c>null</c>: none.</summary>
    public async Task<PhoneApp?> FindAppAsync(string token, CancellationToken cancellationToken)
    {
        var setup = await directoryStore.PlanAsync(
            edit => PhoneSetupStore.FindAsync(edit.Transaction, Secrets.HashOf(token)), cancellationToken);
        return setup is { Outcome: null, OpenedAt: null } && setup.ExpiresAt > timeProvider.GetUtcNow() ? apps.Find(setup.App) : null;
    }

    /// <summary>Notes that the phone of a set-up has registered.</summary>
    public async Task CompleteAsync(PhoneSetup setup, long deviceId, CancellationToken cancellationToken)
    {
        await directoryStore.EditAsync(
            async edit =>
            {
                await PhoneSetupStore.EndAsync(edit.Transaction, setup.Id, SetupOutcome.Registered, timeProvider.GetUtcNow(), deviceId);
                return true;
            },
            cancellationToken);
        Changed?.Invoke(setup.Id);
    }

    /// <summary>Ends a pending set-up without a phone, and revokes its credential.</summary>
    public async Task<bool> EndAsync(long setupId, SetupOutcome outcome, Actor actor, CancellationToken cancellationToken)
    {
        var hasEnded = await directoryStore.EditAsync(
            async edit =>
            {
                if (await PhoneSetupStore.FindAsync(edit.Transaction, setupId) is not { Outcome: null } setup)
                {
                    return false;
                }

                await PhoneSetupStore.EndAsync(edit.Transaction, setupId, outcome, timeProvider.GetUtcNow());
                if (await edit.FindUserAsync(setup.UserId) is { } user)
                {
                    await CredentialEditor.RevokeAsync(edit, user, setup.CredentialId, actor);
                }

                return true;
            },
            cancellationToken);
        if (hasEnded)
        {
            Changed?.Invoke(setupId);
        }

        return hasEnded;
    }

    private async Task<NewPhoneSetup> InsertAsync(
        DirectoryEdit edit, User user, PhoneApp app, PublicSipAddress server, string? token, Actor actor)
    {
        if (await edit.FindUserAsync(user.Id) is not { IsEnabled: true } stored)
        {
            return NewPhoneSetup.Refused(new Mistake("", "The user is disabled: no phone of his may register. Enable the user first."));
        }

        if (await PhoneSetupStore.CountPendingAsync(edit.Transaction, user.Id) >= MostPending)
        {
            return NewPhoneSetup.Refused(new Mistake("", $"{MostPending} set-ups of this user wait for their phones already. Cancel one of them, or wait until it expires."));
        }

        var made = await credentials.AddAsync(edit, stored, app.Name, actor);
        if (made.Id is not { } credentialId)
        {
            return NewPhoneSetup.Refused(made.Mistakes);
        }

        var now = timeProvider.GetUtcNow();
        var setup = new PhoneSetup
        {
            Id = 0,
            UserId = user.Id,
            CredentialId = credentialId,
            CredentialName = made.Name,
            App = app.Id,
            Server = server,
            CreatedAt = now,
            CreatedBy = actor.Name,
            ExpiresAt = now + Lifetime,
        };
        setup = setup with { Id = await PhoneSetupStore.InsertAsync(edit.Transaction, setup, token is null ? null : Secrets.HashOf(token)) };
        var settings = token is null ? SettingsOf(user, setup, made.Password) : null; // What is fetched gets another password then.
        return new NewPhoneSetup(setup, Code: null, Link: null, settings, []);
    }

    private NewPhoneSetup WithCode(NewPhoneSetup made, PhoneApp app, string? token, Uri portal)
    {
        if (token is null)
        {
            return made with { Code = app.CodeFor(made.Settings!) };
        }

        var link = new Uri(addresses.Portal(portal), $"/p/{token}");
        return made with { Code = app.CodeFor(link), Link = link };
    }

    private async Task<(SetupDocument Document, long SetupId)> FetchAsync(DirectoryEdit edit, byte[] tokenHash, string address, string userAgent)
    {
        if (await PhoneSetupStore.FindAsync(edit.Transaction, tokenHash) is not { } setup)
        {
            return (new SetupDocument(Text: null, IsKnown: false), 0);
        }

        var now = timeProvider.GetUtcNow();
        if (setup is { Outcome: null, OpenedAt: null }
            && setup.ExpiresAt > now
            && directory.FindUser(setup.UserId) is { IsEnabled: true } user
            && apps.Find(setup.App) is { } app
            && await edit.FindUserAsync(setup.UserId) is { } stored
            && await edit.FindDomainAsync(stored.DomainId) is { } domain
            && await credentials.RenewAsync(edit, stored, domain, setup.CredentialId) is { } password)
        {
            var until = now + TimeToRegister > setup.ExpiresAt ? now + TimeToRegister : setup.ExpiresAt;
            var by = userAgent[..Math.Min(userAgent.Length, LongestUserAgent)];
            await PhoneSetupStore.OpenAsync(edit.Transaction, setup.Id, address, by, now, until);
            return (new SetupDocument(app.DocumentFor(SettingsOf(user, setup, password)), IsKnown: true), setup.Id);
        }

        return (new SetupDocument(Text: null, IsKnown: true), setup.Id);
    }

    private PhoneSettings SettingsOf(User user, PhoneSetup setup, string password) => new()
    {
        Extension = user.Extension,
        DisplayName = user.DisplayName,
        Domain = user.Domain.Name,
        Realm = user.Domain.Realm,
        AuthenticationName = setup.CredentialName,
        Password = password,
        Server = setup.Server,
        Algorithm = digest.For(user.Domain) ?? Sip.Authentication.DigestAlgorithm.Sha256,
    };

    private User? FindVisible(ClaimsPrincipal who, long userId) =>
        directory.FindUser(userId) is { } user && PortalAccess.MaySetUp(who, user) ? user : null;

    private static string WhyNoServer(PhoneApp app, User user, PublicSipAddress? wanted)
    {
        var known = string.Join(", ", app.Transports.Where(user.MayUse).Select(TransportWord.Of)).ToUpperInvariant();
        if (known.Length == 0)
        {
            return $"{app.Name} speaks {string.Join(", ", app.Transports.Select(TransportWord.Of)).ToUpperInvariant()} only, and this user's phones may not.";
        }

        return wanted is null
            ? $"The server is heard over none of {known}, which {app.Name} would need. See Sip:Listen, or Public:Sip. Example: udp:0.0.0.0:5060"
            : $"{wanted} is not among the servers that {app.Name} can be told of for this user.";
    }
}
