using Microsoft.Extensions.Options;

namespace PbxPortal.Hosting;

/// <summary>Reports every address in <c>Urls</c> that is none.</summary>
internal sealed class PortalUrlsValidator : IValidateOptions<PortalUrls>
{
    public ValidateOptionsResult Validate(string? name, PortalUrls options)
    {
        var mistakes = options.Parse()
            .Where(url => url.Address is null)
            .Select(url => $"Urls: '{url.Text}' is not an address to listen on. Example: http://localhost:8080")
            .ToList();
        if (!options.Parse().Any())
        {
            mistakes.Add("Urls is empty. Example: http://localhost:8080");
        }

        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }
}
