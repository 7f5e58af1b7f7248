using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using PbxPortal.Components.Devices;
using PbxPortal.Components.Security;
using PbxPortal.Components.Users;
using PbxPortal.Server.Activity;
using PbxPortal.Server.Diagnosis;
using PbxPortal.Server.Directory;

namespace PbxPortal.Components.Problems;

/// <summary>Opens the dialog or the page that mends a problem.</summary>
/// <remarks>Immutable; one per circuit.</remarks>
public sealed class ProblemCommands(
    UserCommands users,
    DeviceCommands devices,
    SecurityCommands security,
    IUserDirectory directory,
    IRegistrationFeed feed,
    NavigationManager navigation)
{
    /// <summary>Returns when the dialog is closed.</summary>
    public Task MendAsync(ClaimsPrincipal who, Problem problem) => problem.Fix switch
    {
        ProblemFix.NewPassword => WithUserAsync(problem, user => users.NewPasswordAsync(who, user)),
        ProblemFix.EnableUser => WithUserAsync(problem, user => users.EnableAsync(who, user)),
        ProblemFix.RaiseLimit or ProblemFix.AllowWay => WithUserAsync(problem, user => users.EditAsync(who, user)),
        ProblemFix.AddUser => users.AddAsync(who, problem.DomainId, problem.User),
        ProblemFix.AllowDevice => problem.DeviceId is { } id && feed.Find(id) is { } device ? devices.AllowAsync(who, device) : Task.CompletedTask,
        ProblemFix.Unban => problem.Ban is { } ban ? security.UnbanAsync(who, ban) : Task.CompletedTask,
        ProblemFix.OpenUser => GoAsync($"/users/{problem.UserId}"),
        ProblemFix.OpenDevice => GoAsync($"/devices?device={problem.DeviceId}"),
        ProblemFix.OpenTransports => GoAsync("/transports"),
        ProblemFix.OpenSecurity => GoAsync("/security"),
        _ => Task.CompletedTask,
    };

    public Task AddUserAsync(ClaimsPrincipal who) => users.AddAsync(who);

    private Task WithUserAsync(Problem problem, Func<User, Task> command) =>
        problem.UserId is { } id && directory.FindUser(id) is { } user ? command(user) : Task.CompletedTask;

    private Task GoAsync(string address)
    {
        navigation.NavigateTo(address);
        return Task.CompletedTask;
    }
}
