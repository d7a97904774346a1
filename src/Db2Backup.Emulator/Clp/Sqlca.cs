using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Clp;

/// <summary>The SQLCA as option -a prints it after a statement. [clp.md, 4.]</summary>
internal static class Sqlca
{
    [Unconfirmed("clp.md: the layout of the SQLCA block of -a beyond its first two labels")]
    public static string Print(SentMessage? message)
    {
        // Tokens are parted by X'FF' in the SQLCA; the CLP shows them so.
        var tokens = message is null ? "" : string.Join('\u00FF', message.Tokens);
        var state = message is { SqlState.Length: > 0 } ? message.SqlState : "00000";
        var text = new StringBuilder();
        text.Append("\nSQLCA Information\n\n");
        text.Append(CultureInfo.InvariantCulture, $" sqlcaid : SQLCA     sqlcabc: 136   sqlcode: {message?.SqlCode ?? 0}   sqlerrml: {tokens.Length}\n");
        text.Append(CultureInfo.InvariantCulture, $" sqlerrmc: {tokens}\n");
        text.Append(" sqlerrp : SQL11059\n");
        text.Append(" sqlerrd : (1) 0                (2) 0                (3) 0\n");
        text.Append("           (4) 0                (5) 0                (6) 0\n");
        text.Append(" sqlwarn : (1)      (2)      (3)      (4)        (5)       (6)    \n");
        text.Append("           (7)      (8)      (9)      (10)       (11)     \n");
        text.Append(CultureInfo.InvariantCulture, $" sqlstate: {state}\n\n");
        return text.ToString();
    }
}
