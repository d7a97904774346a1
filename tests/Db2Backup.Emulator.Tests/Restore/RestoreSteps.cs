using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Restore;

/// <summary>Steps that tests of RESTORE share. After each the session is not connected.</summary>
internal static class RestoreSteps
{
    /// <summary>A table T with rows 1 … n.</summary>
    public static void CreateRows(this Db2Session session, string database, int count)
    {
        session.Connect(database);
        session.Db2("CREATE TABLE T (I INTEGER NOT NULL)").Ok();
        session.InsertRows(1, count);
        session.Db2("CONNECT RESET").Ok();
    }

    public static void AddRow(this Db2Session session, string database, int value)
    {
        session.Connect(database);
        session.InsertRows(value, value);
        session.Db2("CONNECT RESET").Ok();
    }

    /// <summary>How many rows T has; the database must be usable.</summary>
    public static int Rows(this Db2Session session, string database)
    {
        session.Connect(database);
        var count = int.Parse(session.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Text, CultureInfo.InvariantCulture);
        session.Db2("CONNECT RESET").Ok();
        return count;
    }

    public static string Backup(this Db2Session session, string database, string folder, string clauses = "") =>
        session.Db2($"BACKUP DATABASE {database} {clauses} TO {folder}").Ok().Timestamp;

    /// <summary>One step of an incremental restore by hand.</summary>
    public static Db2Result Restore(this Db2Session session, string database, string folder, string timestamp) =>
        session.Db2($"RESTORE DATABASE {database} INCREMENTAL FROM {folder} TAKEN AT {timestamp} WITHOUT PROMPTING");

    /// <summary>An online backup with its logs.</summary>
    public static string BackupOnline(this Db2Session session, string database, string folder) =>
        session.Db2($"BACKUP DATABASE {database} ONLINE TO {folder} INCLUDE LOGS").Ok().Timestamp;

    public static void Stop(this Db2Session session, string database, string clauses = "") =>
        session.Db2($"ROLLFORWARD DATABASE {database} {clauses} AND STOP").Ok();

    /// <summary>
    /// The question was answered with no. The refusal follows the question on its line: what is typed into a pipe is not echoed.
    /// </summary>
    public static Db2Result Declined(this Db2Result result) => result.Exits(4).Contains("SQL2001N");

    /// <summary>The one image file of a timestamp in a folder; in a folder that databases share, of this database: timestamps are unique in one only.</summary>
    public static string Image(string folder, string timestamp, string database = "*") => Assert.Single(Directory.GetFiles(folder, $"{database}.*.{timestamp}.001"));

    /// <summary>Writes new bytes into a file at an offset.</summary>
    public static void Flip(string file, long offset)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset < 0 ? stream.Length + offset : offset;
        var value = stream.ReadByte();
        stream.Position--;
        stream.WriteByte((byte)(value ^ 0xFF));
    }

    public static void Cut(string file, long length)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(length);
    }

    private static void InsertRows(this Db2Session session, int first, int last) =>
        session.Db2($"INSERT INTO T VALUES {string.Join(", ", Enumerable.Range(first, last - first + 1).Select(i => $"({i})"))}").Ok();
}
