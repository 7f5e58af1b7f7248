using System.Reflection;
using System.Xml.Linq;

namespace PbxPortal.Tests.Architecture;

/// <summary>The program knows the server, the server knows the wire, the wire knows nobody: a project is a wall.</summary>
public sealed class DirectionTests
{
    [Fact]
    public void The_wire_uses_the_base_library_and_logging_alone()
    {
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], ForeignReferencesOf(typeof(PbxPortal.Sip.Messages.SipRequest).Assembly));
        Assert.Equal(["Microsoft.Extensions.Logging.Abstractions"], DependenciesOf("PbxPortal.Sip"));
    }

    [Fact]
    public void The_server_uses_the_wire_and_Microsoft_Extensions_alone()
    {
        var references = ForeignReferencesOf(typeof(PbxPortal.Server.SipServer).Assembly);
        Assert.Contains("PbxPortal.Sip", references);
        Assert.All(references, name => Assert.True(IsAllowed(name), $"PbxPortal.Server must not use {name}."));
        Assert.All(DependenciesOf("PbxPortal.Server"), name => Assert.True(IsAllowed(name), $"PbxPortal.Server must not use {name}."));

        static bool IsAllowed(string name) =>
            name is "PbxPortal.Sip" || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);
    }

    [Fact]
    public void The_simulated_phones_know_the_wire_and_not_the_server()
    {
        var projects = DependenciesOf("PbxPortal.Phones").Where(name => name.StartsWith("PbxPortal", StringComparison.Ordinal));

        Assert.Equal(["PbxPortal.Sip"], projects);
    }

    [Fact]
    public void Pages_reach_neither_the_database_nor_the_location_service()
    {
        var pages = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", "PbxPortal", "Components"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".razor" or ".cs")
            .ToList();

        Assert.NotEmpty(pages);
        Assert.All(pages, page =>
        {
            var text = File.ReadAllText(page);
            Assert.DoesNotContain("PbxPortal.Storage", text, StringComparison.Ordinal);
            Assert.DoesNotContain("LocationService", text, StringComparison.Ordinal);
            Assert.DoesNotContain("LocationTable", text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("PbxPortal.Sip")]
    [InlineData("PbxPortal.Server")]
    public void No_source_below_the_program_speaks_SQL_or_HTTP(string project)
    {
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(sources);
        Assert.All(sources, source =>
        {
            var text = File.ReadAllText(source);
            Assert.DoesNotContain("Microsoft.AspNetCore", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Dapper", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Sqlite", text, StringComparison.OrdinalIgnoreCase);
        });
    }

    /// <summary>What an assembly uses beyond the base library.</summary>
    private static List<string> ForeignReferencesOf(Assembly assembly) =>
    [
        .. assembly.GetReferencedAssemblies()
            .Select(name => name.Name!)
            .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard" or "mscorlib"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The packages, projects and frameworks that a project file names.</summary>
    private static List<string> DependenciesOf(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"));
        return
        [
            .. file.Descendants()
                .Where(element => element.Name.LocalName is "PackageReference" or "ProjectReference" or "FrameworkReference" or "Reference")
                .Select(element => Path.GetFileNameWithoutExtension($"{element.Attribute("Include")!.Value}.x").Replace(".csproj", "", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
    }
}
