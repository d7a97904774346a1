using Db2Backup.Emulator.Logging;

namespace Db2Backup.Emulator.Storage;

/// <summary>
/// Does one committed unit of work again, from the log. What is logged are effects, row by row, never the user's text:
/// doing them again needs no parser and gives the same rows whatever the clock says now.
/// </summary>
internal sealed class Redo(long commitLso, TableSpaceSet tableSpaces)
{
    private readonly Dictionary<string, SqliteDatabase?> files = new(StringComparer.Ordinal);

    public void Apply(IReadOnlyList<LoggedStatement> statements)
    {
        try
        {
            foreach (var statement in WithoutUndone(statements))
                if (TakesIt(statement.TableSpace) is { } file) Apply(file, statement);
            foreach (var file in files.Values)
            {
                file?.Execute("UPDATE meta SET lso=?", commitLso);
                file?.Execute("COMMIT");
            }
        }
        catch
        {
            foreach (var file in files.Values)
                if (file is not null && SQLitePCL.raw.sqlite3_get_autocommit(file.Handle) == 0) file.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>Runs the text once per group of as many values as it has markers.</summary>
    public static void Run(SqliteDatabase file, string text, IReadOnlyList<object?> values)
    {
        var statement = file.Prepare(text);
        var width = statement.ParameterCount;
        for (var first = 0; first < Math.Max(1, values.Count); first += Math.Max(1, width))
        {
            for (var i = 0; i < width; i++) statement.Bind(i + 1, values[first + i]);
            while (statement.Step())
            {
            }
            statement.Reset();
        }
    }

    private void Apply(SqliteDatabase file, LoggedStatement statement)
    {
        switch (statement.Text)
        {
            case LoggedChange.CreateTableSpace:
                tableSpaces.RedoCreate(LoggedChange.TableSpaceOf(statement));
                break;
            case LoggedChange.DropTableSpace:
                var dropped = (string)statement.Parameters[0]!;
                if (files.Remove(dropped, out var open)) open?.Execute("ROLLBACK");
                tableSpaces.RedoDrop(dropped);
                break;
            default:
                Run(file, statement.Text, statement.Parameters);
                break;
        }
    }

    // A table space that is not there was dropped later in the log, or is not part of what is being recovered.
    private SqliteDatabase? TakesIt(string tableSpace)
    {
        if (files.TryGetValue(tableSpace, out var known)) return known;
        var file = tableSpaces.File(tableSpace);
        if (file is not null && Container.LastLso(file) >= commitLso) file = null;
        file?.Execute("BEGIN IMMEDIATE");
        return files[tableSpace] = file;
    }

    private static List<LoggedStatement> WithoutUndone(IReadOnlyList<LoggedStatement> statements)
    {
        var kept = new List<LoggedStatement>(statements.Count);
        foreach (var statement in statements)
        {
            if (statement.Text != LoggedChange.Undo) kept.Add(statement);
            else kept.RemoveRange((int)(long)statement.Parameters[0]!, kept.Count - (int)(long)statement.Parameters[0]!);
        }
        return kept;
    }
}
