using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Instance;

/// <summary>What a database may be called: 1 to 8 letters, digits, @, #, $, the first no digit [clp.md, Quoting].</summary>
internal static class DatabaseNames
{
    public static void RequireName(string name)
    {
        if (!IsValid(name)) throw new Db2Exception("SQL1001N", name);
    }

    public static void RequireAlias(string alias)
    {
        if (!IsValid(alias)) throw new Db2Exception("SQL1000N", alias);
    }

    private static bool IsValid(string name) =>
        name.Length is >= 1 and <= 8 && !char.IsAsciiDigit(name[0])
        && name.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '@' or '#' or '$');
}
