using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Commands;

/// <summary>LIST TABLESPACES [SHOW DETAIL]: of the connected database.</summary>
internal sealed record ListTablespacesCommand(bool Detail) : ICommand
{
    private const string NotApplicable = "Not applicable";

    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("LIST", "TABLESPACES")) return null;
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new ListTablespacesCommand(detail);
    }

    public void Execute(CommandContext context)
    {
        var database = context.Application.RequireConnection();
        var text = new StringBuilder("\n           Tablespaces for Current Database\n\n");
        foreach (var usage in database.Storage.Usage())
        {
            Append(text, usage.TableSpace, database.State.TableSpaces.GetValueOrDefault(usage.TableSpace.Id));
            if (Detail) AppendDetail(text, usage);
            text.Append('\n');
        }
        context.Reply.Text(text.ToString());
    }

    private static void Append(StringBuilder text, TableSpace tableSpace, TableSpaceState? state)
    {
        Row(text, "Tablespace ID", tableSpace.Id);
        Row(text, "Name", tableSpace.Name);
        Row(text, "Type", tableSpace.Managed == "SMS" ? "System managed space" : "Database managed space");
        Row(text, "Contents", tableSpace.ContentType switch
        {
            "SYSTEMP" => "System Temporary data",
            "LARGE" => "All permanent data. Large table space.",
            _ => "All permanent data. Regular table space.",
        });
        Row(text, "State", string.Create(CultureInfo.InvariantCulture, $"0x{state?.Bits ?? 0:x4}"));
        text.Append("   Detailed explanation:\n     ").Append(state?.Explanation ?? "Normal").Append('\n');
    }

    private static void AppendDetail(StringBuilder text, TableSpaceUsage usage)
    {
        var tableSpace = usage.TableSpace;
        var sms = tableSpace.Managed == "SMS";
        Row(text, "Total pages", usage.TotalPages);
        Row(text, "Useable pages", sms ? usage.TotalPages : usage.UsedPages + usage.FreePages);
        Row(text, "Used pages", usage.UsedPages);
        Row(text, "Free pages", sms ? NotApplicable : usage.FreePages);
        Row(text, "High water mark (pages)", sms ? NotApplicable : usage.HighWaterMark);
        Row(text, "Page size (bytes)", tableSpace.PageSize);
        Row(text, "Extent size (pages)", tableSpace.ExtentSize);
        Row(text, "Prefetch size (pages)", tableSpace.ExtentSize);
        Row(text, "Number of containers", 1);
        // UTC, and only when it is set [images-and-logs.md, Minimum recovery].
        if (tableSpace.MinimumRecoveryUtc is { } minimum) Row(text, "Minimum recovery time", WholeSeconds(minimum));
    }

    private static string WholeSeconds(DateTime utc) => Clock.Db2Form(utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerSecond)));

    private static void Row(StringBuilder text, string label, object value) =>
        text.Append(' ').Append(label.PadRight(36)).Append(" = ").Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
}

/// <summary>LIST TABLESPACE CONTAINERS FOR id [SHOW DETAIL].</summary>
internal sealed record ListTablespaceContainersCommand(int Id, bool Detail) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("LIST", "TABLESPACE", "CONTAINERS")) return null;
        reader.Expect("FOR");
        var id = reader.Number("<tablespace-id>");
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new ListTablespaceContainersCommand(id, detail);
    }

    [Unconfirmed("db2 message catalogue: the id for a table space id that does not exist (SQL0204N)")]
    public void Execute(CommandContext context)
    {
        var database = context.Application.RequireConnection();
        var usage = database.Storage.Usage().FirstOrDefault(u => u.TableSpace.Id == Id)
            ?? throw new Db2Exception("SQL0204N", Id);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n            Tablespace Containers for Tablespace {Id}\n\n");
        Row(text, "Container ID", 0);
        Row(text, "Name", usage.TableSpace.Container);
        Row(text, "Type", usage.TableSpace.Managed == "SMS" ? "Path" : "File");
        if (Detail)
        {
            Row(text, "Total pages", usage.TotalPages);
            Row(text, "Useable pages", usage.TableSpace.Managed == "SMS" ? usage.TotalPages : usage.UsedPages + usage.FreePages);
            Row(text, "Accessible", "Yes");
        }
        context.Reply.Text(text.Append('\n').ToString());
    }

    private static void Row(StringBuilder text, string label, object value) =>
        text.Append(' ').Append(label.PadRight(36)).Append(" = ").Append(Convert.ToString(value, CultureInfo.InvariantCulture)).Append('\n');
}
