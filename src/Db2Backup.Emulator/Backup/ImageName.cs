using System.Globalization;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// The name of one file of an image, as Db2 writes it since 10.1:
/// <c>SAMPLE.0.db2inst1.DBPART000.20240131120000.001</c>. [images-and-logs.md, Image file names]
/// </summary>
/// <param name="Alias">As given to BACKUP, upper case.</param>
/// <param name="Type">0 database, 3 table space, 4 load copy.</param>
/// <param name="Timestamp">14 digits.</param>
/// <param name="Sequence">From 1; one per stream of the image.</param>
internal sealed record ImageName(string Alias, int Type, string Instance, int Partition, string Timestamp, int Sequence)
{
    public const int TableSpaces = 3;

    public static ImageName Of(ImageHeader header) =>
        new(header.Alias, header.BackupType, header.Instance, header.Partition, header.Timestamp, header.Sequence);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Alias}.{Type}.{Instance}.DBPART{Partition:D3}.{Timestamp}.{Sequence:D3}");

    /// <summary>Null when a file of this name is no image. Case counts: Db2 writes the alias in upper case.</summary>
    public static ImageName? Parse(string fileName)
    {
        var parts = fileName.Split('.');
        if (parts.Length != 6) return null;
        if (parts[0].Length is < 1 or > 8 || parts[2].Length == 0) return null;
        if (!parts[3].StartsWith("DBPART", StringComparison.Ordinal)) return null;
        if (Number(parts[1], 1) is not { } type || Number(parts[3][6..], 3) is not { } partition) return null;
        if (parts[4].Length != 14 || !parts[4].All(char.IsAsciiDigit) || Number(parts[5], 3) is not { } sequence) return null;
        return new ImageName(parts[0], type, parts[2], partition, parts[4], sequence);
    }

    private static int? Number(string text, int digits) =>
        text.Length == digits && text.All(char.IsAsciiDigit) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
