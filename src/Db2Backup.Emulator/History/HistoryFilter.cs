namespace Db2Backup.Emulator.History;

/// <summary>Which entries LIST HISTORY shows.</summary>
/// <param name="Operations">Letters; empty for all.</param>
/// <param name="Since">14 digits, or null.</param>
/// <param name="Containing">A table space the operation touched, or null.</param>
internal sealed record HistoryFilter(string Operations, string? Since = null, string? Containing = null)
{
    public bool Admits(HistoryEntry entry) =>
        (Operations.Length == 0 || Operations.Contains(entry.Operation))
        && (Since is null || string.CompareOrdinal(entry.StartTime, Since) >= 0)
        && (Containing is null || entry.TableSpaces.Contains(Containing));
}
