using System.Data.Common;
using System.Globalization;

namespace Db2Backup.Db2;

/// <summary>Reads result sets of the provider into tables of text, with values in the form in which Db2 writes them.</summary>
internal static class ProviderValues
{
    /// <summary>Every result set of the reader, in order.</summary>
    public static IReadOnlyList<Db2Table> Read(DbDataReader reader)
    {
        var tables = new List<Db2Table>();
        do
        {
            if (reader.FieldCount == 0) continue;
            var ordinals = Enumerable.Range(0, reader.FieldCount).ToList();
            var types = ordinals.Select(reader.GetDataTypeName).ToList();
            var rows = new List<IReadOnlyList<string?>>();
            while (reader.Read())
                rows.Add(ordinals.Select(i => reader.IsDBNull(i) ? null : Text(reader.GetValue(i), types[i])).ToList());
            tables.Add(new Db2Table(ordinals.Select(reader.GetName).ToList(), rows));
        }
        while (reader.NextResult());
        return tables;
    }

    /// <summary>Blanks at the end are those of a CHAR column, which the CLP's table does not tell from padding either.</summary>
    private static string Text(object value, string type) => value switch
    {
        string text => text.TrimEnd(' '),
        // ISO forms: those of the CLP follow the territory of the database.
        DateTime date when string.Equals(type, "DATE", StringComparison.OrdinalIgnoreCase) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString(@"hh\.mm\.ss", CultureInfo.InvariantCulture),
        byte[] bytes => $"x'{Convert.ToHexString(bytes)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
