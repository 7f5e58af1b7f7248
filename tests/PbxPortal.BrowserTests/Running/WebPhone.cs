using Microsoft.Playwright;
using PbxPortal.Phones;
using static Microsoft.Playwright.Assertions;

namespace PbxPortal.BrowserTests.Running;

/// <summary>JsSIP on its page, which calls and is called.</summary>
/// <remarks>Immutable.</remarks>
internal sealed class WebPhone(IPage page)
{
    /// <summary>Of the page that registers this user at the portal.</summary>
    public static string AddressOf(WebPhoneSite site, Portal portal, PhoneAccount user) =>
        $"{site.Address}?server={Uri.EscapeDataString($"wss://{portal.SecureAddress.Authority}/sip")}&user={user.User}&domain={user.Domain}&password={user.Password}";

    public Task CallAsync(string target) => page.EvaluateAsync("target => { phone.call(target, media); }", target);

    /// <summary>Answers the call that came last.</summary>
    public Task AnswerAsync() => page.EvaluateAsync("() => { calls.at(-1).answer(media); }");

    public Task DeclineAsync() => page.EvaluateAsync("() => { calls.at(-1).terminate({ status_code: 486, reason_phrase: 'Busy Here' }); }");

    /// <summary>Ends its last call, or gives it up while it rings.</summary>
    public Task HangUpAsync() => page.EvaluateAsync("() => { calls.at(-1).terminate(); }");

    /// <summary>Waits until it has told that, for example <c>2 failed: Busy</c> of its second call.</summary>
    public Task ExpectAsync(string told) => Expect(page.Locator("#told").GetByText(told, new() { Exact = true }).First).ToBeVisibleAsync();
}
