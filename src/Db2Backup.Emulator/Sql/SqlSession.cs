using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Sql;

/// <summary>One application's SQL on its database: statements and the unit of work. STUB: owner Sql part.</summary>
internal sealed class SqlSession(Database database, Application application) : IDisposable
{
    private readonly Database database = database;
    private readonly Application application = application;
    public string CurrentSchema { get; set; } = application.AuthId;
    public bool InUnitOfWork => throw new NotImplementedException(database.Name + application.Name);
    /// <summary>Runs one SQL statement (also COMMIT, ROLLBACK, CALL, VALUES, SET SCHEMA); answers on the context's reply.</summary>
    public void Execute(CommandContext context) => throw new NotImplementedException(context.Request.Text);
    public void Commit() => throw new NotImplementedException();
    public void Rollback() => throw new NotImplementedException();
    /// <summary>Rolls back what is open.</summary>
    public void Dispose() => throw new NotImplementedException();
}
