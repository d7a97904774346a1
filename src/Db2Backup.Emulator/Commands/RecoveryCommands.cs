namespace Db2Backup.Emulator.Commands;

/// <summary>Commands that read or close logs: ROLLFORWARD, RESTART, ARCHIVE LOG.</summary>
internal static class RecoveryCommands
{
    /// <summary>Null when the first words are not a command of this group.</summary>
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Accept("ROLLFORWARD")) return RollforwardCommand.Read(reader);
        if (reader.Accept("RESTART")) return RestartCommand.Read(reader);
        if (reader.Accept("ARCHIVE", "LOG")) return ArchiveLogCommand.Read(reader);
        return null;
    }

    /// <summary>DATABASE or DB, and the alias as typed.</summary>
    public static string ReadAlias(CommandReader reader)
    {
        if (!reader.AcceptAny("DATABASE", "DB")) throw reader.Unexpected("DATABASE");
        return reader.Value("<database-alias>");
    }
}
