namespace Db2Backup.Emulator.Messages;

/// <summary>One entry of the message catalogue.</summary>
/// <param name="Id">The id as printed: <c>SQL1035N</c>, <c>DB20000I</c>.</param>
/// <param name="SqlState">Five characters, or empty where Db2 prints none.</param>
/// <param name="Text">English text; <c>{0}</c>, <c>{1}</c> … are the tokens, quoted where Db2 quotes them.</param>
/// <param name="Unconfirmed">What of it nobody could confirm; null when id and meaning were seen or documented.</param>
internal sealed record MessageDefinition(string Id, string SqlState, string Text, string? Unconfirmed = null)
{
    /// <summary>The SQLCODE: negative for C and N, positive for W and I. Messages of the CLP itself (DB2…) have none.</summary>
    public int SqlCode { get; } = SqlCodeOf(Id);

    private static int SqlCodeOf(string id)
    {
        if (!id.StartsWith("SQL", StringComparison.Ordinal)) return 0;
        var number = int.Parse(id.AsSpan(3, id.Length - 4), System.Globalization.CultureInfo.InvariantCulture);
        return id[^1] is 'N' or 'C' ? -number : number;
    }
}
