namespace Db2Backup.Db2.Output;

/// <summary>Which messages say that something failed.</summary>
internal static class Failures
{
    /// <summary>
    /// N and C, and E of the CLP; not the N ids that mean success or tell a progress: db2start and db2stop, LOAD, IMPORT and EXPORT
    /// [messages.md]; and SQL1277N, which in Db2 8 said what SQL1277W says now.
    /// </summary>
    public static bool Is(Db2Message message) => message.Severity is Db2Severity.Error or Db2Severity.Critical && !IsHarmless(message.Id);

    private static bool IsHarmless(string id) => MessageTable.IsBenign(id) || id is "SQL1277N" or "SQL3104N" or "SQL3105N" or "SQL3109N" or "SQL3110N" or "SQL3149N" or "SQL3150N" or "SQL3153N";
}
