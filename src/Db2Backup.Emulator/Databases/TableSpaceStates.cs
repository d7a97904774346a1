namespace Db2Backup.Emulator.Databases;

/// <summary>The state of a table space as LIST TABLESPACES tells it: bits, and a name for each [sql.md, MON_GET_TABLESPACE].</summary>
internal sealed record TableSpaceStates(int Bits, IReadOnlyList<string> Names)
{
    private static readonly (string Word, int Bit, string Name)[] Known =
    [
        ("BACKUP_PENDING", 0x0020, "Backup pending"),
        ("ROLLFORWARD_PENDING", 0x0080, "Roll forward pending"),
        ("RESTORE_PENDING", 0x0100, "Restore pending"),
    ];

    public static TableSpaceStates Of(Database database, string tableSpace)
    {
        var state = database.State.TableSpaceStates.GetValueOrDefault(tableSpace, "");
        var bits = 0;
        var names = new List<string>();
        foreach (var (word, bit, name) in Known)
        {
            if (!state.Split('+').Contains(word)) continue;
            bits |= bit;
            names.Add(name);
        }
        return names.Count > 0 ? new TableSpaceStates(bits, names) : new TableSpaceStates(0, ["Normal"]);
    }
}
