using System.Globalization;
using System.Text.RegularExpressions;

namespace Db2Backup;

/// <summary>
/// The name of a backup image file: <c>SAMPLE.0.db2inst1.DBPART000.20240131120000.001</c>, up to Db2 9.8
/// <c>SAMPLE.0.db2inst1.NODE0000.CATN0000.20100131120000.001</c>.
/// </summary>
/// <param name="Alias">As given to BACKUP, upper case.</param>
/// <param name="Type">0 full database, 3 table space, 4 copy of a LOAD; incremental and delta images use 0 or 3 too.</param>
/// <param name="Instance">In the case in which it was created.</param>
/// <param name="Partition">The database partition.</param>
/// <param name="CatalogPartition">Null since Db2 10.1.</param>
/// <param name="Timestamp">Start of the backup in the server's local time.</param>
/// <param name="Sequence">From 1; one per path or stream.</param>
public sealed partial record ImageName(string Alias, int Type, string Instance, int Partition, int? CatalogPartition, Db2Timestamp Timestamp, int Sequence)
{
    /// <summary>The <see cref="Type"/> of an image of the whole database, also an incremental one.</summary>
    public const int WholeDatabase = 0;

    /// <summary>Null when a file name is not of either form.</summary>
    public static ImageName? TryParse(string fileName)
    {
        var match = Form().Match(fileName);
        if (!match.Success || !Db2Timestamp.TryParse(match.Groups["ts"].Value, out var timestamp)) return null;
        var old = match.Groups["node"].Success;
        return new ImageName(
            match.Groups["alias"].Value, Number("type"), match.Groups["inst"].Value,
            old ? Number("node") : Number("part"), old ? Number("cat") : null, timestamp, Number("seq"));

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>The file name.</summary>
    public override string ToString()
    {
        var place = CatalogPartition is { } catalog
            ? string.Create(CultureInfo.InvariantCulture, $"NODE{Partition:D4}.CATN{catalog:D4}")
            : string.Create(CultureInfo.InvariantCulture, $"DBPART{Partition:D3}");
        return string.Create(CultureInfo.InvariantCulture, $"{Alias}.{Type}.{Instance}.{place}.{Timestamp}.{Sequence:D3}");
    }

    // [images-and-logs: name pattern for a scanner]
    [GeneratedRegex(@"^(?<alias>[^.]{1,8})\.(?<type>\d)\.(?<inst>[^.]+)\.(?:DBPART(?<part>\d{3})|NODE(?<node>\d{4})\.CATN(?<cat>\d{4}))\.(?<ts>\d{14})\.(?<seq>\d{3})$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
