using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using PbxPortal.Administration;
using PbxPortal.Components.Display;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Dialogs;

/// <summary>Adds or edits one user. What was typed stays until it is saved; mistakes stand at their fields.</summary>
public sealed partial class UserDialog
{
    private static readonly string[] Fields =
    [
        nameof(UserDraft.DomainId), nameof(UserDraft.Extension), nameof(UserDraft.DisplayName), nameof(UserDraft.PhoneNumbers),
        nameof(UserDraft.Email), nameof(UserDraft.MaxDevices), nameof(UserDraft.Password),
        nameof(UserDraft.AllowedNetworks), nameof(UserDraft.RingSeconds),
    ];

    private long _domainId;
    private string? _extension = "";
    private string? _name = "";
    private string? _numbers = "";
    private readonly HashSet<string> _transports = new(StringComparer.Ordinal);
    private string? _networks = "";
    private string? _email = "";
    private string? _ownPassword = "";
    private int? _maxDevices;
    private RingOrder _ringOrder;
    private int? _ringSeconds;
    private bool _isEnabled = true;
    private bool _mayRegisterOthers;
    private string? _password;

    [Inject]
    public required IUserAdministration Users { get; init; }

    /// <summary>The user to edit; <c>null</c>: a new one.</summary>
    [Parameter]
    public User? User { get; set; }

    /// <summary>Where the account may manage users.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Domain> Domains { get; set; } = [];

    /// <summary>What a new user begins with; <c>null</c>: the first domain.</summary>
    [Parameter]
    public long? FirstDomainId { get; set; }

    /// <summary>What a new user begins with.</summary>
    [Parameter]
    public string FirstExtension { get; set; } = "";

    protected override void OnInitialized()
    {
        var first = Domains.FirstOrDefault(domain => domain.Id == FirstDomainId) ?? (Domains.Count > 0 ? Domains[0] : null);
        _domainId = User?.Domain.Id ?? first?.Id ?? 0;
        _extension = FirstExtension;
        if (User is { } user)
        {
            (_extension, _name, _email, _maxDevices) = (user.Extension, user.DisplayName, user.Email, user.MaxDevices);
            (_ringOrder, _ringSeconds) = (user.RingOrder, user.RingSeconds);
            (_isEnabled, _mayRegisterOthers) = (user.IsEnabled, user.MayRegisterOthers);
            _numbers = string.Join(", ", user.PhoneNumbers);
            _networks = string.Join(", ", user.AllowedNetworks);
            _transports.UnionWith(user.AllowedTransports.Select(TransportWord.Of));
        }
    }

    private string Title => (User, _password) switch
    {
        (_, not null) => "User added",
        (null, _) => "Add a user",
        var (user, _) => $"Edit {DeviceLabel.UserOf(user.Extension, user.DisplayName)}",
    };

    private string DomainName => NameOf(_domainId);

    private string NameOf(long domainId) => Domains.FirstOrDefault(domain => domain.Id == domainId)?.Name ?? User?.Domain.Name ?? "";

    private string? MistakeAt(string field) => Mistakes.At(field);

    private bool HasMistake(string field) => MistakeAt(field) is not null;

    private UserDraft Draft() => new()
    {
        DomainId = _domainId,
        Extension = _extension?.Trim() ?? "",
        DisplayName = _name?.Trim() ?? "",
        Email = _email?.Trim() ?? "",
        MaxDevices = _maxDevices,
        IsEnabled = _isEnabled,
        MayRegisterOthers = _mayRegisterOthers,
        PhoneNumbers = Parts(_numbers, ',', ';'),
        AllowedNetworks = Parts(_networks, ',', ';', ' '),
        AllowedTransports = [.. TransportWord.All.Where(_transports.Contains)],
        RingOrder = _ringOrder,
        RingSeconds = _ringSeconds,
        Password = string.IsNullOrEmpty(_ownPassword) ? null : _ownPassword,
    };

    private static string WordOf(RingOrder order) =>
        order == RingOrder.ByPriority ? "By priority, one group after the other" : "All at once";

    private static ImmutableArray<string> Parts(string? text, params char[] separators) =>
        [.. (text ?? "").Split(separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private void Choose(string transport, bool isChosen) =>
        _ = isChosen ? _transports.Add(transport) : _transports.Remove(transport);

    private Task SaveAsync() => RunAsync(async who =>
    {
        var result = User is { } user
            ? await Users.EditAsync(who, user.Id, Draft(), CancellationToken.None)
            : await Users.AddAsync(who, Draft(), CancellationToken.None);
        Take(result);
    });

    private void Take(SaveUserResult result)
    {
        Mistakes = FieldMistakes.Of(result.Mistakes, Fields);
        _password = result.Password;
        if (result.UserId is not null && _password is null)
        {
            Dialog.Close(DialogResult.Ok(result.UserId));
        }
    }
}
