using System.Text.Json;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Storage;

/// <summary>
/// The file of table space definitions (SQLSPCS.1). Containers of automatic storage are not in it: they follow from the
/// database's paths, so that the definitions of an image serve a database restored elsewhere.
/// </summary>
internal static class TableSpaceDefinitions
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public static IReadOnlyList<TableSpace> Read(DatabasePaths paths) => Parse(File.ReadAllBytes(paths.TableSpaceDefinitions), paths);

    public static IReadOnlyList<TableSpace> Parse(ReadOnlySpan<byte> file, DatabasePaths paths)
    {
        var definitions = JsonSerializer.Deserialize<List<TableSpace>>(file, Format)
            ?? throw new InvalidDataException("the file of table space definitions is empty");
        return definitions.ConvertAll(d => d.AutomaticStorage ? d with { Container = AutomaticContainer(paths, d.Id, d.ContentType) } : d);
    }

    public static byte[] ToBytes(IEnumerable<TableSpace> definitions) =>
        JsonSerializer.SerializeToUtf8Bytes(definitions.Select(d => d.AutomaticStorage ? d with { Container = "" } : d).ToList(), Format);

    /// <summary>To a temporary file that is renamed: a killed engine leaves the definitions before or after.</summary>
    public static void Write(DatabasePaths paths, IEnumerable<TableSpace> definitions)
    {
        var temporary = paths.TableSpaceDefinitions + ".new";
        File.WriteAllBytes(temporary, ToBytes(definitions));
        File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(temporary, paths.TableSpaceDefinitions, overwrite: true);
    }

    /// <summary>Db2's own layout: T0000002/C0000000.LRG.</summary>
    public static string AutomaticContainer(DatabasePaths paths, int id, string contentType) =>
        Path.Combine(paths.StorageFolder, $"T{id:D7}", "C0000000." + contentType switch
        {
            "SYSTEMP" => "TMP",
            "ANY" when id == 0 => "CAT",
            "ANY" => "USR",
            _ => "LRG",
        });
}
