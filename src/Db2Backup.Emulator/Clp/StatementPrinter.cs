using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>Prints the answer to one statement as the CLP does, and works out its exit code.</summary>
internal sealed class StatementPrinter(ClpRun run) : IStatementOutput
{
    private readonly CommandOptions options = run.Options;
    private readonly ClpOutput output = run.Output;
    private TableFormatter? table;
    private long rowCount;
    private int code;
    private SentMessage? last;

    public void Text(string text) => output.Report(text);

    public void Message(SentMessage message)
    {
        code |= ExitCodes.Of(message);
        if (message.SqlCode != 0) last = message;
        // -w: "show FETCH/SELECT warnings"; the others are always shown.
        if (message.SqlCode == 100 && !options['w']) return;
        output.Message(message);
    }

    public void Columns(ResultColumn[] columns)
    {
        table = new TableFormatter(columns);
        rowCount = 0;
        if (!options['x']) output.Report("\n" + table.Heading());
    }

    public void Rows(List<object?[]> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows) table!.Row(text, row);
        rowCount += rows.Count;
        output.Report(text.ToString());
    }

    [Unconfirmed("clp.md: -x drops the count line as well")]
    public void RowsEnd()
    {
        // An empty result is no message, but it is an exit code.
        if (rowCount == 0) code |= ExitCodes.NoRow;
        if (!options['x']) output.Report($"\n  {rowCount} record(s) selected.\n\n");
    }

    public void Parameters(OutputParameter[] parameters, int returnStatus)
    {
        var text = new StringBuilder("\n");
        if (parameters.Length > 0)
        {
            text.Append("  Value of output parameters\n  --------------------------\n");
            foreach (var parameter in parameters)
                text.Append(CultureInfo.InvariantCulture, $"  Parameter Name  : {parameter.Name}\n  Parameter Value : {TableFormatter.Format(parameter.Value, parameter.Type)}\n\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"  Return Status = {returnStatus}\n\n");
        output.Report(text.ToString());
    }

    public void RowsAffected(long count)
    {
        if (options['m']) output.Everything($"  Number of rows affected : {count}\n");
    }

    public string? Ask(string prompt)
    {
        // A prompt is shown even with output off: somebody has to answer it.
        run.Terminal.Print(prompt);
        return run.Terminal.ReadAnswer();
    }

    /// <returns>The exit code.</returns>
    public int Finish(StatementOutcome outcome)
    {
        if (outcome.Refusal is { } refusal)
        {
            last = refusal;
            if (outcome.IsPlainSql) output.Message(new SentMessage("DB21034E"));
            output.Message(refusal);
            code |= refusal.IsError ? ExitCodes.Error : ExitCodes.Of(refusal);
        }
        if (options['a']) output.Everything(Sqlca.Print(last));
        if (options['e']) output.Everything(options.EchoCode == 's'
            ? $"{(last is { SqlState.Length: > 0 } ? last.SqlState : "00000")}\n"
            : $"{(last?.SqlCode ?? 0).ToString(CultureInfo.InvariantCulture)}\n");
        return code;
    }
}
