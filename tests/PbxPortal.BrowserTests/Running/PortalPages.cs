using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace PbxPortal.BrowserTests.Running;

/// <summary>Every page of the portal, once: what is tried on each of them takes them from here.</summary>
internal static class PortalPages
{
    /// <summary>Live pages with an owner signed in: the route, and an address of it. A page may stand here in several states.</summary>
    public static readonly (string Route, string Address)[] OfOwner =
    [
        ("/", "/"),
        ("/problems", "/problems"),
        ("/problems", "/problems?q=nobody-has-this"),
        ("/devices", "/devices"),
        ("/devices", "/devices?q=nobody-has-this"),
        ("/devices/{Id:long}", "/devices/1"),
        ("/calls", "/calls"),
        ("/calls", "/calls?q=nobody-has-this"),
        ("/users", "/users"),
        ("/users", "/users?q=nobody-has-this"),
        ("/users/import", "/users/import"),
        ("/users/{Id:long}", "/users/1"),
        ("/users/{Id:long}", "/users/4711"),
        ("/users/{Id:long}/setup", "/users/1/setup"),
        ("/users/{Id:long}/setup", "/users/1/setup?app=other"),
        ("/activity", "/activity"),
        ("/activity", "/activity?q=nobody-has-this"),
        ("/trace", "/trace"),
        ("/trace/{Id:long}", "/trace/4711"),
        ("/security", "/security"),
        ("/audit", "/audit"),
        ("/audit", "/audit?q=nobody-has-this"),
        ("/domains", "/domains"),
        ("/transports", "/transports"),
        ("/accounts", "/accounts"),
        ("/api-keys", "/api-keys"),
        ("/api-keys", "/api-keys?state=revoked"),
        ("/account", "/account"),
        ("/api/reference", "/api/reference?operation=addUser"),
    ];

    /// <summary>Live pages of a phone user, which show others that they may not see them.</summary>
    public static readonly (string Route, string Address)[] OfPhoneUser = [("/my", "/my"), ("/my/setup", "/my/setup")];

    /// <summary>Pages that answer a plain request, with nobody signed in.</summary>
    public static readonly (string Route, string Address)[] OfEverybody =
    [
        ("/sign-in", "/sign-in"),
        ("/sign-in/code", "/sign-in/code"),
        ("/setup", "/setup?token=wrong"),
        ("/welcome", "/welcome?token=wrong"),
        ("/open/{Token}", "/open/wrong"),
        ("/access-denied", "/access-denied"),
        ("/not-found", "/not-found"),
    ];

    /// <summary>What the program answers to, each with the page behind it.</summary>
    public static IReadOnlyList<(string Route, Type Page)> Mapped { get; } =
    [
        .. from page in typeof(PbxPortal.Components.App).Assembly.GetTypes()
           from route in page.GetCustomAttributes<RouteAttribute>()
           orderby route.Template
           select (route.Template, page),
    ];

    public static TheoryData<string, bool> InBothThemes(IEnumerable<(string Route, string Address)> pages)
    {
        var data = new TheoryData<string, bool>();
        foreach (var (_, address) in pages)
        {
            data.Add(address, false);
            data.Add(address, true);
        }

        return data;
    }

    public static TheoryData<string> Addresses(IEnumerable<(string Route, string Address)> pages) => [.. pages.Select(page => page.Address)];
}
