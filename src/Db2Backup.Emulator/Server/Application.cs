using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Sql;

namespace Db2Backup.Emulator.Server;

/// <summary>
/// A client of the instance, as LIST APPLICATIONS shows it: who it is, which database it is connected to, and the unit
/// of work it has open. One thread serves it, so one statement runs at a time.
/// </summary>
internal sealed class Application(int handle, string authId, string name, string applicationId, bool isInstanceUser)
{
    private readonly (string AuthId, bool HasSysAdm) login = (authId, isInstanceUser);
    private CancellationTokenSource statement = new();

    public int Handle { get; } = handle;

    /// <summary>Who it is: the user of the process, or the one named by CONNECT … USER while that connection lasts.</summary>
    public string AuthId { get; private set; } = authId;
    public string Name { get; set; } = name;
    public string ApplicationId { get; } = applicationId;
    public DateTime ConnectedUtc { get; } = DateTime.UtcNow;

    /// <summary>True for the instance owner and members of the SYSADM group: the stand-in knows this one authority.</summary>
    public bool HasSysAdm { get; private set; } = isInstanceUser;

    /// <summary>ATTACH was said, and no DETACH. Nothing depends on it: every session reaches its instance without.</summary>
    public bool IsAttached { get; set; }

    public Database? Database { get; private set; }
    public string? Alias { get; private set; }

    /// <summary>Runs this application's SQL on its database; null when not connected.</summary>
    public SqlSession? Sql { get; private set; }

    /// <summary>Set by FORCE APPLICATION: the next statement gets SQL1224N and finds itself disconnected.</summary>
    public bool Forced { get; private set; }

    public CancellationToken StatementCancelled => statement.Token;

    public const string Waiting = "UOW Waiting";

    public string Status { get; set; } = Waiting;

    /// <summary>Tells the thread that serves this application that it was forced, in case it is idle.</summary>
    public Action ForcedNow { get; set; } = () => { };

    /// <summary>For fault switches: the client process is killed.</summary>
    public Action KillClient { get; set; } = () => { };

    public void RequireSysAdm()
    {
        if (!HasSysAdm) throw new Db2Exception("SQL1092N", AuthId);
    }

    /// <summary>The connected database, or SQL1024N.</summary>
    public Database RequireConnection() => Database ?? throw new Db2Exception("SQL1024N");

    /// <summary>The SQL of the connection, or SQL1024N.</summary>
    public SqlSession RequireSql() => Sql ?? throw new Db2Exception("SQL1024N");

    /// <param name="database">The database to enter; it may refuse.</param>
    /// <param name="alias">The alias it was asked for by.</param>
    /// <param name="user">The authenticated user of CONNECT … USER; null for the process's own.</param>
    public void Connect(Database database, string alias, (string AuthId, bool HasSysAdm)? user = null)
    {
        Disconnect();
        (AuthId, HasSysAdm) = user ?? login;
        try
        {
            database.Enter(this);
        }
        catch
        {
            (AuthId, HasSysAdm) = login;
            throw;
        }
        Database = database;
        Alias = alias;
        Sql = new SqlSession(database, this);
    }

    /// <summary>Ends the connection; an open unit of work is rolled back unless it was committed before.</summary>
    public void Disconnect()
    {
        var database = Database;
        if (database is null) return;
        try
        {
            Sql?.Dispose();
        }
        finally
        {
            // Whatever went wrong in the rollback: nobody stays in a database without a connection to it.
            Sql = null;
            Database = null;
            Alias = null;
            (AuthId, HasSysAdm) = login;
            database.Leave(this);
        }
    }

    /// <summary>
    /// A statement has come in: what cancelled the one before does not count for it, what comes from now on does, even
    /// before it has begun.
    /// </summary>
    public void ExpectStatement()
    {
        if (statement.IsCancellationRequested && !Forced) statement = new CancellationTokenSource();
    }

    public void BeginStatement() => Status = "UOW Executing";

    public void EndStatement() => Status = Waiting;

    /// <summary>Ctrl+C in the front end: the running statement stops, the connection stays.</summary>
    public void Interrupt() => statement.Cancel();

    public void Force()
    {
        Forced = true;
        statement.Cancel();
        ForcedNow();
    }

    /// <summary>After SQL1224N was reported the session may connect again.</summary>
    public void ClearForced() => Forced = false;
}
