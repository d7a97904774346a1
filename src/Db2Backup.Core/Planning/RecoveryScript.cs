using System.Globalization;
using System.Text;
using Db2Backup.Db2;

namespace Db2Backup.Planning;

/// <summary>A plan as statements of db2, for whoever does it by hand or wants to see what is done. Folders are placeholders.</summary>
internal static class RecoveryScript
{
    private const string Images = "<folder of the images>", Logs = "<empty folder for logs>";

    public static string Of(RecoveryPlan plan)
    {
        var (text, manifest) = (new StringBuilder(), plan.Backup.Manifest);
        Comment(text, $"{plan.Database} of {manifest.Instance} on {manifest.HostName}, restored as {plan.TargetDatabase} to {plan.Target}");
        Comment(text, string.Create(CultureInfo.InvariantCulture, $"{plan.FetchBytes} bytes to fetch from {plan.Backup.Store}, {plan.NeededBytes} bytes of room{(plan.EstimatedTime is { } time ? $", about {Math.Ceiling(time.TotalMinutes)} min" : "")}"));
        foreach (var warning in plan.Warnings) Comment(text, "note: " + warning);
        text.Append('\n');

        Comment(text, $"1. Images, into {Images}: each under its own name");
        foreach (var backup in plan.Chain)
        {
            Comment(text, $"   {backup.Key} ({backup.Kind}, {backup.Mode}, ended {LogReach.Shown(backup.EndTime)})");
            foreach (var file in backup.Manifest.Files) Comment(text, string.Create(CultureInfo.InvariantCulture, $"     {file.Name}, {file.PlainLength} bytes"));
        }
        if (plan.LogSources.Count > 0) Comment(text, $"2. Logs, into {Logs}");
        foreach (var logs in plan.LogSources) Comment(text, $"   {logs}");
        text.Append('\n');

        Comment(text, "3. Restore");
        var many = manifest.Partitions.Count > 1;
        if (many) Comment(text, $"   on every partition ({string.Join(", ", manifest.Partitions)}), the catalog partition first: db2_all");
        foreach (var restore in plan.Restores) text.Append(Restore(plan, restore)).Append(";\n");
        if (plan.EarlierImages.Count > 0)
        {
            Comment(text, plan.CanBeAutomatic ? "   or, as the history has every image: the last statement alone, with INCREMENTAL AUTOMATIC" : "   INCREMENTAL AUTOMATIC would want a history with every image");
            Comment(text, $"   if one of them fails: RESTORE DATABASE {manifest.Alias} INCREMENTAL ABORT");
        }
        text.Append('\n');
        if (!plan.RollsForward)
        {
            Comment(text, "4. No rollforward: the image is consistent by itself");
            return text.ToString();
        }
        Comment(text, "4. Roll forward; times are UTC");
        text.Append(CultureInfo.InvariantCulture, $"ROLLFORWARD DATABASE {Db2Quote.Alias(plan.TargetDatabase)} {plan.RollforwardClause}");
        if (plan.LogSources.Count > 0) text.Append(CultureInfo.InvariantCulture, $" OVERFLOW LOG PATH ({Logs}) NORETRIEVE");
        text.Append(";\n");
        Comment(text, $"   it is done when QUERY STATUS says 'not pending': ROLLFORWARD DATABASE {plan.TargetDatabase} QUERY STATUS");
        return text.ToString();
    }

    private static string Restore(RecoveryPlan plan, PlannedRestore restore)
    {
        var (manifest, isLast) = (restore.Backup.Manifest, restore.Purpose is RestorePurpose.Whole or RestorePurpose.Final);
        var text = new StringBuilder($"RESTORE DATABASE {Db2Quote.Alias(manifest.Alias)}");
        if (restore.Purpose != RestorePurpose.Whole) text.Append(" INCREMENTAL");
        text.Append(CultureInfo.InvariantCulture, $" FROM {Images} TAKEN AT {manifest.Timestamp}");
        if (!string.Equals(plan.TargetDatabase, manifest.Alias, StringComparison.OrdinalIgnoreCase)) text.Append(" INTO ").Append(Db2Quote.Alias(plan.TargetDatabase));
        if (isLast && plan.ExtractsLogs) text.Append(" LOGTARGET ").Append(Logs);
        if (isLast && !plan.RollsForward) text.Append(" WITHOUT ROLLING FORWARD");
        return text.Append(" WITHOUT PROMPTING").ToString();
    }

    /// <summary>Names come from a store: what would end a line would end the comment.</summary>
    private static void Comment(StringBuilder text, string line) => text.Append("-- ").Append(string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c))).Append('\n');
}
