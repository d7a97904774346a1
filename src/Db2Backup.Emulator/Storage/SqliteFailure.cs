using Db2Backup.Emulator.Messages;
using SQLitePCL;

namespace Db2Backup.Emulator.Storage;

/// <summary>SQLite refused. Where Db2 has a message for the cause, <see cref="ToDb2"/> gives it.</summary>
internal sealed class SqliteFailure(int code, string message) : Exception(message)
{
    /// <summary>The primary result code, without the extended part.</summary>
    public int Code { get; } = code & 0xff;
    public int ExtendedCode { get; } = code;

    /// <summary>No room for the file, its write-ahead log, or the index of that, for which SQLite has no other name than this.</summary>
    public bool IsDiskFull => Code == raw.SQLITE_FULL || ExtendedCode == (raw.SQLITE_IOERR | (19 << 8)); // SQLITE_IOERR_SHMSIZE

    public Db2Exception ToDb2() => Code switch
    {
        _ when IsDiskFull => new Db2Exception("SQL0968C"),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new Db2Exception("SQL1034C"),
        raw.SQLITE_INTERRUPT => new Db2Exception("SQL0952N"),
        raw.SQLITE_TOOBIG => new Db2Exception("SQL0101N"),
        raw.SQLITE_NOMEM => new Db2Exception("SQL0954C"),
        _ => new Db2Exception("SQL0901N", Message),
    };
}
