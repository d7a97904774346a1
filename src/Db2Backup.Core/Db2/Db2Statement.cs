namespace Db2Backup.Db2;

/// <summary>A command or statement for Db2. Made in <see cref="Statements"/> only: there is one place where text is built and quoted.</summary>
/// <param name="Text">One line, ready for the CLP.</param>
/// <param name="Shown">The same with secrets masked: what -Verbose, logs and errors may hold.</param>
/// <param name="IsQuery">SQL with a result table; else a CLP command.</param>
internal sealed record Db2Statement(string Text, string Shown, bool IsQuery)
{
    /// <summary>The part that the .NET provider can run through ADMIN_CMD, or null.</summary>
    public string? AdminCommand { get; init; }

    /// <summary>The alias of a CONNECT TO; empty for CONNECT RESET and TERMINATE; null for everything else.</summary>
    public string? ConnectsTo { get; init; }

    public override string ToString() => Shown;
}
