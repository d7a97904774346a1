using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace Db2Backup.Emulator.Provider;

/// <summary>A connection to a database of the stand-in, by TCP or locally.</summary>
public sealed class EmulatorDb2Connection : DbConnection
{
    private EmulatorDb2ConnectionStringBuilder settings = new();
    private ProviderLink? link;

    /// <summary>Warnings of Db2.</summary>
    public event EventHandler<EmulatorDb2InfoMessageEventArgs>? InfoMessage;

    /// <summary>Once opened it no longer tells the password, unless Persist Security Info is set.</summary>
    [AllowNull]
    public override string ConnectionString
    {
        get
        {
            if (link is null || settings.PersistSecurityInfo || !settings.ContainsKey("PWD")) return settings.ConnectionString;
            var shown = new EmulatorDb2ConnectionStringBuilder { ConnectionString = settings.ConnectionString };
            shown.Remove("PWD");
            return shown.ConnectionString;
        }
        set
        {
            if (link is not null) throw new InvalidOperationException("The connection is open.");
            settings = new EmulatorDb2ConnectionStringBuilder { ConnectionString = value };
        }
    }

    public override string Database => settings.Database;
    public override string DataSource => settings.Server;
    public override int ConnectionTimeout => settings.ConnectTimeout;

    [Unconfirmed("provider.md: form of ServerVersion")]
    public override string ServerVersion => "11.05.0900";

    public override ConnectionState State =>
        link is null ? ConnectionState.Closed : link.IsAlive ? ConnectionState.Open : ConnectionState.Broken;

    internal EmulatorDb2Transaction? Transaction { get; set; }
    internal int QueryTimeout => settings.QueryTimeout;

    public override void Open()
    {
        if (link is not null) throw new InvalidOperationException("The connection is open already.");
        if (settings.Database.Length == 0) throw new ArgumentException("Invalid argument: Database", nameof(ConnectionString));
        var opened = ProviderLink.Open(settings);
        try
        {
            opened.Execute($"CONNECT TO {settings.Database}", autoCommit: true);
            if (settings.CurrentSchema.Length > 0) opened.Execute($"SET CURRENT SCHEMA {settings.CurrentSchema}", autoCommit: true);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
        link = opened;
        OnStateChange(new StateChangeEventArgs(ConnectionState.Closed, ConnectionState.Open));
    }

    /// <summary>An open transaction is rolled back.</summary>
    public override void Close()
    {
        if (link is null) return;
        try
        {
            if (link.IsAlive)
            {
                if (Transaction is not null) link.Execute("ROLLBACK", autoCommit: false);
                // Answered when the connection is over: whoever needs the database alone can have it then.
                link.Execute("CONNECT RESET", autoCommit: true);
            }
        }
        catch (EmulatorDb2Exception)
        {
            // Forced, or the engine is gone: then it is closed all the same.
        }
        finally
        {
            Transaction = null;
            link.Dispose();
            link = null;
            OnStateChange(new StateChangeEventArgs(ConnectionState.Open, ConnectionState.Closed));
        }
    }

    /// <summary>Not without a new connection, as in Db2.</summary>
    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException("Open another connection for another database.");

    protected override DbProviderFactory DbProviderFactory => EmulatorDb2Factory.Instance;

    protected override DbCommand CreateDbCommand() => new EmulatorDb2Command { Connection = this };

    /// <summary>One writer at a time works in a database of the stand-in; every isolation level is at least held to.</summary>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        RequireOpen();
        if (Transaction is not null) throw new InvalidOperationException("The connection has a transaction already.");
        return Transaction = new EmulatorDb2Transaction(this, isolationLevel);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    internal StatementAnswer Execute(string text, IReadOnlyList<object?>? parameters = null, Func<bool>? interrupted = null)
    {
        var answer = RequireOpen().Execute(text, Transaction is null, parameters, interrupted);
        foreach (var warning in answer.Warnings) InfoMessage?.Invoke(this, new EmulatorDb2InfoMessageEventArgs(warning));
        return answer;
    }

    internal void Interrupt() => link?.Interrupt();

    private ProviderLink RequireOpen() => link ?? throw new InvalidOperationException("The connection is not open.");
}
