using System.Globalization;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;

namespace Db2Backup.Emulator.Backup;

/// <summary>Gives out the 14 digits that name an image: the server's local time, each later than the one before. [images-and-logs.md]</summary>
internal static class ImageTimestamps
{
    private const string Form = "yyyyMMddHHmmss";
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// One backup of a database at a time asks. Waits for the next second when this one was given out, or when a target holds a file of the name: none is overwritten.
    /// Where the clock was set back by more, the digits run ahead of it rather than repeat.
    /// </summary>
    public static string Next(Database database, Func<string, bool> isTaken, CancellationToken cancelled)
    {
        while (true)
        {
            var timestamp = Clock.Timestamp14(database.Engine.Clock.UtcNow());
            var last = database.State.LastImageTimestamp;
            if (string.CompareOrdinal(timestamp, last) <= 0 && Time(last) - Time(timestamp) > LongestWait) timestamp = After(last);
            if (string.CompareOrdinal(timestamp, last) > 0 && !isTaken(timestamp))
            {
                database.Change(state => state.LastImageTimestamp = timestamp);
                return timestamp;
            }
            cancelled.WaitHandle.WaitOne(Step);
            cancelled.ThrowIfCancellationRequested();
        }
    }

    private static string After(string timestamp) => Time(timestamp).AddSeconds(1).ToString(Form, CultureInfo.InvariantCulture);

    private static DateTime Time(string timestamp) => DateTime.ParseExact(timestamp, Form, CultureInfo.InvariantCulture);
}
