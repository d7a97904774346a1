using System.Collections.Frozen;
using System.Globalization;

namespace Db2Backup.Db2.Output;

/// <summary>Makes the entry of a command that printed messages only, and gives others what the statement and the messages say.</summary>
internal static class CommandKind
{
    // Ids that one command prints and no other [messages.md]; what is unconfirmed there is not here.
    private static readonly FrozenSet<string> OfRestore = new HashSet<string>
    {
        "SQL2523W", "SQL2528W", "SQL2529W", "SQL2532N", "SQL2539W", "SQL2540W", "SQL2542N", "SQL2546N", "SQL2547N", "SQL2555I", "SQL2560N", "SQL2563W", "SQL1277W", "SQL1277N",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfBackup = new HashSet<string> { "SQL2413N", "SQL2419N", "SQL2426N", "SQL2429N", "SQL2430W", "SQL2431W" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> OfRollforward = new HashSet<string> { "SQL1265N", "SQL1268N", "SQL1271W", "SQL1274N", "SQL1275N", "SQL4908N", "SQL4970N" }.ToFrozenSet(StringComparer.Ordinal);

    public static Db2Output Output(StatementInfo? statement, List<Db2Message> messages, List<Db2Prompt> prompts, Db2Sqlca? sqlca) => Kind(statement, messages) switch
    {
        Db2Report.Restore => Restore(messages, prompts),
        Db2Report.Backup => new Db2BackupOutput(),
        Db2Report.Rollforward => new Db2RollforwardOutput(),
        Db2Report.Recover => new Db2RollforwardOutput { IsRecover = true },
        _ => new Db2CommandOutput { Prompts = prompts, Sqlca = sqlca },
    };

    /// <summary>The statement tells it; without one, the name of the command in DB20000I, which no language translates, or ids of its own.</summary>
    private static Db2Report Kind(StatementInfo? statement, List<Db2Message> messages)
    {
        if (statement is not null) return statement.Report;
        foreach (var message in messages)
        {
            if (message.Id == "DB20000I")
            {
                if (message.Text.Contains("RESTORE DATABASE", StringComparison.Ordinal)) return Db2Report.Restore;
                if (message.Text.Contains("BACKUP DATABASE", StringComparison.Ordinal)) return Db2Report.Backup;
                if (message.Text.Contains("ROLLFORWARD", StringComparison.Ordinal)) return Db2Report.Rollforward;
                if (message.Text.Contains("RECOVER DATABASE", StringComparison.Ordinal)) return Db2Report.Recover;
            }
            if (OfRestore.Contains(message.Id)) return Db2Report.Restore;
            if (OfBackup.Contains(message.Id)) return Db2Report.Backup;
            if (OfRollforward.Contains(message.Id)) return Db2Report.Rollforward;
        }
        return Db2Report.Command;
    }

    private static Db2RestoreOutput Restore(List<Db2Message> messages, List<Db2Prompt> prompts)
    {
        var suppressed = messages.FirstOrDefault(m => m.Id == "SQL2540W");
        return new Db2RestoreOutput
        {
            IsDone = messages.Any(m => m.Id is "DB20000I" or "SQL2540W" or "SQL2555I"),
            Warnings = messages.Where(m => m.Severity == Db2Severity.Warning).ToList(),
            Prompts = prompts,
            // Ids inside quotes are tokens: "2539" [messages.md].
            SuppressedWarning = suppressed?.Tokens.Select(t => int.TryParse(t.TrimEnd('W'), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null).FirstOrDefault(n => n is not null),
            IsRedirected = messages.Any(m => m.Id is "SQL1277W" or "SQL1277N"),
            IsUpgraded = messages.Any(m => m.Id == "SQL2555I"),
        };
    }

    /// <summary>Gives an entry the database of its statement, and what only the messages tell.</summary>
    public static Db2Output Named(Db2Output entry, StatementInfo? statement, List<Db2Message> messages, List<Db2Prompt> prompts) => entry switch
    {
        Db2BackupOutput backup => backup with { Database = backup.Database ?? Database(statement, Db2Report.Backup), Prompts = prompts },
        Db2RestoreOutput restore => restore with { Database = restore.Database ?? Database(statement, Db2Report.Restore) },
        Db2RollforwardOutput member => member with
        {
            IsRecover = statement?.Report == Db2Report.Recover || messages.Any(m => m.Id == "DB20000I" && m.Text.Contains("RECOVER DATABASE", StringComparison.Ordinal)),
            Database = member.Database ?? Database(statement, Db2Report.Rollforward) ?? Database(statement, Db2Report.Recover),
        },
        _ => entry,
    };

    private static string? Database(StatementInfo? statement, Db2Report report) => statement?.Report == report ? statement.Database : null;
}
