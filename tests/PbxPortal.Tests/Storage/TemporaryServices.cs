using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PbxPortal.Storage;

namespace PbxPortal.Tests.Storage;

/// <summary>The storage as the program composes it, on a file of the test.</summary>
internal static class TemporaryServices
{
    public static async Task<ServiceProvider> CreateAsync(string path, Action<IServiceCollection>? more = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new KeyValuePair<string, string?>("Storage:Path", path)])
            .Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddStorage(configuration);
        more?.Invoke(services);
        var provider = services.BuildServiceProvider();
        await provider.PrepareStorageAsync(TestContext.Current.CancellationToken);
        return provider;
    }
}
