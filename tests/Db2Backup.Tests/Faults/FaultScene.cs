using Db2Backup.Db2;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.TestKit;
using Db2Backup.Tests.Operations;

namespace Db2Backup.Tests.Faults;

/// <summary>An instance for all cells of one operation, the world that the faults are made in, and what is looked at afterwards.</summary>
public abstract class FaultScene : IDisposable
{
    private readonly string temporary;
    private IReadOnlyDictionary<string, string>? beginning;

    // Named differently in each scene: the marker of a quiesce goes by instance and database.
    private protected FaultScene(string instance)
    {
        Sandbox = new TestKit.Db2Sandbox(new Db2SandboxOptions { InstanceName = instance });
        Sandbox.WriteUsers("joe:secret\n");
        temporary = Sandbox.MakeFolder("tmp");
        // Without its diagnostics .NET leaves no pipes of its own behind when a program of the stand-in is killed.
        var environment = new Dictionary<string, string?> { ["TMPDIR"] = temporary, ["DB2RQTIME"] = "1", ["DOTNET_EnableDiagnostics"] = "0" };
        Db2 = new ClpConnector(InstanceLocator.FindAsync(Sandbox.InstanceName, Sandbox.Home, CancellationToken.None).GetAwaiter().GetResult(), environment)
        {
            WriteStatement = (path, text) =>
            {
                const int noSpace = 28;
                if (TemporaryFolderIsFull) throw new IOException("No space left on device", noSpace);
                PrivateFolder.WriteFile(path, text);
            },
        };
    }

    internal TestKit.Db2Sandbox Sandbox { get; }
    internal ClpConnector Db2 { get; }
    internal bool TemporaryFolderIsFull { get; set; }

    /// <summary>What the instance had said before the first cell that nobody could confirm. <see cref="UnknownIds.SaidBy"/></summary>
    internal long? SaidAtFirst { get; set; }

    /// <summary>What the instance says in runs without a fault that nobody could confirm.</summary>
    internal HashSet<string> SaidWithoutFault { get; } = [];
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The database that the operation is about.</summary>
    internal string Database { get; private protected set; } = "";

    /// <summary>The folder that becomes unwritable for <see cref="Injection.UnwritableFolder"/>.</summary>
    internal abstract string FolderOf(Enum step);

    internal virtual StoreSwitch? Store => null;

    /// <summary>Brings about what every cell begins with.</summary>
    internal abstract Task PrepareAsync();

    internal abstract Task<object> RunAsync(IOperationHost host, TimeProvider clock, CancellationToken cancellationToken);

    /// <summary>That a success is one.</summary>
    internal abstract Task ProveAsync(object result);

    /// <summary>The files that the operation may leave when it fails and names them.</summary>
    internal virtual IReadOnlyList<string> Files() =>
        Directory.EnumerateFiles(Sandbox.Backups, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Order(StringComparer.Ordinal).ToList();

    /// <summary>Statement files and folders of sessions.</summary>
    internal IReadOnlyList<string> TemporaryFiles() => Directory.GetFileSystemEntries(temporary);

    /// <summary>Removes what a failed cell has left and named: a rollforward or a closer look is not to come.</summary>
    internal virtual void RemoveLeft(IReadOnlyList<string> before)
    {
        foreach (var file in Files().Except(before)) File.Delete(file);
    }

    /// <summary>The state that every cell begins with: each one ends with a success, which is proven.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> BeforeAsync() => beginning ??= await StateAsync();

    /// <summary>What of the database must be as it was, or named: by the words that name it. Asked with plain statements, not with what is on trial.</summary>
    internal Task<IReadOnlyDictionary<string, string>> StateAsync() => Task.Run(State, Token);

    private IReadOnlyDictionary<string, string> State()
    {
        using var joe = Sandbox.Session();
        var configuration = joe.Db2($"GET DB CFG FOR {Database}");
        if (configuration.ExitCode != 0)
        {
            configuration.Refused("SQL1013N");
            return new Dictionary<string, string> { ["does not exist"] = "true" };
        }
        var state = new[] { "LOGARCHMETH1", "backup pending", "rollforward pending", "restore pending" }.ToDictionary(name => name, name => ValueOf(configuration.Output, name));
        if (state.Where(s => s.Key.EndsWith("pending", StringComparison.Ordinal)).Any(s => s.Value != "NO")) return state;
        state["UNQUIESCE"] = joe.Db2($"CONNECT TO {Database} USER joe USING secret").ExitCode == 0 ? "not needed" : "needed";
        joe.Connect(Database);
        state["rows"] = joe.Db2("SELECT COUNT(*) FROM T", options: ["-x"]).Ok().Output.Trim();
        return state;
    }

    private static string ValueOf(string configuration, string label)
    {
        foreach (var line in configuration.Split('\n'))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) continue;
            var name = line[..at].Trim();
            if (name.Equals(label, StringComparison.OrdinalIgnoreCase) || name.EndsWith($"({label})", StringComparison.Ordinal)) return line[(at + 1)..].Trim();
        }
        throw new TestKitException($"no {label} in\n{configuration}");
    }

    private protected void NewDatabase(string name, int rows)
    {
        using var session = Sandbox.Session();
        // One process for all of them: hundreds of cells begin like this.
        session.Db2("", stdin: $"""
            CREATE DATABASE {name};
            CONNECT TO {name};
            CREATE TABLE T (I INTEGER NOT NULL PRIMARY KEY, S VARCHAR(200));
            GRANT CONNECT ON DATABASE TO PUBLIC;
            INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < {rows}) SELECT I, 'row' FROM N;

            """, options: ["-t", "+p"]);
        session.Db2($"SELECT COUNT(*) FROM T", options: ["-x"]).Ok();
        Database = name;
    }

    private protected Task<ArchiveLoggingResult> EnableAsync(IOperationHost host, TimeProvider clock, bool force, CancellationToken cancellationToken) =>
        new EnableArchiveLogging(Db2, host, clock).RunAsync(new(Database, Sandbox.Archive, Sandbox.Backups) { Force = force }, cancellationToken);

    public void Dispose()
    {
        Sandbox.Dispose();
        GC.SuppressFinalize(this);
    }
}
