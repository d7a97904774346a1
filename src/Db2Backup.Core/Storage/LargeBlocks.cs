namespace Db2Backup.Storage;

/// <summary>
/// Room for the blocks of a stream. Those of the stream before are collected when the runtime thinks fit, which is after the next one has its own:
/// a session that stores one backup after the other would hold two sets or three. Kept in a pool they would be held for ever, and when a stream
/// ends it is too early: connections remember the last buffer they sent from.
/// </summary>
internal static class LargeBlocks
{
    // A collection takes some tens of milliseconds: nothing for whoever moves several blocks of this size, too much for small ones.
    private const int Large = 4 << 20;

    /// <param name="blockBytes">Asked for once per stream that needs more than one.</param>
    public static void MakeRoom(int blockBytes)
    {
        if (blockBytes >= Large) GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
    }
}
