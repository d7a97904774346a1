namespace Db2Backup.Emulator.Logging;

/// <summary>What a log record says.</summary>
internal enum LogRecordType : byte
{
    /// <summary>A statement that changed rows or definitions; payload is <see cref="LoggedStatement"/>.</summary>
    Statement = 1,
    /// <summary>The unit of work is committed at the record's time.</summary>
    Commit = 2,
    /// <summary>The unit of work was rolled back.</summary>
    Abort = 3,
    /// <summary>An online backup ended here: minimum recovery point of its image.</summary>
    BackupEnd = 4,
}

/// <param name="Transaction">The unit of work: the LSO of its first record, so never used twice.</param>
/// <param name="Lso">Log sequence offset: the address of the record's first byte. 0 in a record not yet appended.</param>
internal sealed record LogRecord(LogRecordType Type, long Transaction, long Lso, DateTime TimeUtc, byte[] Payload);

/// <summary>A statement as the log keeps it: values of special registers and parameters already filled in.</summary>
/// <param name="TableSpace">The table space whose file it changes (SYSCATSPACE for definitions).</param>
/// <param name="Schema">CURRENT SCHEMA when it ran.</param>
internal sealed record LoggedStatement(string TableSpace, string Schema, string Text, IReadOnlyList<object?> Parameters)
{
    public byte[] ToBytes() => throw new NotImplementedException();
    public static LoggedStatement FromBytes(byte[] bytes) => throw new NotImplementedException(bytes.Length.ToString());
}
