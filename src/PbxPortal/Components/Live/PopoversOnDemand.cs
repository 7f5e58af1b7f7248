using Microsoft.Extensions.DependencyInjection.Extensions;
using MudBlazor;

namespace PbxPortal.Components.Live;

/// <summary>Makes a popover when it is opened for the first time.</summary>
/// <remarks>
/// Confined to the renderer's dispatcher. MudBlazor makes the popover of a closed menu as well, which costs a call to the browser and two
/// renderings: in a list with a menu in each row, for each row that comes onto the screen.
/// </remarks>
internal sealed class PopoversOnDemand(IPopoverService popovers) : IPopoverService
{
    private readonly HashSet<Guid> _made = [];

    public PopoverOptions PopoverOptions => popovers.PopoverOptions;

    public IEnumerable<IMudPopoverHolder> ActivePopovers => popovers.ActivePopovers;

    public bool IsInitialized => popovers.IsInitialized;

    /// <summary>Puts itself before the service that MudBlazor has registered.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var made = services.Last(service => service.ServiceType == typeof(IPopoverService)).ImplementationType!;
        services.Replace(ServiceDescriptor.Scoped<IPopoverService>(
            provider => new PopoversOnDemand((IPopoverService)ActivatorUtilities.CreateInstance(provider, made))));
    }

    public void Subscribe(IPopoverObserver observer) => popovers.Subscribe(observer);

    public void Unsubscribe(IPopoverObserver observer) => popovers.Unsubscribe(observer);

    public async Task CreatePopoverAsync(IPopover popover)
    {
        if (popover.Open && _made.Add(popover.Id))
        {
            await popovers.CreatePopoverAsync(popover);
        }
    }

    public async Task<bool> UpdatePopoverAsync(IPopover popover)
    {
        if (!_made.Contains(popover.Id))
        {
            if (!popover.Open)
            {
                return false;
            }

            await CreatePopoverAsync(popover);
            await Task.Yield(); // What is drawn now brings its element to the browser; only then can it be told where to stand.
        }

        return await popovers.UpdatePopoverAsync(popover);
    }

    public Task<bool> DestroyPopoverAsync(IPopover popover) =>
        _made.Remove(popover.Id) ? popovers.DestroyPopoverAsync(popover) : Task.FromResult(false);

    public ValueTask<int> GetProviderCountAsync() => popovers.GetProviderCountAsync();

    public ValueTask DisposeAsync() => popovers.DisposeAsync();
}
