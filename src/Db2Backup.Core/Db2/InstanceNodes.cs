using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>How many database partitions or members an instance has: a line each in <c>sqllib/db2nodes.cfg</c>.</summary>
internal static class InstanceNodes
{
    /// <summary>1 where there is no such file: an instance of an edition without partitions.</summary>
    /// <exception cref="Db2BackupException">AccessDenied, ReadFailed.</exception>
    public static int Count(Db2Instance instance)
    {
        if (instance.Home is not { } home) return 1;
        var path = Path.Combine(home, "sqllib", "db2nodes.cfg");
        try
        {
            return File.Exists(path) ? Math.Max(1, File.ReadLines(path).Count(line => line.Trim().Length > 0)) : 1;
        }
        catch (Exception e) when (FileErrors.From(e, path, writing: false) is { } told)
        {
            throw told;
        }
    }
}
