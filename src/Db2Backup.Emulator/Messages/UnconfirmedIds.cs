namespace Db2Backup.Emulator.Messages;

/// <summary>
/// With DB2EMU_UNCONFIRMED=unknown in the instance's environment, every message whose id is unconfirmed is printed
/// under an id that nobody knows: a tool that decides by unconfirmed ids is then found out. DB2EMU_UNCONFIRMED_SEEN names
/// a file that tells which of them were printed: where there were none, that switch makes no difference.
/// </summary>
internal static class UnconfirmedIds
{
    public const string Variable = "DB2EMU_UNCONFIRMED";

    private static readonly string? SeenFile = Environment.GetEnvironmentVariable("DB2EMU_UNCONFIRMED_SEEN");

    private static readonly bool Replace =
        string.Equals(Environment.GetEnvironmentVariable(Variable), "unknown", StringComparison.OrdinalIgnoreCase);

    public static string Printed(MessageDefinition definition) =>
        IsUnconfirmed(definition) && Replace ? Unknown(definition.Id) : definition.Id;

    public static int PrintedSqlCode(MessageDefinition definition) =>
        IsUnconfirmed(definition) && Replace && definition.SqlCode != 0
            ? Math.Sign(definition.SqlCode) * (90_000 + Math.Abs(definition.SqlCode) % 10_000)
            : definition.SqlCode;

    private static bool IsUnconfirmed(MessageDefinition definition)
    {
        if (definition.Unconfirmed is null) return false;
        if (!string.IsNullOrEmpty(SeenFile)) File.AppendAllText(SeenFile, definition.Id + "\n");
        return true;
    }

    // SQL2522N becomes SQL92522N, DB21061E becomes DB91061E: same letter, so the same severity, but in no catalogue.
    private static string Unknown(string id) => id.StartsWith("SQL", StringComparison.Ordinal)
        ? $"SQL9{id[^5..^1]}{id[^1]}"
        : $"DB9{id[3..]}";
}
