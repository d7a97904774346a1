using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Databases;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>LIST APPLICATIONS [FOR DATABASE alias] [AT MEMBER 0 | GLOBAL] [SHOW DETAIL].</summary>
internal sealed record ListApplicationsCommand(string? Alias, bool Detail) : ICommand
{
    private const string Heading =
        "\nAuth Id  Application    Appl.      Application Id                                                 DB       # of\n" +
        "         Name           Handle                                                                    Name    Agents\n" +
        "-------- -------------- ---------- -------------------------------------------------------------- -------- -----\n";

    // Widths of the columns of SHOW DETAIL.
    private static readonly (string First, string Second, int Width)[] DetailColumns =
    [
        ("CONNECT Auth Id", "", 128), ("Application Name", "", 20), ("Appl.", "Handle", 10), ("Application Id", "", 62), ("Seq#", "", 5),
        ("Number of", "Agents", 10), ("Coordinating", "member number", 16), ("Coordinator", "pid/thread", 15), ("Status", "", 30),
        ("Status Change Time", "", 26), ("Node", "", 8), ("DB Name", "", 8), ("DB Path", "", 20),
    ];

    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "LIST" || reader.Peek(1) is not ("APPLICATIONS" or "APPLICATION")) return null;
        reader.Expect("LIST");
        reader.AcceptAny("APPLICATIONS", "APPLICATION");
        string? alias = null;
        if (reader.Accept("FOR"))
        {
            if (!reader.AcceptAny("DATABASE", "DB")) throw reader.Unexpected("DATABASE");
            alias = reader.Alias("<database-alias>");
        }
        if (!reader.Accept("GLOBAL") && reader.Accept("AT"))
        {
            if (!reader.AcceptAny("MEMBER", "DBPARTITIONNUM")) throw reader.Unexpected("MEMBER");
            if (!reader.Accept("0")) throw reader.Unexpected("0");
        }
        var detail = reader.Accept("SHOW", "DETAIL");
        reader.End();
        return new ListApplicationsCommand(alias, detail);
    }

    [Unconfirmed("commands.md, LIST APPLICATIONS: that it needs SYSMON or higher")]
    public void Execute(CommandContext context)
    {
        context.Application.RequireSysAdm();
        var wanted = Alias is null ? null : context.Engine.Database(Alias);
        var listed = new List<(Application Application, Database Database)>();
        foreach (var application in context.Engine.Applications.All())
        {
            var database = DatabaseOf(context.Engine, application);
            if (database is not null && (wanted is null || database == wanted)) listed.Add((application, database));
        }
        if (listed.Count == 0)
        {
            context.Reply.Message(new Message("SQL1611W"));
            return;
        }
        var text = new StringBuilder();
        text.Append(Detail ? DetailHeading() : Heading);
        foreach (var (application, database) in listed)
        {
            if (Detail) AppendDetail(text, application, database);
            else Append(text, application, database);
        }
        context.Reply.Text(text.Append('\n').ToString());
    }

    /// <summary>The database it is connected to, or the one its utility has for itself.</summary>
    private static Database? DatabaseOf(Engine engine, Application application)
    {
        if (application.Database is { } connected) return connected;
        foreach (var database in engine.OpenDatabases())
            if (database.ExclusiveUser == application) return database;
        return null;
    }

    private static void Append(StringBuilder text, Application application, Database database)
    {
        Column(text, application.AuthId.Length > 8 ? application.AuthId[..7] + ">" : application.AuthId, 8);
        Column(text, application.Name.Length > 14 ? application.Name[..14] : application.Name, 14);
        Column(text, application.Handle.ToString(CultureInfo.InvariantCulture), 10);
        Column(text, application.ApplicationId, 62);
        Column(text, database.Name, 8);
        text.Append("1    \n");
    }

    [Unconfirmed("commands.md, LIST APPLICATIONS: SHOW DETAIL wraps names longer than their column; here they are cut")]
    private static void AppendDetail(StringBuilder text, Application application, Database database)
    {
        string[] values =
        [
            application.AuthId, application.Name, application.Handle.ToString(CultureInfo.InvariantCulture), application.ApplicationId,
            "00001", "1", "0", application.Handle.ToString(CultureInfo.InvariantCulture), application.Status, "Not Collected",
            Environment.MachineName, database.Name,
        ];
        for (var i = 0; i < values.Length; i++)
            Column(text, values[i].Length > DetailColumns[i].Width ? values[i][..DetailColumns[i].Width] : values[i], DetailColumns[i].Width);
        text.Append(database.Paths.MemberFolder).Append("/\n");
    }

    private static string DetailHeading()
    {
        var text = new StringBuilder("\n");
        foreach (var column in DetailColumns) Column(text, column.First, column.Width);
        TrimLine(text);
        foreach (var column in DetailColumns) Column(text, column.Second, column.Width);
        TrimLine(text);
        foreach (var column in DetailColumns) Column(text, new string('-', column.Width), column.Width);
        TrimLine(text);
        return text.ToString();
    }

    private static void TrimLine(StringBuilder text)
    {
        while (text[^1] == ' ') text.Length--;
        text.Append('\n');
    }

    private static void Column(StringBuilder text, string value, int width) => text.Append(value.PadRight(width)).Append(' ');
}

/// <summary>LIST ACTIVE DATABASES.</summary>
internal sealed record ListActiveDatabasesCommand : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (!reader.Accept("LIST", "ACTIVE", "DATABASES")) return null;
        reader.End();
        return new ListActiveDatabasesCommand();
    }

    public void Execute(CommandContext context)
    {
        var text = new StringBuilder();
        foreach (var database in context.Engine.OpenDatabases())
        {
            if (!database.IsActive) continue;
            text.Append(CultureInfo.InvariantCulture, $"Database name                              = {database.Name}\n");
            text.Append(CultureInfo.InvariantCulture, $"Applications connected currently           = {database.Connected().Count}\n");
            text.Append(CultureInfo.InvariantCulture, $"Database path                              = {database.Paths.MemberFolder}/\n\n");
        }
        if (text.Length == 0) context.Reply.Message(new Message("SQL1611W"));
        else context.Reply.Text("\n                           Active Databases\n\n" + text);
    }
}
