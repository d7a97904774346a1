using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>For a statement whose answer nobody is to see.</summary>
internal sealed class SilentOutput : IStatementOutput
{
    public static readonly SilentOutput Instance = new();

    public void Text(string text)
    {
    }

    public void Message(SentMessage message)
    {
    }

    public void Columns(ResultColumn[] columns)
    {
    }

    public void Rows(List<object?[]> rows)
    {
    }

    public void RowsEnd()
    {
    }

    public void Parameters(OutputParameter[] parameters, int returnStatus)
    {
    }

    public void RowsAffected(long count)
    {
    }

    public string? Ask(string prompt) => null;
}
