using System.Management.Automation;
using Db2Backup.Errors;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Makes PowerShell's error records of ours: ErrorId, category, target and the way out are always set.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(Db2BackupException error, string? target)
    {
        // The kinds are named after PowerShell's categories.
        var category = Enum.Parse<ErrorCategory>(error.Kind.ToString());
        return new ErrorRecord(error, error.ErrorId, category, target ?? error.Target)
        {
            ErrorDetails = new ErrorDetails(error.Message) { RecommendedAction = error.Remedy },
        };
    }
}
