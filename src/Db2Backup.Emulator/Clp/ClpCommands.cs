using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>The commands that the CLP carries out itself, without the engine. Each gives its exit code.</summary>
internal static class ClpCommands
{
    /// <summary>Null when the statement is none of them.</summary>
    public static Func<ClpRun, string, int>? Find(string statement)
    {
        if (statement.StartsWith('!')) return Shell;
        if (statement.StartsWith('?')) return Help;
        var words = statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return null;
        var second = words.Length > 1 ? words[1].ToUpperInvariant() : "";
        var third = words.Length > 2 ? words[2].ToUpperInvariant() : "";
        return words[0].ToUpperInvariant() switch
        {
            "ECHO" => Echo,
            "QUIT" when words.Length == 1 => Quit,
            "TERMINATE" when words.Length == 1 => Terminate,
            "UPDATE" when second == "COMMAND" && third == "OPTIONS" => UpdateOptions,
            "LIST" when second == "COMMAND" && third == "OPTIONS" && words.Length == 3 => ListOptions,
            "DB2START" or "START" when ManagerClauses(words) is not null => StartManager,
            "DB2STOP" or "STOP" when ManagerClauses(words) is not null => StopManager,
            _ => null,
        };
    }

    /// <summary>What follows DB2START, START DBM, START DATABASE MANAGER …; null when it is none of them.</summary>
    private static string[]? ManagerClauses(string[] words) => words[0].StartsWith("DB2", StringComparison.OrdinalIgnoreCase) ? words[1..]
        : Faults.StatementWords.Of(string.Join(' ', words)) is [_, "DATABASE", "MANAGER", ..] and var all ? [.. all.Skip(3)]
        : null;

    private static int Shell(ClpRun run, string statement)
    {
        run.Output.Flush();
        run.Terminal.Shell(statement[1..]);
        return ExitCodes.Success;
    }

    private static int Help(ClpRun run, string statement)
    {
        var topic = statement[1..].Trim();
        var text = HelpText.For(topic);
        run.Output.Report(text ?? new SentMessage("DB21102E", topic).Render() + "\n");
        return text is null ? ExitCodes.Error : ExitCodes.Success;
    }

    private static int Echo(ClpRun run, string statement)
    {
        run.Output.Everything(statement["ECHO".Length..].TrimStart() + "\n");
        return ExitCodes.Success;
    }

    private static int Quit(ClpRun run, string statement)
    {
        run.Output.Message(new SentMessage("DB20000I", "QUIT"));
        run.Quit();
        return ExitCodes.Success;
    }

    private static int Terminate(ClpRun run, string statement)
    {
        // The connection ends with an internal commit. It is over when this answers: the next session finds nobody in.
        if (run.Session.Engine.IsConnected)
            run.Session.Engine.Execute(new Server.Request("CONNECT RESET"), SilentOutput.Instance, () => false);
        run.Session.Terminated = true;
        run.Output.Message(new SentMessage("DB20000I", "TERMINATE"));
        run.Quit();
        return ExitCodes.Success;
    }

    /// <summary>UPDATE COMMAND OPTIONS USING letter ON [value] | OFF …</summary>
    private static int UpdateOptions(ClpRun run, string statement)
    {
        try
        {
            var reader = new CommandReader(statement);
            reader.Expect("UPDATE", "COMMAND", "OPTIONS", "USING");
            var updated = run.Options.Copy();
            do
            {
                var name = reader.Name("option-letter");
                var letter = name.Length == 1 ? char.ToLowerInvariant(name[0]) : ' ';
                if (!CommandOptions.IsKnown(letter) || letter == 'f') throw new Db2Exception("DB21004E", name);
                if (reader.Accept("OFF")) updated.Set(letter, false);
                else
                {
                    reader.Expect("ON");
                    updated.Set(letter, true, TakesValue(letter) && IsValue(reader) ? reader.Value() : null);
                    if ("lrz".Contains(letter) && updated.File(letter) is null) throw new Db2Exception("DB21004E", name);
                }
            }
            while (!reader.AtEnd);
            run.Update(updated);
            run.Output.Message(new SentMessage("DB20000I", "UPDATE COMMAND OPTIONS"));
            return ExitCodes.Success;
        }
        catch (Db2Exception refusal)
        {
            run.Output.Message(new SentMessage(refusal.Db2Message));
            return ExitCodes.Error;
        }
    }

    private static bool TakesValue(char letter) => letter is 'e' or 'l' or 'r' or 't' or 'z';

    // "USING S ON Z ON SAMPLE_NODE0000.out V ON": what follows ON is a value, unless it is the next option.
    private static bool IsValue(CommandReader reader) => !reader.AtEnd && reader.Peek(1) is not ("ON" or "OFF");

    private static int ListOptions(ClpRun run, string statement)
    {
        var text = new StringBuilder();
        text.Append("\n      Command Line Processor Option Settings\n\n");
        text.Append(CultureInfo.InvariantCulture, $" Backend process wait time (seconds)        (DB2BQTIME) = {QueueTimes.BackEnd}\n");
        text.Append(CultureInfo.InvariantCulture, $" No. of retries to connect to backend        (DB2BQTRY) = {QueueTimes.BackEndTries}\n");
        text.Append(CultureInfo.InvariantCulture, $" Request queue wait time (seconds)          (DB2RQTIME) = {QueueTimes.Request}\n");
        text.Append(CultureInfo.InvariantCulture, $" Input queue wait time (seconds)            (DB2IQTIME) = {QueueTimes.Input}\n");
        text.Append(CultureInfo.InvariantCulture, $" Command options                           (DB2OPTIONS) = {run.Db2Options}\n\n");
        text.Append(" Option  Description                               Current Setting\n");
        text.Append(" ------  ----------------------------------------  ---------------\n");
        foreach (var (letter, description) in CommandOptions.Known)
            text.Append(CultureInfo.InvariantCulture, $"   -{letter}    {description,-40}  {(run.Options[letter] ? "ON" : "OFF")}{Detail(run.Options, letter)}\n");
        text.Append('\n');
        run.Output.Report(text.ToString());
        return ExitCodes.Success;
    }

    private static string Detail(CommandOptions options, char letter) => letter switch
    {
        't' when options['t'] => $" ({options.Terminator})",
        'e' when options['e'] => $" ({options.EchoCode})",
        'f' or 'l' or 'r' or 'z' when options.File(letter) is { } file => $" ({file})",
        _ => "",
    };

    private static int StartManager(ClpRun run, string statement) => Manager(run, statement, clauses => Tools.Db2Start.Run(run.Session.Paths, clauses));

    private static int StopManager(ClpRun run, string statement) => Manager(run, statement, clauses => Tools.Db2Stop.Run(run.Session.Paths, clauses));

    private static int Manager(ClpRun run, string statement, Func<string[], SentMessage> work)
    {
        SentMessage message;
        try
        {
            message = work(ManagerClauses(statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))!);
        }
        catch (Db2Exception refusal)
        {
            message = new SentMessage(refusal.Db2Message);
        }
        run.Output.Message(message);
        return message.Id is "SQL1063N" or "SQL1064N" ? ExitCodes.Success : ExitCodes.Error;
    }
}
