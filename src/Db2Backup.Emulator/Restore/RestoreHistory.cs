using System.Globalization;
using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.History;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Restore;

/// <summary>What a restore does with the history file, and what it writes into it.</summary>
internal static class RestoreHistory
{
    /// <summary>A history that is not empty stays unless REPLACE HISTORY FILE. [images-and-logs.md, History file]</summary>
    public static void Bring(Database database, ImageContents image, bool replace)
    {
        if (replace || database.History.All().All(IsFailedRestore)) database.History.Import(image.History);
    }

    /// <summary>
    /// RESTORE … HISTORY FILE. Where there is no database yet one is begun, for the restore that uses the history: until
    /// then it is restore pending.
    /// </summary>
    [Unconfirmed("images-and-logs.md, Full / incremental / delta: RESTORE … HISTORY FILE when there is no database")]
    public static void RestoreOnly(RestoreTarget target, ImageContents image) =>
        (target.Existing ?? target.Claim(image)).History.Import(image.History);

    [Unconfirmed("sql.md, SYSIBMADM.DB_HISTORY: sequence, log names and comment of the entry of a restore")]
    public static void RecordSuccess(
        Database database, RestoreOptions options, ImageContents image, ImageTrailer? trailer, DateTime started, char deviceType, IReadOnlyList<string>? only = null)
    {
        var header = image.Header;
        database.History.Add(Entry(database, options, started) with
        {
            ObjectType = only is null ? 'D' : 'P',
            OperationType = OperationTypes.Of(header.Granularity, header.Online),
            DeviceType = deviceType,
            BackupId = header.Timestamp,
            EarliestLog = header.Recoverable ? LogName(image.Control.FirstLog) : "",
            CurrentLog = header.Recoverable ? LogName(trailer?.LastLog ?? image.Control.FirstLog) : "",
            TableSpaces = only ?? image.TableSpaces.Where(t => !t.IsTemporary).Select(t => t.Name).ToList(),
        });
    }

    public static void RecordFailure(Database database, RestoreOptions options, DateTime started, Message message)
    {
        var entry = Entry(database, options, started) with
        {
            OperationType = 'F',
            BackupId = options.TakenAt ?? "",
            SqlCode = message.SqlCode,
            SqlErrmc = string.Join(' ', message.Tokens),
            SqlState = message.SqlState,
        };
        try
        {
            database.History.Add(entry);
        }
        catch (IOException)
        {
            // The disk that is full for the data may be full for the entry too; the refusal itself matters more.
        }
    }

    private static bool IsFailedRestore(HistoryEntry entry) => entry is { Operation: 'R', SqlCode: < 0 };

    private static HistoryEntry Entry(Database database, RestoreOptions options, DateTime started) => new()
    {
        Operation = 'R',
        StartTime = Clock.Timestamp14(started),
        EndTime = Clock.Timestamp14(database.Engine.Clock.UtcNow()),
        Comment = $"RESTORE {options.Source} {(options.WithoutRollingForward ? "NO RF" : "WITH RF")}",
        CommandText = options.CommandText,
        Location = options.From?[0] ?? "",
    };

    private static string LogName(int number) => string.Create(CultureInfo.InvariantCulture, $"S{number:D7}.LOG");
}
