using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Execution;

/// <summary>Special registers: within one statement the clock stands still.</summary>
internal sealed class SpecialRegisters(Database database, Application application, string currentSchema)
{
    private readonly Lazy<DateTime> now = new(() => database.Engine.Clock.UtcNow().ToLocalTime());

    public (object? Value, Db2Type Type) Value(string name) => name switch
    {
        "TIMESTAMP" => (DateTimes.Format(now.Value, Db2Type.Timestamp), Db2Type.Timestamp),
        "DATE" => (DateTimes.Format(now.Value, Db2Type.Date), Db2Type.Date),
        "TIME" => (DateTimes.Format(now.Value, Db2Type.Time), Db2Type.Time),
        "USER" => (application.AuthId, Db2Type.VarChar(128)),
        "SCHEMA" => (currentSchema, Db2Type.VarChar(128)),
        // The database's own name, not the alias it was connected by.
        "SERVER" => (database.Name, Db2Type.VarChar(18)),
        "MEMBER" => (0L, Db2Type.Integer),
        "ISOLATION" => ("  ", Db2Type.Char(2)),
        "TIMEZONE" => (TimeZone(TimeZoneInfo.Local.GetUtcOffset(now.Value)), Db2Type.Decimal(6, 0)),
        _ => throw new Db2Exception("SQL0206N", "CURRENT " + name),
    };

    // hours, minutes and seconds as digits: -50000 is five hours west
    private static string TimeZone(TimeSpan offset) =>
        (offset.Hours * 10000 + offset.Minutes * 100 + offset.Seconds).ToString(CultureInfo.InvariantCulture);
}
