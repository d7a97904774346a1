namespace Db2Backup.Db2;

/// <summary>What Db2 answered to one statement.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="ExitCode">The CLP's bits: 1 no row, 2 warning, 4 error, 8 the CLP itself failed. Over the provider: the same, from the SQLCODE.</param>
/// <param name="Output">The text as printed; over the provider the rows of ADMIN_CMD, or the text of an error.</param>
/// <param name="Messages">The messages in it, in order.</param>
/// <param name="Table">The result of a query; null for commands.</param>
internal sealed record Db2Reply(Db2Statement Statement, int ExitCode, string Output, IReadOnlyList<Db2Message> Messages, Db2Table? Table)
{
    /// <summary>Error bits are clear. Necessary for success, never enough by itself.</summary>
    public bool HasNoError => (ExitCode & (4 | 8)) == 0;

    /// <summary>Whether a message with this id came, whatever its letter: <c>Has("SQL1035")</c>.</summary>
    public bool Has(string idWithoutLetter) => Messages.Any(m => m.Id.AsSpan(0, m.Id.Length - 1).SequenceEqual(idWithoutLetter));
}

/// <summary>Rows of a query; values as Db2 prints them, null for NULL.</summary>
internal sealed record Db2Table(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows);
