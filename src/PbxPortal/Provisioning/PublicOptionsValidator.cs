using Microsoft.Extensions.Options;

namespace PbxPortal.Provisioning;

/// <summary>Reports every mistake at once, each with an example.</summary>
internal sealed class PublicOptionsValidator : IValidateOptions<PublicOptions>
{
    public ValidateOptionsResult Validate(string? name, PublicOptions options)
    {
        var mistakes = Mistakes(options).ToList();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private static IEnumerable<string> Mistakes(PublicOptions options)
    {
        if (options.Portal.Length > 0 && !IsPortal(options.Portal))
        {
            yield return $"Public:Portal '{options.Portal}' is not the address of a web site without a path. Example: https://pbx.example.com";
        }

        foreach (var line in options.Sip)
        {
            if (!PublicSipAddress.TryParse(line, out _, out var mistake))
            {
                yield return $"Public:Sip: {mistake}";
            }
        }

        if (options.SessionTalkProvider.AsSpan().ContainsAny("|:{ "))
        {
            yield return $"Public:SessionTalkProvider '{options.SessionTalkProvider}' has one of | : {{ or a space. Example: acme";
        }
    }

    private static bool IsPortal(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri is { PathAndQuery: "/", Fragment: "", UserInfo: "" };
}
