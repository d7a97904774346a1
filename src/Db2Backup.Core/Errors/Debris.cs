namespace Db2Backup.Errors;

/// <summary>What a failed run could not take away again. It is told with the failure, never in place of it.</summary>
internal static class Debris
{
    /// <summary>The failure with a sentence that names what is left; the failure itself when nothing is.</summary>
    /// <param name="cause">Why the run failed; a cancellation stays one.</param>
    /// <param name="left">Paths or objects that could not be removed.</param>
    public static Exception With(Exception cause, IReadOnlyCollection<string> left)
    {
        if (left.Count == 0) return cause;
        var message = $"{cause.Message} DebrisRemaining: {string.Join(", ", left)} could not be removed.";
        Exception told = cause switch
        {
            OperationCanceledException cancelled => new OperationCanceledException(message, cancelled, cancelled.CancellationToken),
            Db2BackupException { Code: { } code } ours => new Db2BackupException(code, message, ours.Target, ours),
            Db2BackupException ours => new Db2BackupException(ours.ErrorId, ours.Kind, message, ours.Remedy, ours.Target, ours),
            _ => new Db2BackupException(ErrorCode.DebrisRemaining, message, left.First(), cause),
        };
        told.Data[nameof(ErrorCode.DebrisRemaining)] = left.ToArray();
        return told;
    }
}
