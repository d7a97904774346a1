using System.Diagnostics;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Backup;

/// <summary>Steps that the tests of BACKUP share.</summary>
internal static class BackupSteps
{
    /// <summary>The files of an image in a folder, in order of their sequence.</summary>
    public static List<string> ImagesIn(string folder, string database) =>
        Directory.GetFiles(folder, database + ".*").Order(StringComparer.Ordinal).ToList();

    public static string MakePipe(this Db2Sandbox sandbox, string name)
    {
        var path = Path.Combine(sandbox.MakeFolder("pipes"), name);
        using var mkfifo = Process.Start("mkfifo", path);
        mkfifo.WaitForExit();
        sandbox.User.Own(path);
        return path;
    }

    /// <summary>A table of n rows of about 1 KB in a database, committed.</summary>
    public static void FillTable(this Db2Session session, string database, int rows)
    {
        session.Connect(database);
        session.Db2("CREATE TABLE FILL (ID INT, TXT VARCHAR(1000))").Ok();
        var text = new string('x', 900);
        for (var first = 0; first < rows; first += 200)
        {
            var values = string.Join(",", Enumerable.Range(first, Math.Min(200, rows - first)).Select(i => $"({i},'{i}{text}')"));
            session.Db2("", stdin: $"INSERT INTO FILL VALUES {values}\n").Exits(0);
        }
        session.Db2("CONNECT RESET").Ok();
    }

    public static Dictionary<string, string> Fault(string text) => new() { ["DB2EMU_FAULT"] = text };

    /// <summary>The number of entries LIST HISTORY BACKUP shows.</summary>
    public static int BackupsInHistory(this Db2Session session, string database) =>
        int.Parse(session.Db2($"LIST HISTORY BACKUP ALL FOR {database}").Row("Number of matching file entries"), System.Globalization.CultureInfo.InvariantCulture);
}
