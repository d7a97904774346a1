using System.Globalization;
using Db2Backup.Emulator.Logging;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>
/// PRUNE LOGFILE PRIOR TO S0000100.LOG: deletes older files from the active log path, and only there. Deprecated in Db2.
/// [commands.md, PRUNE HISTORY]
/// </summary>
internal sealed record PruneLogfileCommand(int Prior) : ICommand
{
    public static PruneLogfileCommand Parse(CommandReader reader)
    {
        reader.Expect("PRIOR", "TO");
        var name = reader.Value("log file name");
        reader.End();
        return new PruneLogfileCommand(Number(name.ToUpperInvariant()) ?? throw new Db2Exception("SQL2032N", "log file name"));
    }

    public void Execute(CommandContext context)
    {
        var database = context.Application.RequireConnection();
        context.Application.RequireSysAdm();
        var prior = Math.Min(Prior, database.Log.FirstActiveLog);
        // The ring of circular logging holds active files only, whatever their numbers.
        if (database.State.Recoverable)
            foreach (var file in Directory.EnumerateFiles(LogManager.Folder(database)))
                if (Number(Path.GetFileName(file)) < prior)
                    File.Delete(file);
        context.Reply.Message(new Message("DB20000I", "PRUNE"));
    }

    private static int? Number(string name) =>
        name.Length == 12 && name[0] == 'S' && name.EndsWith(".LOG", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(1, 7), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
