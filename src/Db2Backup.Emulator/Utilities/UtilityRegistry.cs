using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Utilities;

/// <summary>The utilities at work in an instance; ids count from the start of the instance.</summary>
internal sealed class UtilityRegistry(Clock clock)
{
    private readonly object gate = new();
    private readonly List<RunningUtility> running = [];
    private int last;

    /// <param name="commandText">Shown to others: no passwords.</param>
    public RunningUtility Begin(string type, string databaseName, string description, int? priority, int applicationHandle, string commandText)
    {
        lock (gate)
        {
            RunningUtility? utility = null;
            utility = new RunningUtility(++last, type, databaseName, description, priority, applicationHandle, clock.UtcNow())
            {
                CommandText = commandText,
                Ended = () => { lock (gate) running.Remove(utility!); },
            };
            running.Add(utility);
            return utility;
        }
    }

    /// <summary>As <see cref="Begin"/>, for a utility that cannot run twice on a database at once.</summary>
    [Unconfirmed("messages.md SQL2425N: that a second online backup of a database is refused, and with this id")]
    public RunningUtility BeginAlone(string type, string databaseName, string description, int? priority, int applicationHandle, string commandText)
    {
        lock (gate)
        {
            if (running.Exists(u => u.Type == type && u.DatabaseName == databaseName)) throw new Db2Exception("SQL2425N");
            return Begin(type, databaseName, description, priority, applicationHandle, commandText);
        }
    }

    public IReadOnlyList<RunningUtility> All()
    {
        lock (gate) return running.ToList();
    }
}
