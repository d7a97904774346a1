namespace Db2Backup.Db2;

/// <summary>STUB</summary>
internal static class Statements
{
    public static Db2Statement Terminate => new("TERMINATE", "TERMINATE", false);
}
