namespace Db2Backup.Emulator.Storage;

/// <param name="Path">A plain file whose bytes are the table space.</param>
internal sealed record FrozenTableSpace(TableSpace TableSpace, string Path, long Length);

/// <summary>The committed state of one moment, until disposed.</summary>
internal sealed class FrozenTableSpaces : IDisposable
{
    private Action? thaw;

    public required IReadOnlyList<FrozenTableSpace> Files { get; init; }
    /// <summary>Where in the log redo must begin.</summary>
    public required long RedoStart { get; init; }
    /// <summary>The log file that holds <see cref="RedoStart"/>.</summary>
    public required int FirstLog { get; init; }
    internal Action? Thaw { get => thaw; init => thaw = value; }

    public void Dispose() => Interlocked.Exchange(ref thaw, null)?.Invoke();
}
