using Db2Backup.Hosting;

namespace Db2Backup.Operations;

/// <summary>Named pipes: the image lies nowhere. What came out of them is known when they have ended, and nothing is ever left of it.</summary>
internal sealed class PipePlace : IBackupPlace
{
    private IReadOnlyList<BackupImageFile> files = [];

    public bool IsReachable => true;

    /// <summary>What came out of the pipes, whole.</summary>
    public void Ended(IReadOnlyList<BackupImageFile> ended) => files = ended;

    public Task RequireAccessAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public IReadOnlyList<string> Prepare(IReadOnlyList<string> paths, Db2Database database) => paths;

    public IReadOnlyList<BackupImageFile> Find(IReadOnlyList<string> folders, Db2Database database) => [];

    public IReadOnlyList<BackupImageFile> Files(Db2Database database, Db2.BackupClauses clauses, Db2Timestamp timestamp, IReadOnlyList<BackupHistoryEntry> entries) =>
        files.Where(f => f.Name.Timestamp == timestamp).ToList();

    /// <summary>db2ckbkp cannot check a pipe [images-and-logs.md, Named pipes].</summary>
    public Task<bool> VerifyAsync(BackupImage image, IOperationHost host, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<bool> IsWholeAsync(IReadOnlyList<string> files, IOperationHost host, CancellationToken cancellationToken) => Task.FromResult(true);

    public string? Unseen(IReadOnlyList<string> folders, Db2Database database) => null;
}
