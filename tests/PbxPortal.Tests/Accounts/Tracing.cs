using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PbxPortal.Server;
using PbxPortal.Server.Directory;
using PbxPortal.Server.Registration;
using PbxPortal.Server.Tracing;
using PbxPortal.Sip.Transport;

namespace PbxPortal.Tests.Accounts;

/// <summary>The real memory of messages for the users of a faked directory.</summary>
internal static class Tracing
{
    public static TraceService Make(IUserDirectory users, WireTap tap, TimeProvider timeProvider)
    {
        var directory = new UserDirectory();
        directory.Apply(new DirectoryChange([.. users.Domains], [.. users.Domains.SelectMany(domain => users.UsersOf(domain.Id))], [], []));
        var options = Options.Create(new SipOptions { DefaultDomain = "acme.example" });
        var resolver = new AddressResolver(directory, new OwnAddresses(options), options);
        return new TraceService(tap, new MessageReader(resolver, directory, timeProvider), timeProvider, NullLogger<TraceService>.Instance);
    }
}
