using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.History;

/// <summary>
/// db2ckrst: which images to restore, in which order, to come to the one of a timestamp. It reads the history file of a database that
/// exists, and needs no engine. [images-and-logs.md, db2ckrst, db2flsn, db2cklog]
/// </summary>
internal static class CheckRestoreTool
{
    private const int Done = 0, Failed = 1;
    private static readonly string Rule = new('=', 68);

    private sealed record Options(string Database, string Timestamp);

    public static int Run(IReadOnlyList<string> arguments, TextWriter output)
    {
        if (Read(arguments) is not { } options)
        {
            output.Write("Usage: db2ckrst -d <database name> -t <timestamp> [-r <database|tablespace>] [-n <tablespace name>]\n");
            return Failed;
        }
        try
        {
            return Suggest(options, output);
        }
        catch (Db2Exception refusal)
        {
            output.Write(refusal.Db2Message + "\n");
            return Failed;
        }
    }

    [Unconfirmed("images-and-logs.md, db2ckrst: the line for an image that is not incremental, and what is printed when there is none")]
    private static int Suggest(Options options, TextWriter output)
    {
        var instance = InstancePaths.FromEnvironment();
        var entry = new DatabaseDirectory(instance.DatabaseDirectory).Find(options.Database)
            ?? throw new Db2Exception("SQL1013N", options.Database.ToUpperInvariant());
        var history = new HistoryFile(new DatabasePaths(entry.LocalPath, instance.Name, entry.DirectoryToken, entry.Name).History);
        var entries = history.All();
        var target = entries.FirstOrDefault(e => e is { Operation: 'B', ObjectType: 'D', SqlCode: >= 0, Status: not 'D' } && e.StartTime == options.Timestamp);
        if (target is null || RestoreChain.Before(entries, target.StartTime, target.OperationType, target.TableSpaces) is not { } before)
        {
            output.Write($"No backup image with timestamp {options.Timestamp} was found in the history file of database {options.Database}.\n");
            return Failed;
        }
        output.Write($"\nSuggested restore order of images using timestamp {options.Timestamp} for \ndatabase {options.Database}.\n");
        output.Write(Rule + "\n");
        // A full image needs no other. Else the target comes first and last.
        if (before.Count == 0) output.Write($" restore db {options.Database} taken at {target.StartTime}\n");
        else
            foreach (var timestamp in before.Select(e => e.StartTime).Prepend(target.StartTime).Append(target.StartTime))
                output.Write($" restore db {options.Database} incremental taken at {timestamp}\n");
        output.Write(Rule + "\n");
        return Done;
    }

    /// <summary>Null when the arguments are not understood. A restore of table spaces is none that the stand-in can plan.</summary>
    private static Options? Read(IReadOnlyList<string> arguments)
    {
        string? database = null, timestamp = null;
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            switch (arguments[i])
            {
                case "-d": database = arguments[i + 1]; break;
                case "-t": timestamp = arguments[i + 1]; break;
                case "-r" when arguments[i + 1] == "database": break;
                default: return null;
            }
        }
        var whole = arguments.Count % 2 == 0 && timestamp is { Length: 14 } && timestamp.All(char.IsAsciiDigit);
        return whole && database is not null ? new Options(database, timestamp!) : null;
    }
}
