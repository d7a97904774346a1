using Db2Backup.Emulator.Backup;
using Db2Backup.Emulator.Databases;

namespace Db2Backup.Emulator.Restore;

/// <summary>The control file of a restored database: that of the image, and what a rollforward will need.</summary>
internal static class RestoredState
{
    /// <param name="image">What the image says of itself.</param>
    /// <param name="trailer">Its end.</param>
    /// <param name="target">The control file of the target until now.</param>
    /// <param name="rollForward">False: the database will be usable at once.</param>
    [Unconfirmed("commands.md, State table: that a recoverable database restored WITHOUT ROLLING FORWARD is not BACKUP PENDING")]
    public static DatabaseState Of(ImageContents image, ImageTrailer trailer, DatabaseState target, bool rollForward)
    {
        var state = ImageDocuments.Copy(image.Control.State);
        ForgetTracking(state);
        state.TableSpaces.Clear();
        // Still pending: the caller ends that when everything else is done.
        state.RestorePending = true;
        // The offline full backup that is restored here would have ended it.
        state.BackupPending = false;
        state.Consistent = true;
        state.LastImageTimestamp = Later(Later(state.LastImageTimestamp, image.Header.Timestamp), target.LastImageTimestamp);
        state.Rollforward = !rollForward ? null : new RollforwardState
        {
            StartLso = image.Control.RedoStart,
            NextLso = image.Control.RedoStart,
            NextLog = image.Control.FirstLog,
            BackupEndLso = trailer.EndLso,
            BackupEndUtc = trailer.EndUtc,
        };
        return state;
    }

    /// <summary>What changed between the image and now is not known page by page: a full backup comes before the next incremental one.</summary>
    [Unconfirmed("images-and-logs.md, Full / incremental / delta: that after a restore of the same database, too, no incremental backup is taken before a full one")]
    private static void ForgetTracking(DatabaseState state) => state.Tracked.Clear();

    private static string Later(string one, string other) => string.CompareOrdinal(one, other) >= 0 ? one : other;
}
