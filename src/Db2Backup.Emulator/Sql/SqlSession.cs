using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Sql.Execution;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Translation;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql;

/// <summary>One application's SQL on its database: statements and the unit of work.</summary>
internal sealed class SqlSession : IDisposable
{
    private readonly Database database;
    private readonly Application application;
    private readonly SessionConnection connection;
    private readonly UnitOfWork work;

    public SqlSession(Database database, Application application)
    {
        this.database = database;
        this.application = application;
        connection = new SessionConnection();
        work = new UnitOfWork(database, application, connection);
        CurrentSchema = application.AuthId;
    }

    public string CurrentSchema { get; set; }

    public bool InUnitOfWork => work.IsOpen;

    /// <summary>For commands that ask the catalog: the definitions as this session sees them.</summary>
    public SystemViews.SystemViewContext SystemViewContext() => new(database, application, work.Catalog, []);

    /// <summary>Runs one SQL statement (also COMMIT, ROLLBACK, CALL, VALUES, SET SCHEMA); answers on the context's reply.</summary>
    public void Execute(CommandContext context)
    {
        using var interrupt = context.Cancelled.Register(connection.Interrupt);
        var wasOpen = work.IsOpen;
        try
        {
            connection.BeginStatement();
            var answered = Run(SqlParser.Parse(context.Request.Text), context);
            if (context.Request.AutoCommit) Commit(context);
            if (!answered) context.Reply.Message(new Message("DB20000I", "SQL"));
        }
        catch (Exception e)
        {
            // A statement that failed alone leaves no unit of work behind.
            if (!wasOpen || e is Db2Exception { Db2Message.Definition.Id: "SQL0911N" }) work.Rollback();
            throw Refusal(e);
        }
        finally
        {
            connection.Finish(connection.EndStatement);
        }
    }

    public void Commit() => work.Commit();

    public void Rollback() => work.Rollback();

    /// <summary>Rolls back what is open.</summary>
    public void Dispose()
    {
        work.Rollback();
        connection.Dispose();
    }

    private void Commit(CommandContext context) => work.Commit(() =>
    {
        if (context.Faults.CrashAfterLog) Engine.Die();
    });

    /// <returns>True when the answer has been given: rows, parameters, a warning.</returns>
    private bool Run(Statement statement, CommandContext context)
    {
        var names = new StatementNames(database, application, connection, work, CurrentSchema, context.Request.Parameters);
        switch (statement)
        {
            case QueryStatement query:
                context.Reply.Rows(QueryRunner.Result(connection, new Translator(names).Translate(query.Query), context.Cancelled));
                return true;
            case Insert or Update or Delete or Truncate:
                return Change(statement, names, context);
            case Parsing.Commit:
                Commit(context);
                break;
            case Rollback { Savepoint: null }:
                work.Rollback();
                break;
            case Rollback rollback:
                work.RollbackTo(rollback.Savepoint!);
                break;
            case Savepoint savepoint:
                work.Begin(context.Cancelled);
                work.Savepoint(savepoint.Name, savepoint.Unique);
                break;
            case ReleaseSavepoint release:
                work.Release(release.Name);
                break;
            case SetSchema schema:
                CurrentSchema = (new Translator(names).Value(schema.Value).Value as string ?? "").TrimEnd(' ');
                break;
            case LockTable lockTable:
                names.Allow(names.BaseTable(lockTable.Table), "LOCK TABLE");
                work.Begin(context.Cancelled);
                break;
            case Call call:
                Procedures.Call(call, names, work, context);
                return true;
            default:
                work.Begin(context.Cancelled);
                var warned = false;
                work.Run(() => warned = new Definitions(names, work, database, application, context).Run(statement));
                return warned;
        }
        return false;
    }

    private bool Change(Statement statement, StatementNames names, CommandContext context)
    {
        if (statement is Truncate && work is { IsOpen: true, IsFresh: false }) throw new Db2Exception("SQL0428N");
        work.Begin(context.Cancelled);
        long rows = 0;
        work.Run(() => rows = new Changes(names, connection, work, context.Cancelled).Run(statement));
        context.Reply.RowsAffected(rows);
        if (rows > 0 || statement is Truncate) return false;
        context.Reply.Message(new Message("SQL0100W"));
        return true;
    }

    private Exception Refusal(Exception e) => e switch
    {
        OperationCanceledException or SqliteFailure { Code: SQLitePCL.raw.SQLITE_INTERRUPT } => new Db2Exception(application.Forced ? "SQL1224N" : "SQL0952N"),
        // SQLite's sum() tells of an overflow in words only.
        SqliteFailure failure when failure.Message.Contains("integer overflow", StringComparison.Ordinal) => new Db2Exception("SQL0802N"),
        SqliteFailure failure => failure.ToDb2(),
        OverflowException => new Db2Exception("SQL0802N"),
        _ => e,
    };
}
