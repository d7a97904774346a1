using Db2Backup.Emulator.Commands;
using Db2Backup.Emulator.Faults;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>
/// One `db2` call: a statement from the arguments, or the statements of a file (-f) or of standard input. The exit code
/// is the bitwise or of what they gave. [clp.md, 2. Exit codes]
/// </summary>
internal sealed class ClpRun(
    ClpSession session, Terminal terminal, string[] arguments, string workingDirectory, string? db2Options, string? faults)
{
    // Set when the options are read; what UPDATE COMMAND OPTIONS changes in a batch ends with the batch.
    private CommandOptions options = new();
    private ClpOutput? output;
    private bool batch;
    private bool quit;

    public ClpSession Session { get; } = session;
    public Terminal Terminal { get; } = terminal;
    public CommandOptions Options => options;
    public ClpOutput Output => output ??= new ClpOutput(Terminal, options, WorkingDirectory);
    public string WorkingDirectory { get; } = workingDirectory;
    public string? Db2Options { get; } = db2Options;

    public int Execute()
    {
        try
        {
            return ReadAndRun();
        }
        catch (OutputFileException unwritable)
        {
            Terminal.Print(new SentMessage("DB21005E", unwritable.Message).Render() + "\n");
            return ExitCodes.SystemError;
        }
    }

    private int ReadAndRun()
    {
        if (ReadOptions(out var statement) is { } wrong)
        {
            Output.Message(new SentMessage("DB21002E", wrong));
            return ExitCodes.Error;
        }
        if (options.File('f') is { } file)
        {
            if (Terminal.OpenInput(Path.Combine(WorkingDirectory, file)) != 0)
            {
                Output.Message(new SentMessage("DB21005E", file));
                return ExitCodes.SystemError;
            }
            return Batch(interactive: false);
        }
        if (statement.Length == 0) return Batch(interactive: true);
        if (options['t'] && statement.EndsWith(options.Terminator)) statement = statement[..^1];
        return Visible(Run(statement));
    }

    /// <summary>In a batch the change ends with it; on the command line it stays with the session.</summary>
    public void Update(CommandOptions updated)
    {
        Use(updated);
        if (!batch) Session.Updated = updated.Copy();
    }

    /// <summary>QUIT, TERMINATE: nothing more is read.</summary>
    public void Quit() => quit = true;

    /// <returns>The argument that is no option, or null.</returns>
    private string? ReadOptions(out string statement)
    {
        statement = "";
        var read = new CommandOptions();
        if (!string.IsNullOrWhiteSpace(Db2Options))
        {
            var words = CommandOptions.Split(Db2Options);
            if (read.Take(words, out var end) is { } bad) return bad;
            if (end < words.Count) return words[end];
        }
        // What UPDATE COMMAND OPTIONS set lies over DB2OPTIONS; flags of this call lie over both.
        if (Session.Updated is not null) read = Session.Updated.Copy();
        if (read.Take(arguments, out var next) is { } wrong) return wrong;
        Use(read);
        statement = string.Join(' ', arguments.Skip(next));
        return options['f'] && statement.Length > 0 ? arguments[next] : null;
    }

    private void Use(CommandOptions used)
    {
        options = used;
        output = null;
    }

    [Unconfirmed("clp.md: that a blank line parts the answers of a file, with -x too")]
    private int Batch(bool interactive)
    {
        batch = true;
        var prompts = interactive && options['p'];
        if (prompts) Terminal.Print(Banner);
        var reader = new StatementReader(Terminal.ReadInput);
        var code = 0;
        while (!quit)
        {
            var statement = reader.Next(options, first =>
            {
                if (prompts) Terminal.Print(first ? "db2 => " : "db2 (cont.) => ");
            });
            if (statement is null) break;
            if (statement.Trim().Length == 0) continue;
            var one = Run(statement);
            code |= Visible(one);
            // A blank line parts the answers of a file; -x takes away headings only.
            if (!interactive) Output.Everything("\n");
            if ((one & ExitCodes.SystemError) != 0 || ((one & ExitCodes.Error) != 0 && options['s']) || Terminal.IsGone || Session.Interrupted) break;
        }
        if (reader.EndedInside)
        {
            Output.Message(new SentMessage("DB21007E"));
            code |= ExitCodes.Error;
        }
        return code;
    }

    // [CLP-RC-121] With +w neither "no row" nor a warning shows in the exit code.
    private int Visible(int code) => options['w'] ? code : code & ~(ExitCodes.NoRow | ExitCodes.Warning);

    private int Run(string text)
    {
        // White space around a statement means nothing; inside it is the statement's own affair.
        var statement = text.Trim();
        if (options['v']) Output.Everything(statement + "\n");
        Output.Log(statement);
        if (ClpCommands.Find(statement) is { } own) return own(this, statement);
        return RunInEngine(statement);
    }

    private int RunInEngine(string statement)
    {
        // What came before is shown before this one begins: it may take its time, or never end.
        Output.Flush();
        Session.Statements++;
        var requested = FaultSwitchesOf(out var unreadable);
        if (unreadable is not null)
        {
            Output.Message(unreadable);
            return ExitCodes.Error;
        }
        if (requested.For(Session.Statements, statement) is { Action: FaultAction.Die }) Engine.Die();
        var print = new StatementPrinter(this);
        var request = new Request(statement, WorkingDirectory, faults, Session.Statements, options['c']);
        var outcome = Session.Interrupted
            ? new StatementOutcome(new SentMessage(Dispatcher.Interrupted(statement)), IsPlainSql: false)
            : InstanceFreeCommands.Run(Session, request, print) ?? Session.Engine.Execute(request, print, () => Session.Interrupted);
        return print.Finish(outcome);
    }

    private FaultSwitches FaultSwitchesOf(out SentMessage? unreadable)
    {
        unreadable = null;
        try
        {
            return FaultSwitches.Read(faults, Session.Paths);
        }
        catch (Db2Exception refusal)
        {
            unreadable = new SentMessage(refusal.Db2Message);
            return FaultSwitches.None;
        }
    }

    [Unconfirmed("clp.md: with piped input the banner and the prompts are printed unless +p is given")]
    private const string Banner = """
        (c) Copyright IBM Corporation 1993,2007
        Command Line Processor for DB2 Client 11.5.9.0

        You can issue database manager commands and SQL statements from the command
        prompt. For example:
            db2 => connect to sample
            db2 => bind sample.bnd

        For general help, type: ?.
        For command help, type: ? command, where command can be
        the first few keywords of a database manager command. For example:
         ? CATALOG DATABASE for help on the CATALOG DATABASE command
         ? CATALOG          for help on all of the CATALOG commands.

        To exit db2 interactive mode, type QUIT at the command prompt. Outside
        interactive mode, all commands must be prefixed with 'db2'.
        To list the current command option settings, type LIST COMMAND OPTIONS.

        For more detailed help, refer to the Online Reference Manual.


        """;
}
