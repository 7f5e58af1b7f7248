using PbxPortal.Server.Devices;

namespace PbxPortal.Tests.Server.Devices;

/// <summary>One line of <c>Data/UserAgents.tsv</c>: a User-Agent seen in the field, and what it is.</summary>
internal sealed record UserAgentSample(string UserAgent, DeviceClass Class, string Product)
{
    public static IEnumerable<UserAgentSample> All()
    {
        return File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Server", "Devices", "Data", "UserAgents.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t'))
            .Select(cells => new UserAgentSample(cells[0], Enum.Parse<DeviceClass>(cells[1]), cells[2]));
    }
}
