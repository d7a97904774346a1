namespace Db2Backup;

/// <summary>How serious a message of Db2 is, by the last letter of its id. The letter is not the verdict: some N ids mean success.</summary>
public enum Db2Severity
{
    /// <summary>I</summary>
    Information,

    /// <summary>W</summary>
    Warning,

    /// <summary>N, and E of the CLP.</summary>
    Error,

    /// <summary>C</summary>
    Critical,
}

/// <summary>A message of Db2 as found in its output.</summary>
/// <param name="Id">With its letter: SQL1035N, DB20000I.</param>
/// <param name="Severity">By the letter.</param>
/// <param name="SqlCode">Negative for N and C, positive for W and I; 0 for messages of the CLP (DB2…).</param>
/// <param name="SqlState">Five characters; null when none was printed.</param>
/// <param name="Text">The text on one line, without id and SQLSTATE, in whatever language Db2 spoke.</param>
/// <param name="Tokens">What stood in double quotes, in order.</param>
public sealed record Db2Message(string Id, Db2Severity Severity, int SqlCode, string? SqlState, string Text, IReadOnlyList<string> Tokens);
