namespace Db2Backup.TestKit;

/// <summary>
/// The U switch: the stand-in prints every message id that nobody could confirm as one that no catalogue has. Set for a test
/// program it is in force for all its instances.
/// </summary>
public static class UnknownIds
{
    public const string Variable = "DB2EMU_UNCONFIRMED";

    public static bool InForce { get; } = string.Equals(Environment.GetEnvironmentVariable(Variable), "unknown", StringComparison.OrdinalIgnoreCase);
}
