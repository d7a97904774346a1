using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>LIST DATABASE DIRECTORY [ON path]. No authority, no connection.</summary>
internal sealed record ListDatabaseDirectoryCommand(string? Path) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "LIST" || reader.Peek(1) is not ("DATABASE" or "DB") || reader.Peek(2) != "DIRECTORY") return null;
        reader.Expect("LIST");
        reader.AcceptAny("DATABASE", "DB");
        reader.Expect("DIRECTORY");
        var path = reader.Accept("ON") ? reader.Value("<path>") : null;
        reader.End();
        return new ListDatabaseDirectoryCommand(path);
    }

    public void Execute(CommandContext context)
    {
        var engine = context.Engine;
        var local = Path is not null;
        // The directory file comes with the first database: before, SQL1031N; when it has become empty, SQL1057W.
        if (!(local ? LocalDirectory.Exists(Path!, engine.Paths.Name) : engine.Directory.Exists)) throw new Db2Exception("SQL1031N");
        var entries = local ? LocalDirectory.Entries(Path!, engine.Paths.Name) : engine.Directory.Entries();
        if (entries.Count == 0)
        {
            context.Reply.Message(new Message("SQL1057W"));
            return;
        }

        var text = new StringBuilder();
        text.Append(local ? $"\n Local Database Directory on {Path}\n\n" : "\n System Database Directory\n\n");
        text.Append(CultureInfo.InvariantCulture, $" Number of entries in the directory = {entries.Count}\n\n");
        for (var i = 0; i < entries.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"Database {i + 1} entry:\n\n");
            Row(text, "Database alias", entries[i].Alias);
            Row(text, "Database name", entries[i].Name);
            if (local) Row(text, "Database directory", entries[i].DirectoryToken);
            else Row(text, "Local database directory", entries[i].LocalPath);
            Row(text, "Database release level", ProductLevel.DirectoryLevel);
            Row(text, "Comment", entries[i].Comment);
            Row(text, "Directory entry type", local ? "Home" : "Indirect");
            Row(text, "Catalog database partition number", "0");
            if (local) Row(text, "Database member number", "0");
            else
            {
                Row(text, "Alternate server hostname", "");
                Row(text, "Alternate server port number", "");
            }
            text.Append('\n');
        }
        context.Reply.Text(text.ToString());
    }

    private static void Row(StringBuilder text, string label, string value) =>
        text.Append(' ').Append(label.PadRight(36)).Append(" = ").Append(value).Append('\n');
}
