using AngleSharp.Dom;
using Bunit;
using Bunit.Rendering;

namespace PbxPortal.Tests.Components;

/// <summary>What a user does to an element, and over when it returns: the handler has run up to its first wait, and what it changed is rendered.</summary>
/// <remarks>
/// bUnit's methods of these names only queue the event while something else is being rendered (a timer's news, a reading that came
/// back), and a test that looks at once sees the page of before. In this namespace these come first. What a handler does after its first
/// wait is waited for with <c>WaitForAssertion</c>, as ever.
/// </remarks>
internal static class ElementEvents
{
    public static void Click(this IElement element) => Settle(element, () => element.ClickAsync());

    public static void Submit(this IElement element) => Settle(element, () => element.SubmitAsync());

    public static void Blur(this IElement element) => Settle(element, () => element.BlurAsync());

    public static void Change<T>(this IElement element, T value) => Settle(element, () => element.ChangeAsync(value));

    public static void Input<T>(this IElement element, T value) => Settle(element, () => element.InputAsync(value));

    public static void KeyDown(this IElement element, string key) => Settle(element, () => element.KeyDownAsync(key));

    private static void Settle(IElement element, Func<Task> raise)
    {
        // Before the event, which may remove the element.
        var renderer = element.Owner?.Context.GetService<BunitRenderer>()
            ?? throw new InvalidOperationException("This element is not of a page that bUnit has rendered.");
        var handling = raise();

        // The dispatcher takes one after the other, so what was asked for before this has begun and drawn what it could.
        renderer.Dispatcher.InvokeAsync(static () => { }).Wait(Xunit.TestContext.Current.CancellationToken);
        if (handling.IsFaulted)
        {
            handling.GetAwaiter().GetResult();
        }
    }
}
