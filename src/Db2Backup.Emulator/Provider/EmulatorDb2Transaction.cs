using System.Data;
using System.Data.Common;

namespace Db2Backup.Emulator.Provider;

/// <summary>A unit of work: while it is open, nothing is committed by itself.</summary>
public sealed class EmulatorDb2Transaction : DbTransaction
{
    private EmulatorDb2Connection? connection;

    internal EmulatorDb2Transaction(EmulatorDb2Connection connection, IsolationLevel isolationLevel)
    {
        this.connection = connection;
        IsolationLevel = isolationLevel == IsolationLevel.Unspecified ? IsolationLevel.ReadCommitted : isolationLevel;
    }

    public override IsolationLevel IsolationLevel { get; }

    /// <summary>Null once it has ended.</summary>
    protected override DbConnection? DbConnection => connection;

    public override void Commit() => End("COMMIT");

    public override void Rollback() => End("ROLLBACK");

    protected override void Dispose(bool disposing)
    {
        if (disposing && connection is { State: ConnectionState.Open } open && open.Transaction == this) Rollback();
        base.Dispose(disposing);
    }

    private void End(string statement)
    {
        if (connection is null || connection.Transaction != this) throw new InvalidOperationException("The transaction has ended.");
        var ending = connection;
        connection = null;
        try
        {
            ending.Execute(statement);
        }
        finally
        {
            ending.Transaction = null;
        }
    }
}
