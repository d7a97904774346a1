using System.Globalization;
using Db2Backup.TestKit;

namespace Db2Backup.Emulator.Tests.Recovery;

/// <summary>
/// A recoverable database with a table T, whose rows say when they came: each unit of work inserts one row, and each step
/// is two seconds of the instance's clock after the one before.
/// </summary>
internal sealed class RecoveryScene : IDisposable
{
    private readonly Db2Sandbox sandbox;
    private readonly string instance;

    public RecoveryScene(InstanceFixture fixture)
    {
        sandbox = fixture.Sandbox;
        instance = sandbox.InstanceName;
        Session = sandbox.Session();
        Name = fixture.NewRecoverableDatabase(Session);
        Folder = sandbox.MakeFolder("images", Name);
        Session.Connect(Name);
        Session.Db2("CREATE TABLE T (I INTEGER NOT NULL)").Ok();
        Session.Db2("CONNECT RESET").Ok();
    }

    public string Name { get; }
    public string Folder { get; }
    public Db2Session Session { get; }

    /// <summary>Commits rows, then lets time pass. The moment between this step and the next.</summary>
    public DateTime Insert(params int[] rows)
    {
        Session.Connect(Name);
        foreach (var row in rows) Session.Db2($"INSERT INTO T VALUES ({row})").Ok();
        Session.Db2("CONNECT RESET").Ok();
        sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        return DateTime.UtcNow + sandbox.ClockOffset - TimeSpan.FromSeconds(1);
    }

    public string BackupOnline()
    {
        var timestamp = Session.Db2($"BACKUP DATABASE {Name} ONLINE TO {Folder} INCLUDE LOGS").Ok().Timestamp;
        sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        return timestamp;
    }

    public string BackupOffline()
    {
        var timestamp = Session.Db2($"BACKUP DATABASE {Name} TO {Folder}").Ok().Timestamp;
        sandbox.AdvanceClock(TimeSpan.FromSeconds(2));
        return timestamp;
    }

    public void ArchiveLog() => Session.Db2($"ARCHIVE LOG FOR DATABASE {Name}").Ok();

    /// <summary>Restores over the database; it is roll-forward pending then.</summary>
    public void Restore(string timestamp, string clauses = "") =>
        Session.Db2($"RESTORE DATABASE {Name} FROM {Folder} TAKEN AT {timestamp} {clauses} REPLACE EXISTING WITHOUT PROMPTING").Exits(2).Says("SQL2540W");

    public Db2Result Rollforward(string clauses) => Session.Db2($"ROLLFORWARD DATABASE {Name} {clauses}");

    /// <summary>The rows of T; the database must be usable.</summary>
    public IEnumerable<int> Rows()
    {
        Session.Connect(Name);
        var rows = Session.Db2("SELECT I FROM T ORDER BY I", options: ["-x"]);
        Session.Db2("CONNECT RESET").Ok();
        return rows.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => char.IsAsciiDigit(w[0])).Select(w => int.Parse(w, CultureInfo.InvariantCulture));
    }

    public static string Isotime(DateTime time) => time.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture);

    /// <summary>Where logs of a chain are archived. [images-and-logs.md, Log files]</summary>
    public string ArchiveOf(int chain, string? archive = null) =>
        Path.Combine(archive ?? sandbox.Archive, instance, Name, "NODE0000", "LOGSTREAM0000", $"C{chain:D7}");

    public IReadOnlyList<string> Archived(int chain, string? archive = null) => Directory.Exists(ArchiveOf(chain, archive))
        ? Directory.GetFiles(ArchiveOf(chain, archive)).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal).ToList()
        : [];

    /// <summary>Sets logs aside, as if they had been lost.</summary>
    public string Hide(string file)
    {
        var hidden = Path.Combine(Folder, "hidden-" + Path.GetFileName(file));
        File.Move(file, hidden);
        return hidden;
    }

    public void Dispose()
    {
        Session.Db2("CONNECT RESET");
        Session.Dispose();
    }
}
