using Db2Backup.Emulator.Messages;

namespace Db2Backup.Emulator.Databases;

/// <summary>Code set and territory of a database. The stand-in keeps text as UTF-8 whatever they are.</summary>
internal sealed record CodeSet(string Name, string CodePage, string Territory, string Country)
{
    private static readonly Dictionary<string, string> CodePages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["UTF-8"] = "1208", ["ISO8859-1"] = "819", ["ISO8859-15"] = "923", ["IBM-1252"] = "1252", ["IBM-850"] = "850",
        ["IBM-943"] = "943", ["IBM-eucJP"] = "954", ["GBK"] = "1386", ["GB18030"] = "1392", ["big5"] = "950",
    };

    private static readonly Dictionary<string, string> Countries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["US"] = "1", ["GB"] = "44", ["DE"] = "49", ["FR"] = "33", ["ES"] = "34", ["IT"] = "39", ["NO"] = "47", ["SE"] = "46",
        ["DK"] = "45", ["NL"] = "31", ["PL"] = "48", ["JP"] = "81", ["CN"] = "86", ["TW"] = "88", ["KR"] = "82", ["BR"] = "55",
    };

    public static CodeSet Default { get; } = new("UTF-8", "1208", "US", "1");

    /// <summary>USING CODESET c TERRITORY t; SQL1205N for a pair the stand-in does not know.</summary>
    public static CodeSet Of(string name, string territory) =>
        CodePages.TryGetValue(name, out var page) && Countries.TryGetValue(territory, out var country)
            ? new CodeSet(name.ToUpperInvariant(), page, territory.ToUpperInvariant(), country)
            : throw new Db2Exception("SQL1205N", name, territory);
}
