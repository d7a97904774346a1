using System.Security.Cryptography;
using Db2Backup.Adapters.Cryptography;
using Db2Backup.Errors;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Operations;

/// <summary>An image of two files in a temporary folder, keys, and the operations around it.</summary>
public abstract class BackupFixture : IDisposable
{
    private protected static readonly AgePrimitives Primitives = new BouncyCastlePrimitives();
    private protected static readonly AgeX25519Identity Key = AgeX25519Identity.Generate(Primitives);
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TemporaryFolder Folder { get; } = new();
    private protected RecordingHost Host { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static Db2Database Database(string name = "SAMPLE", string instance = "db2inst1", string host = "host1", bool standIn = false) => new()
    {
        Database = name, Name = name,
        InstanceInfo = new Db2Instance { Instance = instance, HostName = host, Transport = Db2Transport.Clp, Level = "DB2 v11.5.9.0", StandIn = standIn },
        IsRecoverable = true, LogArchiveMethod = "DISK:/db2/archive/", LogPath = "/db2/logs/", TracksModifications = false, BackupPending = false,
        RollforwardPending = "NO", RestorePending = false, IsConsistent = false, HadrRole = "STANDARD", IsEncrypted = false,
    };

    /// <summary>Writes image files that compress, but not to nothing.</summary>
    private protected BackupImage Image(Db2Database? database = null, int files = 2, int length = 300_000, int hour = 12, string folder = "images")
    {
        database ??= Database();
        var start = new DateTimeOffset(2026, 3, 1, hour, 0, 0, TimeSpan.FromHours(1));
        var timestamp = Db2Timestamp.Parse($"20260301{hour:D2}0000");
        var at = Folder.Folder(folder);
        var made = Enumerable.Range(1, files).Select(sequence =>
        {
            var name = new ImageName(database.Database, 0, database.Instance, 0, null, timestamp, sequence);
            var path = Path.Combine(at, name.ToString());
            File.WriteAllBytes(path, Sample(length + sequence));
            return new BackupImageFile(path, name, length + sequence);
        }).ToList();
        return new BackupImage
        {
            Database = database.Database, DatabaseInfo = database, Timestamp = timestamp, Kind = BackupKind.Full, Mode = BackupMode.Online, Files = made,
            IncludesLogs = true, FirstLog = new LogFileName(3), LastLog = new LogFileName(4), StartTime = start, EndTime = start.AddMinutes(5), Verified = true,
        };
    }

    private protected static byte[] Sample(int length)
    {
        var sample = new byte[length];
        var random = new Random(length);
        for (var i = 0; i < length; i++) sample[i] = (i & 64) == 0 ? (byte)('a' + i % 17) : (byte)random.Next(256);
        return sample;
    }

    private protected ProtectBackup Protector() => new(Primitives, Host);

    private protected static ProtectBackupOptions ProtectOptions() => new() { Recipients = [Key.Recipient] };

    private protected async Task<ProtectedBackup> ProtectAsync(BackupImage image) =>
        await new ProtectBackup(Primitives, new RecordingHost()).RunAsync(image, ProtectOptions(), Token);

    /// <summary>Every file below the folder, hidden ones too, with its digest: what a failed run must leave as it was.</summary>
    private protected IReadOnlyDictionary<string, string> Snapshot() =>
        Directory.EnumerateFiles(Folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(f => Path.GetRelativePath(Folder.Path, f), f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));

    private protected static async Task<Db2BackupException> RefusedAsync(ErrorCode code, Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<Db2BackupException>(act);
        Assert.Equal(code, error.Code);
        return error;
    }

    private protected static void AssertPrivate(string path)
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }
}
