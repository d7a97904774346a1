using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Recovery;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>ROLLFORWARD DATABASE. [commands.md, ROLLFORWARD DATABASE]</summary>
internal sealed record RollforwardCommand(RollforwardOptions Options) : ICommand
{
    [Unconfirmed("commands.md, ROLLFORWARD DATABASE: that the command without any clause shows the status")]
    public static RollforwardCommand Read(CommandReader reader)
    {
        var options = new RollforwardOptions(RecoveryCommands.ReadAlias(reader));
        var user = CommandUser.Read(reader);
        options = options with { User = user };
        if (reader.Accept("TO")) options = ReadTarget(reader, options);
        else if (reader.AcceptAny("STOP", "COMPLETE")) options = options with { Action = RollforwardAction.Roll, Stop = true };
        else if (reader.Accept("CANCEL")) options = options with { Action = RollforwardAction.Cancel };
        else if (reader.Accept("QUERY")) reader.Expect("STATUS");
        // TO has read its own clauses of these.
        if (options.Target.Goal == RollforwardGoal.None)
        {
            ReadPartitions(reader);
            options = options with { LocalTime = ReadZone(reader) };
        }
        if (reader.Accept("TABLESPACE")) options = ReadTableSpaces(reader, options);
        if (reader.Accept("OVERFLOW")) options = ReadOverflow(reader, options);
        options = options with { NoRetrieve = reader.Accept("NORETRIEVE") };
        reader.End();
        return new RollforwardCommand(options);
    }

    public void Execute(CommandContext context)
    {
        CommandUser.RequireSysAdm(context, Options.User);
        var database = context.Engine.Database(Options.Alias.ToUpperInvariant());
        if (Options.Action == RollforwardAction.QueryStatus)
        {
            var state = database.State.Rollforward;
            if (state is null) ReportTableSpaces(context, database);
            else Report(context, state, true);
            return;
        }
        // ROLLFORWARD makes a connection of its own and ends that of the session. [clp.md, 1]
        context.Application.Disconnect();
        if (Options.TableSpaces)
        {
            new TableSpaceRollforward(context, database, Options).Execute();
            if (Options.Action == RollforwardAction.Cancel) context.Reply.Message(new Message("SQL4975W", 0));
            else
            {
                ReportTableSpaces(context, database);
                context.Reply.Message(new Message("DB20000I", "ROLLFORWARD"));
            }
            return;
        }
        if (Options.Action == RollforwardAction.Cancel)
        {
            Rollforward.Cancel(context, database);
            context.Reply.Message(new Message("SQL4975W", 0));
            return;
        }
        var reached = new Rollforward(context, database, Options).Execute();
        Report(context, reached, !Options.Stop);
        context.Reply.Message(new Message("DB20000I", "ROLLFORWARD"));
    }

    private void Report(CommandContext context, Databases.RollforwardState? state, bool pending) =>
        context.Reply.Text(RollforwardStatus.Render(Options.Alias, state, pending, Options.LocalTime));

    private void ReportTableSpaces(CommandContext context, Databases.Database database)
    {
        var waiting = database.State.TableSpaces.Values.Where(t => t.Pending == Databases.TableSpacePending.Rollforward).ToList();
        var status = waiting.Count == 0 ? "not pending" : waiting.Exists(t => t.ReachedUtc is not null) ? "TBS working" : "TBS pending";
        context.Reply.Text(RollforwardStatus.Render(Options.Alias, null, false, Options.LocalTime, status));
    }

    private static RollforwardOptions ReadTarget(CommandReader reader, RollforwardOptions options)
    {
        RollforwardTarget target;
        if (reader.Accept("END", "OF", "BACKUP")) target = new RollforwardTarget(RollforwardGoal.EndOfBackup);
        else if (reader.Accept("END", "OF", "LOGS")) target = new RollforwardTarget(RollforwardGoal.EndOfLogs);
        else if (reader.Peek() == "END") throw reader.Unexpected("END OF LOGS");
        else target = new RollforwardTarget(RollforwardGoal.PointInTime, reader.Value("<isotime>"));
        ReadPartitions(reader);
        var local = ReadZone(reader);
        var stop = reader.Accept("AND");
        if (stop && !reader.AcceptAny("STOP", "COMPLETE")) throw reader.Unexpected("STOP");
        return options with { Action = RollforwardAction.Roll, Target = target with { LocalTime = local }, LocalTime = local, Stop = stop };
    }

    private static bool ReadZone(CommandReader reader)
    {
        if (!reader.Accept("USING")) return false;
        var local = reader.Accept("LOCAL");
        if (!local) reader.Expect("UTC");
        reader.Expect("TIME");
        return local;
    }

    // One partition: ON ALL is this one. Lists of partitions are not for it.
    private static void ReadPartitions(CommandReader reader)
    {
        if (reader.Accept("ON")) reader.Expect("ALL", "DBPARTITIONNUMS");
    }

    private static RollforwardOptions ReadTableSpaces(CommandReader reader, RollforwardOptions options)
    {
        if (reader.Accept("ONLINE")) return options with { TableSpaceNames = [], TableSpacesOnline = true };
        reader.Expect("(");
        var names = new List<string>();
        do names.Add(reader.Name("<tablespace-name>"));
        while (reader.Accept(","));
        reader.Expect(")");
        return options with { TableSpaceNames = names, TableSpacesOnline = reader.Accept("ONLINE") };
    }

    private static RollforwardOptions ReadOverflow(CommandReader reader, RollforwardOptions options)
    {
        reader.Expect("LOG", "PATH", "(");
        var path = reader.Value("<log-directory>");
        reader.Expect(")");
        return options with { OverflowPaths = [path] };
    }
}
