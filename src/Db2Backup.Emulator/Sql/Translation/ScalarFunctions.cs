using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>
/// The scalar functions: how many arguments they take, what type they give and which function of
/// <see cref="SqliteFunctions"/> does the work.
/// </summary>
internal static class ScalarFunctions
{
    private delegate Typed Rule(Translator translator, IReadOnlyList<Typed> arguments);

    private sealed record Entry(int Least, int Most, Rule Rule);

    private static readonly Dictionary<string, Entry> ByName = Build();

    public static Func<Translator, IReadOnlyList<Typed>, Typed>? Find(string name, int arguments) =>
        ByName.TryGetValue(name, out var entry) && arguments >= entry.Least && arguments <= entry.Most
            ? (translator, list) => entry.Rule(translator, list)
            : null;

    private static Dictionary<string, Entry> Build()
    {
        var all = new Dictionary<string, Entry>(StringComparer.Ordinal);
        void Add(string names, int least, int most, Rule rule)
        {
            foreach (var name in names.Split(' ')) all.Add(name, new Entry(least, most, rule));
        }

        // strings
        Add("UPPER UCASE", 1, 1, (t, a) => Same(t, a[0], "upper"));
        Add("LOWER LCASE", 1, 1, (t, a) => Same(t, a[0], "lower"));
        Add("LTRIM", 1, 1, (t, a) => Varying(t, a[0], "ltrim"));
        Add("RTRIM", 1, 1, (t, a) => Varying(t, a[0], "rtrim"));
        Add("TRIM STRIP", 3, 3, (t, a) => new Typed($"f_trim({a[0].Sql}, {a[1].Sql}, {t.AsText(a[2]).Sql})", Varying(t.AsText(a[2]).Type)));
        Add("SUBSTR SUBSTRING", 2, 3, Substring);
        Add("LEFT", 2, 2, (t, a) => new Typed($"f_left({t.AsText(a[0]).Sql}, {a[1].Sql})", Varying(t.AsText(a[0]).Type)));
        Add("RIGHT", 2, 2, (t, a) => new Typed($"f_right({t.AsText(a[0]).Sql}, {a[1].Sql})", Varying(t.AsText(a[0]).Type)));
        Add("CONCAT", 2, 2, (t, a) => t.Concatenate(a[0], a[1]));
        Add("REPLACE", 3, 3, (t, a) => new Typed($"replace({t.AsText(a[0]).Sql}, {a[1].Sql}, {a[2].Sql})", Db2Type.VarChar(4000)));
        Add("REPEAT", 2, 2, (t, a) => new Typed($"f_repeat({t.AsText(a[0]).Sql}, {a[1].Sql}, {MostRepeated(t.AsText(a[0]))})", Repeated(t.AsText(a[0]), a[1])));
        Add("SPACE", 1, 1, (_, a) => new Typed($"f_repeat(' ', {a[0].Sql}, {MostCharacters})", Db2Type.VarChar(4000)));
        Add("LPAD", 2, 3, (t, a) => Pad(t, a, "f_lpad"));
        Add("RPAD", 2, 3, (t, a) => Pad(t, a, "f_rpad"));
        Add("LOCATE", 2, 3, (t, a) => new Typed($"f_locate({t.AsText(a[0]).Sql}, {t.AsText(a[1]).Sql}, {(a.Count == 3 ? a[2].Sql : "1")})", Db2Type.Integer));
        Add("POSSTR INSTR", 2, 2, (t, a) => new Typed($"f_locate({t.AsText(a[1]).Sql}, {t.AsText(a[0]).Sql}, 1)", Db2Type.Integer));
        Add("LENGTH", 1, 1, (_, a) => Length(a[0]));
        Add("HEX", 1, 1, (t, a) => new Typed($"f_hex({a[0].Sql}, {(int)(a[0].Type ?? Db2Type.Integer).Kind})", Db2Type.VarChar(Math.Min(32672, 2 * Math.Max(1, t.AsText(a[0]).Type?.Length ?? 1)))));
        Add("CHR", 1, 1, (_, a) => new Typed($"char({a[0].Sql})", Db2Type.Char(1)));
        Add("ASCII", 1, 1, (_, a) => new Typed($"unicode({a[0].Sql})", Db2Type.Integer));
        Add("DIGITS", 1, 1, (_, a) => new Typed($"f_digits({a[0].Sql}, {Digits(a[0])})", Db2Type.Char(Digits(a[0]))));

        // numbers
        Add("ABS ABSVAL", 1, 1, (_, a) => Number(a[0], $"f_abs({a[0].Sql})"));
        Add("SIGN", 1, 1, (_, a) => new Typed($"f_sign({a[0].Sql})", Db2Type.Integer));
        Add("MOD", 2, 2, (_, a) => new Typed($"f_mod({a[0].Sql}, {a[1].Sql})", TypeRules.Arithmetic("+", NumberType(a[0]), NumberType(a[1]))));
        Add("FLOOR", 1, 1, (_, a) => Number(a[0], $"f_floor({a[0].Sql})"));
        Add("CEIL CEILING", 1, 1, (_, a) => Number(a[0], $"f_ceiling({a[0].Sql})"));
        Add("ROUND", 1, 2, (_, a) => Number(a[0], $"f_round({a[0].Sql}, {(a.Count == 2 ? a[1].Sql : "0")})"));
        Add("TRUNCATE TRUNC", 1, 2, (_, a) => Number(a[0], $"f_truncate({a[0].Sql}, {(a.Count == 2 ? a[1].Sql : "0")})"));
        Add("SQRT", 1, 1, (t, a) => new Typed($"f_sqrt({t.Converted(a[0], Db2Type.Double).Sql})", Db2Type.Double));
        Add("POWER", 2, 2, (t, a) => new Typed($"f_power({t.Converted(a[0], Db2Type.Double).Sql}, {t.Converted(a[1], Db2Type.Double).Sql})", NumberType(a[0]).IsInteger() && NumberType(a[1]).IsInteger() ? Db2Type.Integer : Db2Type.Double));
        Add("RAND", 0, 0, (_, _) => new Typed("f_rand()", Db2Type.Double));
        Add("GENERATE_UNIQUE", 0, 0, (_, _) => new Typed("f_generate_unique()", Db2Type.Char(13) with { BitData = true }));

        // from one type to another
        Add("SMALLINT", 1, 1, (t, a) => t.Converted(a[0], Db2Type.SmallInt));
        Add("INTEGER INT", 1, 1, (t, a) => t.Converted(a[0], Db2Type.Integer));
        Add("BIGINT", 1, 1, (t, a) => t.Converted(a[0], Db2Type.BigInt));
        Add("DOUBLE FLOAT DOUBLE_PRECISION", 1, 1, (t, a) => t.Converted(a[0], Db2Type.Double));
        Add("DECIMAL DEC", 1, 3, (t, a) => t.Converted(a[0], Db2Type.Decimal(Size(a, 1, a[0].Type?.IsInteger() == true ? a[0].Type!.Digits() : 15), Size(a, 2, 0))));
        Add("CHAR", 1, 2, (t, a) => t.Converted(a[0], Db2Type.Char(Size(a, 1, Math.Clamp(a[0].Type?.TextLength() ?? 1, 1, 255)))));
        Add("VARCHAR", 1, 2, (t, a) => t.Converted(a[0], Db2Type.VarChar(Size(a, 1, Math.Clamp(a[0].Type?.TextLength() ?? 1, 1, 32672)))));
        Add("CLOB", 1, 1, (t, a) => t.Converted(a[0], new Db2Type(Db2TypeKind.Clob, 1 << 20)));
        Add("BLOB", 1, 1, (t, a) => t.Converted(a[0], new Db2Type(Db2TypeKind.Blob, 1 << 20)));

        // dates and times
        Add("DATE", 1, 1, (t, a) => a[0].Type?.IsInteger() == true ? new Typed($"f_date({a[0].Sql})", Db2Type.Date) : t.Converted(a[0], Db2Type.Date));
        Add("TIME", 1, 1, (t, a) => a[0].Type?.Kind == Db2TypeKind.Timestamp ? new Typed($"substr({a[0].Sql}, 12, 8)", Db2Type.Time) : t.Converted(a[0], Db2Type.Time));
        Add("TIMESTAMP", 1, 2, (t, a) => a.Count == 1 ? t.Converted(a[0], Db2Type.Timestamp) : new Typed($"({t.Converted(a[0], Db2Type.Date).Sql} || '-' || {t.Converted(a[1], Db2Type.Time).Sql} || '.000000')", Db2Type.Timestamp));
        foreach (var part in new[] { "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "MICROSECOND", "DAYS", "DAYOFWEEK", "DAYOFYEAR", "WEEK", "QUARTER", "MIDNIGHT_SECONDS" })
            Add(part, 1, 1, (t, a) => new Typed($"f_part('{part}', {AsDateTime(t, a[0], part).Sql})", Db2Type.Integer));
        Add("VARCHAR_FORMAT TO_CHAR", 1, 2, (t, a) => new Typed($"f_format({t.Converted(a[0], Db2Type.Timestamp).Sql}, {(a.Count == 2 ? a[1].Sql : "'YYYY-MM-DD HH24:MI:SS'")})", Db2Type.VarChar(254)));
        Add("TIMESTAMP_FORMAT TO_DATE TO_TIMESTAMP", 2, 2, (t, a) => new Typed($"f_parse({t.AsText(a[0]).Sql}, {a[1].Sql})", Db2Type.Timestamp));

        // any type
        Add("COALESCE VALUE NVL IFNULL", 2, 64, Coalesce);
        Add("NULLIF", 2, 2, (t, a) => new Typed($"CASE WHEN {t.Compare("=", a[0], a[1]).Sql} THEN NULL ELSE {a[0].Sql} END", a[0].Type));
        Add("MAX GREATEST", 2, 64, (t, a) => Extreme(t, a, "max"));
        Add("MIN LEAST", 2, 64, (t, a) => Extreme(t, a, "min"));
        return all;
    }

    private static Typed Same(Translator t, Typed operand, string function)
    {
        var text = t.AsText(operand);
        return new Typed($"{function}({text.Sql})", text.Type) { Nullable = operand.Nullable };
    }

    private static Typed Varying(Translator t, Typed operand, string function)
    {
        var text = t.AsText(operand);
        return new Typed($"{function}({text.Sql})", Varying(text.Type));
    }

    private static Db2Type? Varying(Db2Type? type) => type?.Kind == Db2TypeKind.Char ? type with { Kind = Db2TypeKind.VarChar } : type;

    private static Typed Substring(Translator t, IReadOnlyList<Typed> a)
    {
        var text = t.AsText(a[0]);
        var length = a.Count == 3 ? a[2].Sql : "NULL";
        var isKnown = a.Count == 3 && a[2] is { IsConstant: true, Value: long };
        // SUBSTR(x, n, 10) is a CHAR(10); an unknown length gives a VARCHAR as long as x.
        var type = text.Type is null ? null
            : isKnown && text.Type.Kind != Db2TypeKind.Clob ? new Db2Type((long)a[2].Value! <= 254 ? Db2TypeKind.Char : Db2TypeKind.VarChar, (int)Math.Clamp((long)a[2].Value!, 1, 32672)) { BitData = text.Type.BitData }
            : Varying(text.Type);
        return new Typed($"f_substr({text.Sql}, {a[1].Sql}, {length})", type);
    }

    private const int MostCharacters = 32672, MostRepeatedClob = 1 << 20;

    // A VARCHAR holds so much; REPEAT of a CLOB gives a CLOB(1M).
    private static int MostRepeated(Typed text) => text.Type?.Kind == Db2TypeKind.Clob ? MostRepeatedClob : MostCharacters;

    private static Db2Type Repeated(Typed text, Typed times) =>
        new(text.Type?.Kind == Db2TypeKind.Clob ? Db2TypeKind.Clob : Db2TypeKind.VarChar,
            times is { IsConstant: true, Value: long n } ? (int)Math.Clamp(n * (text.Type?.Length ?? 1), 1, 32672) : 4000);

    private static Typed Pad(Translator t, IReadOnlyList<Typed> a, string function) =>
        new($"{function}({t.AsText(a[0]).Sql}, {a[1].Sql}, {(a.Count == 3 ? a[2].Sql : "' '")})", Db2Type.VarChar(a[1] is { IsConstant: true, Value: long n } ? (int)Math.Clamp(n, 1, 32672) : 4000));

    private static Typed Length(Typed operand)
    {
        if (operand.Type is null) return new Typed("NULL", Db2Type.Integer);
        if (operand.Type.IsCharacter() || operand.Type.IsBinary()) return new Typed($"length(CAST({operand.Sql} AS BLOB))", Db2Type.Integer);
        var bytes = operand.Type.Kind switch
        {
            Db2TypeKind.Decimal => operand.Type.Length / 2 + 1,
            Db2TypeKind.Time => 3,
            _ => operand.Type.CatalogLength(),
        };
        return new Typed($"CASE WHEN {operand.Sql} IS NULL THEN NULL ELSE {bytes} END", Db2Type.Integer);
    }

    private static int Digits(Typed operand) => operand.Type?.Kind switch
    {
        Db2TypeKind.SmallInt => 5,
        Db2TypeKind.Integer => 10,
        Db2TypeKind.BigInt => 19,
        Db2TypeKind.Decimal => operand.Type.Length,
        _ => throw new Db2Exception("SQL0440N", "DIGITS", "FUNCTION"),
    };

    private static Db2Type NumberType(Typed operand) => operand.Type is null ? Db2Type.Integer
        : operand.Type.IsNumeric() ? operand.Type
        : operand.Type.IsCharacter() ? Db2Type.Double
        : throw new Db2Exception("SQL0402N", "function");

    private static Typed Number(Typed operand, string sql) => new(sql, NumberType(operand));

    private static int Size(IReadOnlyList<Typed> arguments, int index, int whenNotGiven) =>
        arguments.Count <= index ? whenNotGiven
        : arguments[index] is { IsConstant: true, Value: long size and >= 0 and <= 32672 } ? (int)size
        : throw new Db2Exception("SQL0171N", index + 1, "CAST", "");

    private static Typed AsDateTime(Translator t, Typed operand, string routine) => operand.Type?.IsCharacter() == true
        ? t.Converted(operand, operand.Type.Length <= 10 ? Db2Type.Date : Db2Type.Timestamp)
        : operand.Type is null || operand.Type.IsDateTime() ? operand : throw new Db2Exception("SQL0171N", 1, routine, "");

    private static Typed Coalesce(Translator t, IReadOnlyList<Typed> a)
    {
        var type = Translator.CommonType(a, "COALESCE") ?? throw new Db2Exception("SQL0418N");
        return new Typed($"coalesce({string.Join(", ", a.Select(x => t.Converted(x, type).Sql))})", type) { Nullable = a.All(x => x.Nullable) };
    }

    private static Typed Extreme(Translator t, IReadOnlyList<Typed> a, string function)
    {
        var type = Translator.CommonType(a, function) ?? throw new Db2Exception("SQL0418N");
        var collation = type.Kind == Db2TypeKind.Decimal ? " COLLATE " + Storage.SqliteDatabase.DecimalCollation : "";
        return new Typed($"{function}({string.Join(", ", a.Select(x => t.Converted(x, type).Sql + collation))})", type);
    }
}
