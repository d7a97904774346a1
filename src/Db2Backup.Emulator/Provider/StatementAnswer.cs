using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Provider;

/// <summary>Collects the answer to one statement: result sets, output parameters, rows touched, warnings.</summary>
internal sealed class StatementAnswer : IStatementOutput
{
    private ResultColumn[] columns = [];
    private List<object?[]> rows = [];

    public List<ResultSet> Results { get; } = [];
    public OutputParameter[] OutputParameters { get; private set; } = [];
    public int? ReturnStatus { get; private set; }
    public long? RowsTouched { get; private set; }
    public List<SentMessage> Warnings { get; } = [];

    /// <summary>Reports are for the CLP; a program has no use for their text.</summary>
    public void Text(string text)
    {
    }

    public void Message(SentMessage message)
    {
        // +100 is the absence of rows, which the caller sees; messages of the CLP have no SQLCODE.
        if (message.SqlCode is > 0 and not 100) Warnings.Add(message);
    }

    public void Columns(ResultColumn[] columns)
    {
        this.columns = columns;
        rows = [];
    }

    public void Rows(List<object?[]> rows) => this.rows.AddRange(rows);

    public void RowsEnd() => Results.Add(new ResultSet(columns, rows));

    public void Parameters(OutputParameter[] parameters, int returnStatus)
    {
        OutputParameters = parameters;
        ReturnStatus = returnStatus;
    }

    public void RowsAffected(long count) => RowsTouched = (RowsTouched ?? 0) + count;

    // Nobody is there to be asked.
    public string? Ask(string prompt) => null;
}
