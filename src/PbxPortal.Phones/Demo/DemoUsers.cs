using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PbxPortal.Phones.Demo;

/// <summary>The people of the demo domain.</summary>
public static class DemoUsers
{
    public const string Domain = "demo.example";

    private const int FirstExtension = 100;

    private static readonly (string Name, string Department)[] People =
    [
        ("Reception", "Front desk"), ("Hanna Lindqvist", "Front desk"), ("Board Room", "Rooms"), ("Meeting Room Oslo", "Rooms"),
        ("Amara Okafor", "Management"), ("Jonas Weber", "Management"), ("Mei-Ling Chen", "Management"),
        ("Priya Raman", "Sales"), ("Tomás Herrera", "Sales"), ("Elif Yılmaz", "Sales"), ("Oliver Grant", "Sales"),
        ("Sofia Rossi", "Sales"), ("Mateusz Nowak", "Sales"), ("Clara Dubois", "Sales"),
        ("Ibrahim Haddad", "Support"), ("Freya Nielsen", "Support"), ("Daniel Okoye", "Support"), ("Yuki Tanaka", "Support"),
        ("Lucas Almeida", "Support"), ("Anna Kowalska", "Support"), ("Samuel Osei", "Support"), ("Nadia Petrova", "Support"),
        ("Marta Fernández", "Engineering"), ("Arjun Mehta", "Engineering"), ("Ingrid Solberg", "Engineering"),
        ("Kofi Mensah", "Engineering"), ("Lena Hoffmann", "Engineering"), ("Diego Castro", "Engineering"),
        ("Zoë van Dijk", "Engineering"), ("Farid Rahimi", "Engineering"),
        ("Beatriz Sousa", "Finance"), ("Henrik Dahl", "Finance"), ("Leila Amiri", "Finance"),
        ("Grace Mwangi", "People"), ("Peter Novák", "People"),
        ("Workshop", "Warehouse"), ("Loading Dock", "Warehouse"), ("Fax and Franking", "Front desk"),
        ("Main Entrance", "Doors"), ("Back Gate", "Doors"),
    ];

    /// <summary>Forty users. The same key gives the same passwords, so that a demo database outlives a restart.</summary>
    public static IReadOnlyList<DemoUser> Create(byte[] key) =>
    [
        .. People.Select((person, index) =>
        {
            var extension = (FirstExtension + index).ToString(CultureInfo.InvariantCulture);
            var number = $"+493023125{extension}"; // Berlin's numbers for film and television belong to nobody.
            return new DemoUser(extension, person.Name, person.Department, PasswordOf(key, extension), number);
        }),
    ];

    private static string PasswordOf(byte[] key, string extension) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(extension)).AsSpan(0, 12));
}
