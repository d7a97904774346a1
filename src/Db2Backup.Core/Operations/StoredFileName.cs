using System.Text.RegularExpressions;
using Db2Backup.Errors;
using Db2Backup.Pipeline.Compression;

namespace Db2Backup.Operations;

/// <summary>
/// What the name of a protected file tells: <c>SAMPLE.0.db2inst1.DBPART000.20240131120000.001.zst.age</c>, and with <c>.0001</c>
/// behind it a slice of one. The image's own sequence has three digits, a slice's number four.
/// </summary>
internal sealed partial record StoredFileName(string Plain, CompressionCodec Codec, bool Encrypted, int? Slice)
{
    public static StoredFileName Parse(string fileName)
    {
        var match = Form().Match(fileName);
        var codec = match.Groups["codec"].Value switch { ".zst" => CompressionCodec.Zstd, ".gz" => CompressionCodec.Gzip, _ => CompressionCodec.None };
        int? slice = match.Groups["slice"].Success ? int.Parse(match.Groups["slice"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : null;
        return new StoredFileName(match.Groups["plain"].Value, codec, match.Groups["age"].Success, slice);
    }

    /// <summary>The same for the name of an image file.</summary>
    /// <exception cref="Db2BackupException">FileNameNotUnderstood.</exception>
    public static StoredFileName ParseImage(string path)
    {
        var name = Parse(Path.GetFileName(path));
        return ImageName.TryParse(name.Plain) is not null
            ? name
            : throw new Db2BackupException(ErrorCode.FileNameNotUnderstood, $"{path} does not have the name of a Db2 image file.", path);
    }

    [GeneratedRegex(@"^(?<plain>.+?)(?<codec>\.zst|\.gz)?(?<age>\.age)?(?:\.(?<slice>\d{4}))?$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
