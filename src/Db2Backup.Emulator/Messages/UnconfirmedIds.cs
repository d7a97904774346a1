namespace Db2Backup.Emulator.Messages;

/// <summary>
/// With DB2EMU_UNCONFIRMED=unknown in the instance's environment, every message whose id is unconfirmed is printed
/// under an id that nobody knows: a tool that decides by unconfirmed ids is then found out.
/// </summary>
internal static class UnconfirmedIds
{
    public const string Variable = "DB2EMU_UNCONFIRMED";

    private static readonly bool Replace =
        string.Equals(Environment.GetEnvironmentVariable(Variable), "unknown", StringComparison.OrdinalIgnoreCase);

    public static string Printed(MessageDefinition definition) =>
        Replace && definition.Unconfirmed is not null ? Unknown(definition.Id) : definition.Id;

    public static int PrintedSqlCode(MessageDefinition definition) =>
        Replace && definition.Unconfirmed is not null && definition.SqlCode != 0
            ? Math.Sign(definition.SqlCode) * (90_000 + Math.Abs(definition.SqlCode) % 10_000)
            : definition.SqlCode;

    // SQL2522N becomes SQL92522N, DB21061E becomes DB91061E: same letter, so the same severity, but in no catalogue.
    private static string Unknown(string id) => id.StartsWith("SQL", StringComparison.Ordinal)
        ? $"SQL9{id[^5..^1]}{id[^1]}"
        : $"DB9{id[3..]}";
}
