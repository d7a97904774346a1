using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Recovery;

/// <summary>
/// Puts the records of a log together to units of work. One whose first record was not read had ended before the place
/// where reading began, as far as the table spaces are concerned: its records are passed over.
/// </summary>
internal sealed class UnitsOfWork
{
    private readonly SortedDictionary<long, List<LoggedStatement>> open = [];

    /// <summary>The first record of the oldest unit of work that has not ended: reading must begin there to see it whole.</summary>
    public long? Oldest => open.Count == 0 ? null : open.Keys.First();

    /// <summary>Those that have neither been committed nor rolled back.</summary>
    public IReadOnlyList<long> Open => [.. open.Keys];

    /// <returns>The statements of the unit of work that this record commits; else null.</returns>
    public IReadOnlyList<LoggedStatement>? Take(LogRecord record)
    {
        switch (record.Type)
        {
            case LogRecordType.Statement:
                if (record.Transaction == record.Lso) open[record.Lso] = [];
                if (open.TryGetValue(record.Transaction, out var statements)) statements.Add(LoggedStatement.FromBytes(record.Payload));
                return null;
            case LogRecordType.Commit:
                return open.Remove(record.Transaction, out var committed) ? committed : null;
            case LogRecordType.Abort:
                open.Remove(record.Transaction);
                return null;
            default:
                return null;
        }
    }
}
