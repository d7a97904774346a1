using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>
/// Puts values into Db2 statements. The CLP reads lines: a new line is a new command and a leading exclamation mark is a shell
/// command, so both are refused, never escaped [clp.md §7].
/// </summary>
internal static class Db2Quote
{
    private const int MaximumAlias = 8;

    /// <summary>A database alias or name: 1 to 8 letters, digits and @ # $ _, not beginning with a digit; upper case.</summary>
    public static string Alias(string alias)
    {
        var upper = alias.ToUpperInvariant();
        var valid = upper.Length is > 0 and <= MaximumAlias && !char.IsAsciiDigit(upper[0])
            && upper.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '@' or '#' or '$' or '_');
        return valid ? upper : throw Invalid(alias, "a database alias has 1 to 8 letters, digits, @, #, $ or _");
    }

    /// <summary>A path or other text in single quotes.</summary>
    public static string Text(string value)
    {
        if (value.Length == 0) throw Invalid(value, "it is empty");
        if (value.Any(char.IsControl)) throw Invalid(value, "it holds control characters");
        if (value.Contains('\'')) throw Invalid(value, "it holds a single quote");
        if (value[0] == '!') throw Invalid(value, "it begins with an exclamation mark");
        return "'" + value + "'";
    }

    /// <summary>An absolute path in single quotes: Db2 knows no other, and its current directory is not ours. The server may be of another system.</summary>
    public static string Path(string path) =>
        IsAbsolute(path) ? Text(path) : throw Invalid(path, "it is no absolute path");

    private static bool IsAbsolute(string path) => path.Length > 0 && (path[0] == '/' || path.StartsWith(@"\\", StringComparison.Ordinal)
        || (path.Length > 2 && char.IsAsciiLetter(path[0]) && path[1] == ':' && path[2] is '\\' or '/'));

    /// <summary>A list of absolute paths.</summary>
    public static string Paths(IEnumerable<string> paths) => string.Join(", ", paths.Select(Path));

    /// <summary>An SQL string literal.</summary>
    public static string Literal(string value) =>
        value.Any(char.IsControl) ? throw Invalid(value, "it holds control characters") : "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>A whole statement as it goes to the CLP.</summary>
    public static string Line(string statement)
    {
        if (statement.Any(char.IsControl)) throw Invalid(statement, "it holds control characters");
        if (statement.TrimStart().StartsWith('!')) throw Invalid(statement, "it begins with an exclamation mark");
        // A backslash at the end of a line makes the CLP read the next line as part of this one.
        if (statement.EndsWith('\\')) throw Invalid(statement, "it ends with a backslash");
        return statement;
    }

    private static Db2BackupException Invalid(string value, string why) =>
        new(ErrorCode.StatementValueInvalid, $"'{Shown(value)}' cannot be given to Db2: {why}.", Shown(value));

    private static string Shown(string value) => new(value.Select(c => char.IsControl(c) ? '?' : c).Take(200).ToArray());
}
