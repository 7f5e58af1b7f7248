using System.Xml.Linq;
using Dapper;
using Microsoft.AspNetCore.DataProtection.Repositories;
using PbxPortal.Server.Location;

namespace PbxPortal.Storage;

/// <summary>Keeps the keys of ASP.NET Core Data Protection in the database, so that a backup of the one file is complete.</summary>
/// <remarks>
/// Immutable. The interface knows no async; it is called at start and when a key is renewed, about four times a year. It stays
/// outside of the write gate, which whoever asks for a protected value may hold.
/// </remarks>
internal sealed class SqliteXmlRepository(SqliteDatabase database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        try
        {
            using var connection = database.Open();
            return [.. connection.Query<string>("SELECT xml FROM data_protection_key ORDER BY id;").Select(xml => XElement.Parse(xml))];
        }
        catch (Exception exception) when (SqliteFailure.Describe(exception, database.Path) is { } sentence)
        {
            throw new StoreUnavailableException(sentence, exception);
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        try
        {
            using var connection = database.Open();
            connection.Execute(
                "INSERT INTO data_protection_key (friendly_name, xml) VALUES (@friendlyName, @xml);",
                new { friendlyName, xml = element.ToString(SaveOptions.DisableFormatting) });
        }
        catch (Exception exception) when (SqliteFailure.Describe(exception, database.Path) is { } sentence)
        {
            throw new StoreUnavailableException(sentence, exception);
        }
    }
}
