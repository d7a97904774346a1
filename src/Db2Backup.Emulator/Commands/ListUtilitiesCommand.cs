using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Utilities;

namespace Db2Backup.Emulator.Commands;

/// <summary>LIST UTILITIES [SHOW DETAIL] [commands.md, LIST UTILITIES].</summary>
internal sealed record ListUtilitiesCommand(bool Detail) : ICommand
{
    private const int Width = 33;

    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("LIST", "UTILITIES")) return null;
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new ListUtilitiesCommand(detail);
    }

    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var running = context.Engine.Utilities.All();
        if (running.Count == 0)
        {
            context.Reply.Message(new Message("SQL1611W"));
            return;
        }
        var text = new StringBuilder("\n");
        foreach (var utility in running)
        {
            Append(text, utility);
            if (Detail) AppendProgress(text, utility);
            text.Append('\n');
        }
        context.Reply.Text(text.ToString());
    }

    private static void Append(StringBuilder text, RunningUtility utility)
    {
        Row(text, "ID", utility.Id);
        Row(text, "Type", utility.Type);
        Row(text, "Database Name", utility.DatabaseName);
        Row(text, "Member Number", 0);
        Row(text, "Description", utility.Description);
        Row(text, "Start Time", Time(utility.StartedUtc));
        Row(text, "State", "Executing");
        Row(text, "Invocation Type", "User");
        text.Append("Throttling:\n");
        Row(text, "   Priority", utility.Priority is { } priority ? priority : "Unthrottled");
    }

    private static void AppendProgress(StringBuilder text, RunningUtility utility)
    {
        var (completed, total) = (utility.CompletedWork, utility.TotalWork);
        text.Append("Progress Monitoring:\n");
        if (total is > 0) Row(text, "   Estimated Percentage Complete", Math.Min(100, completed * 100 / total.Value));
        // A utility with phases tells which one it is in; none here has a second one.
        if (utility.Phase is { } phase)
        {
            Row(text, "   Phase Number", 1);
            Row(text, "      Description", phase);
        }
        Row(text, "      Total Work", total is { } bytes ? $"{bytes} bytes" : "UNKNOWN");
        Row(text, "      Completed Work", $"{completed} bytes");
        Row(text, "      Start Time", Time(utility.StartedUtc));
    }

    private static string Time(DateTime utc) => utc.ToLocalTime().ToString("MM/dd/yyyy HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private static void Row(StringBuilder text, string label, object value) =>
        text.Append(label.PadRight(Width)).Append("= ").Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
}
