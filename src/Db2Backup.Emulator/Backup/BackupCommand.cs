using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Backup;

/// <summary>
/// BACKUP DATABASE: who may, in which state of the database, and what is answered. The work is <see cref="BackupRun"/>'s.
/// [commands.md, BACKUP DATABASE]
/// </summary>
internal sealed class BackupCommand(BackupOptions options) : ICommand
{
    private const string ByPartitionHeading =
        "Part  Result\n----  ------------------------------------------------------------------------\n";

    private bool adminCmd;

    /// <summary>The refusal of a clause that this instance does not offer.</summary>
    public Db2Exception? NotOffered { get; init; }

    /// <summary>
    /// The same command through CALL ADMIN_CMD: always online, of the connected database, whose connection stays; the answer is a
    /// row with the timestamp. [sql.md, ADMIN_CMD]
    /// </summary>
    public ICommand ForAdminCmd()
    {
        if (options.User is not null) throw new Db2Exception("SQL0104N", "USER", options.Alias, "ONLINE");
        return new BackupCommand(options with { Online = true, WithoutPrompting = true })
        {
            NotOffered = NotOffered, adminCmd = true,
        };
    }

    public void Execute(CommandContext context)
    {
        Authorize(context);
        var database = adminCmd ? ConnectedDatabase(context) : context.Engine.Database(options.Alias);
        if (!adminCmd) context.Application.Disconnect();
        RefuseWhatIsNotOffered(database);
        string timestamp;
        try
        {
            using var use = adminCmd ? null : options.Online ? Connection(context, database) : Alone(context, database);
            timestamp = new BackupRun(context, database, options).Execute();
        }
        catch (Db2Exception failure) when (options.ByPartition)
        {
            context.Reply.Text($"{ByPartitionHeading}0000  {failure.Db2Message}\n\n");
            throw new Db2Exception("SQL2429N", "0");
        }
        Answer(context, timestamp);
    }

    private void Authorize(CommandContext context)
    {
        if (options.User is null)
        {
            context.Application.RequireSysAdm();
            return;
        }
        var identity = Identity.Authenticate(context.Engine.Paths, options.User, options.Password);
        if (!identity.HasSysAdm) throw new Db2Exception("SQL1092N", identity.AuthId);
    }

    private Database ConnectedDatabase(CommandContext context)
    {
        var connected = context.Application.RequireConnection();
        return string.Equals(context.Application.Alias, options.Alias, StringComparison.OrdinalIgnoreCase)
            ? connected
            : throw new Db2Exception("SQL20322N", options.Alias);
    }

    [Unconfirmed("messages.md SQL2421N: that TABLESPACE of a circular database is refused with it; what clauses that the stand-in does not offer give")]
    private void RefuseWhatIsNotOffered(Database database)
    {
        if (NotOffered is not null) throw NotOffered;
        // With ENCRLIB in the configuration every backup is made through that library [images-and-logs.md, Encryption and
        // compression], and there is none here: better no image than one that is not encrypted.
        if (database.Configuration.Get("encrlib") is { Length: > 0 } library) throw new Db2Exception("SQL2071N", library, "1");
        if (options.TableSpaces is { } names)
        {
            if (names.Count == 0) throw new Db2Exception("SQL2032N", "TABLESPACE");
            if (!database.State.Recoverable) throw new Db2Exception("SQL2421N");
            if (options.Granularity != Granularity.Full) throw new Db2Exception("SQL2032N", "INCREMENTAL");
        }
        // [commands.md: INCLUDE LOGS is invalid offline]
        if (!options.Online && options.IncludeLogs == true) throw new Db2Exception("SQL2032N", "iOptions");
    }

    /// <summary>An online backup has a connection of its own: it activates the database, and the database stays active while it runs.</summary>
    private IDisposable Connection(CommandContext context, Database database)
    {
        try
        {
            context.Application.Connect(database, options.Alias);
        }
        catch (Db2Exception refusal)
        {
            throw refusal.Db2Message.Definition.Id switch
            {
                "SQL1116N" => new Db2Exception("SQL2413N"),
                "SQL1117N" => new Db2Exception("SQL2406N"),
                _ => refusal,
            };
        }
        return new Ending(context.Application.Disconnect);
    }

    /// <summary>An offline backup is alone in the database, whose files then are at rest.</summary>
    private static IDisposable Alone(CommandContext context, Database database)
    {
        var exclusive = database.Exclusive(context.Application);
        try
        {
            if (database.State.RestorePending) throw new Db2Exception("SQL1119N", database.Name);
            if (database.State.Rollforward is not null) throw new Db2Exception("SQL2406N");
            if (!database.State.Consistent) throw new Db2Exception("SQL1015N");
            // The last application is gone: what waited for that (LOGARCHMETH1) takes effect now.
            DatabaseActivation.Apply(database);
            return exclusive;
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    private void Answer(CommandContext context, string timestamp)
    {
        var done = $"\nBackup successful. The timestamp for this backup image is : {timestamp}\n\n";
        if (adminCmd)
            context.Reply.Rows(new ResultSet([new ResultColumn("BACKUP_TIME", Db2Type.VarChar(14))], [[timestamp]]));
        else if (options.ByPartition)
            context.Reply.Text($"{ByPartitionHeading}0000  {new Message("DB20000I", "BACKUP DATABASE")}\n{done}");
        else
            context.Reply.Text(done);
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
