using Microsoft.AspNetCore.Components;
using PbxPortal.Administration;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Users;

/// <summary>One user in the list; drawn when something in it has changed, and not with every rendering of the page.</summary>
public sealed partial class UserTableRow
{
    private User? _user;
    private (UserStanding Standing, bool IsMarked, bool MayManage, int Max) _look;
    private bool _isChanged;

    [CascadingParameter]
    public required IUserRowActions Actions { get; set; }

    [Parameter, EditorRequired]
    public required UserRow Row { get; set; }

    [Parameter]
    public bool IsMarked { get; set; }

    [Parameter]
    public bool MayManage { get; set; }

    /// <summary>How many devices the user may have.</summary>
    [Parameter]
    public int Max { get; set; }

    protected override void OnParametersSet()
    {
        var look = (Row.Standing, IsMarked, MayManage, Max);
        _isChanged = look != _look || !ReferenceEquals(_user, Row.User); // Another user is there after each change.
        (_look, _user) = (look, Row.User);
    }

    protected override bool ShouldRender() => _isChanged;

    /// <summary>What the state leaves out: a user with one phone that rings and two that are gone.</summary>
    private string Others =>
        Row.Reachable == 0 || Row.Reachable == Row.Devices ? "" : $"{Row.Reachable} of {Row.Devices} devices reachable";

    private void Open() => Actions.Open(Row.User.Id);
}
