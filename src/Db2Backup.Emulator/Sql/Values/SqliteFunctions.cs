using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Values;

/// <summary>The functions that translated SQL calls where SQLite has none that does as Db2 does.</summary>
internal static class SqliteFunctions
{
    /// <param name="conversion">A conversion by its number, as the translation numbered it.</param>
    public static void Define(SqliteDatabase database, Func<int, (Db2Type? From, Db2Type To)> conversion)
    {
        database.Define("conv", 2, a =>
        {
            var (from, to) = conversion((int)(long)a[1]!);
            return ValueConverter.Convert(a[0], from, to, null);
        });
        database.Define("dec", 4, a => Decimals.Calculate((string)a[0]!, a[1], a[2], (long)a[3]!));
        database.DefineAggregate("decimal_sum", (sum, value) => value is null ? sum : Decimals.Calculate("+", sum ?? 0L, value, ScaleOf(value)), sum => sum);
        // A subquery that stands for one value: SQLite would take the first of several rows.
        database.DefineAggregate("only_row", (only, value) => only is null ? new object?[] { value } : throw new Db2Exception("SQL0811N"), only => (only as object?[])?[0]);
        DefineNumbers(database);
        DefineStrings(database);
        DefineDates(database);
    }

    private static void DefineNumbers(SqliteDatabase database)
    {
        NullSafe(database, "f_divide", 2, a => (a[0], a[1]) switch
        {
            (_, 0L) or (_, 0.0) => throw new Db2Exception("SQL0801N"),
            // as objects: else C# would make all of them floating point numbers
            (long x, long y) => (object)(y == -1 ? checked(-x) : x / y),
            var (x, y) => Real(x) / Real(y),
        });
        NullSafe(database, "f_mod", 2, a => (a[0], a[1]) switch
        {
            (_, 0L) or (_, 0.0) => throw new Db2Exception("SQL0801N"),
            (long x, long y) => y == -1 ? 0L : x % y,
            (double x, var y) => x % Real(y),
            (var x, double y) => Real(x) % y,
            var (x, y) => DecimalText(Decimals.Parse(x!) % Decimals.Parse(y!), Math.Max(ScaleOf(x!), ScaleOf(y!))),
        });
        Number(database, "f_abs", Math.Abs, Math.Abs, x => x == long.MinValue ? throw new Db2Exception("SQL0802N") : Math.Abs(x));
        Number(database, "f_floor", Math.Floor, Math.Floor, x => x);
        Number(database, "f_ceiling", Math.Ceiling, Math.Ceiling, x => x);
        NullSafe(database, "f_sign", 1, a => a[0] is long n ? Math.Sign(n) : Math.Sign(Real(a[0])));
        NullSafe(database, "f_round", 2, a => Rounded(a[0]!, (long)a[1]!, MidpointRounding.AwayFromZero));
        NullSafe(database, "f_truncate", 2, a => Rounded(a[0]!, (long)a[1]!, MidpointRounding.ToZero));
        NullSafe(database, "f_sqrt", 1, a => Real(a[0]) >= 0 ? Math.Sqrt(Real(a[0])) : throw new Db2Exception("SQL0802N"));
        NullSafe(database, "f_power", 2, a => Math.Pow(Real(a[0]), Real(a[1])));
        database.Define("f_rand", 0, _ => Random.Shared.NextDouble());
        database.Define("f_generate_unique", 0, _ => Guid.NewGuid().ToByteArray()[..13]);
        NullSafe(database, "f_digits", 2, a =>
        {
            var digits = a[0] is long n ? Math.Abs((decimal)n).ToString(CultureInfo.InvariantCulture) : ((string)a[0]!).Replace(".", "", StringComparison.Ordinal).TrimStart('-');
            return digits.PadLeft((int)(long)a[1]!, '0');
        });
    }

    private static void DefineStrings(SqliteDatabase database)
    {
        NullSafe(database, "f_left", 2, a => Text(a[0])[..Part(Text(a[0]), (long)a[1]!)]);
        NullSafe(database, "f_right", 2, a => Text(a[0])[^Part(Text(a[0]), (long)a[1]!)..]);
        NullSafe(database, "f_repeat", 3, a => Repeated(Text(a[0]), (long)a[1]!, (long)a[2]!));
        NullSafe(database, "f_lpad", 3, a => Padded(Text(a[0]), (int)(long)a[1]!, Text(a[2]), true));
        NullSafe(database, "f_rpad", 3, a => Padded(Text(a[0]), (int)(long)a[1]!, Text(a[2]), false));
        NullSafe(database, "f_locate", 3, a => Text(a[1]).IndexOf(Text(a[0]), (int)Math.Clamp((long)a[2]! - 1, 0, Text(a[1]).Length), StringComparison.Ordinal) + 1);
        NullSafe(database, "f_trim", 3, a =>
        {
            var (where, character, text) = (Text(a[0]), Text(a[1])[0], Text(a[2]));
            return where == "L" ? text.TrimStart(character) : where == "T" ? text.TrimEnd(character) : text.Trim(character);
        });
        database.Define("f_substr", 3, a => a[0] is null || a[1] is null ? null : Substring(a[0]!, (long)a[1]!, (long?)a[2]));
        database.Define("f_like", 3, a => a[0] is null || a[1] is null ? null : LikePattern.Matches(Text(a[0]), Text(a[1]), a[2] as string) ? 1L : 0L);
        NullSafe(database, "f_hex", 2, a => Hex(a[0]!, (Db2TypeKind)(long)a[1]!));
    }

    private static void DefineDates(SqliteDatabase database)
    {
        NullSafe(database, "f_add", 6, a => DateTimes.Add((string)a[0]!, new Db2Type((Db2TypeKind)(long)a[4]!, (int)(long)a[5]!), (long)a[1]! * (long)a[2]!, (string)a[3]!));
        // DATE(n): n days, the first of which is 0001-01-01.
        NullSafe(database, "f_date", 1, a => DateTimes.Format(DateTime.MinValue.AddDays((long)a[0]! - 1), Db2Type.Date));
        NullSafe(database, "f_part", 2, a => DatePart((string)a[0]!, DateTimes.Parse((string)a[1]!)));
        NullSafe(database, "f_format", 2, a => TimestampFormat.Write(DateTimes.Parse((string)a[0]!), (string)a[1]!));
        NullSafe(database, "f_parse", 2, a => DateTimes.Format(TimestampFormat.Read((string)a[0]!, (string)a[1]!), Db2Type.Timestamp));
    }

    private static void NullSafe(SqliteDatabase database, string name, int arguments, Func<object?[], object?> function) =>
        database.Define(name, arguments, a => Array.IndexOf(a, null) >= 0 ? null : function(a));

    private static void Number(SqliteDatabase database, string name, Func<double, double> real, Func<decimal, decimal> exact, Func<long, long> whole) =>
        NullSafe(database, name, 1, a => a[0] switch
        {
            long n => whole(n),
            double n => real(n),
            var text => DecimalText(exact(Decimals.Parse(text!)), ScaleOf(text!)),
        });

    private static double Real(object? value) => value switch
    {
        long n => n,
        double n => n,
        var text => double.Parse((string)text!, CultureInfo.InvariantCulture),
    };

    private static string Text(object? value) => ValueConverter.ToText(value!, ValueConverter.TypeOf(value!));

    private static int ScaleOf(object value) => value is string text && text.IndexOf('.') is >= 0 and var point ? text.Length - point - 1 : 0;

    private static string DecimalText(decimal value, int scale) => Decimals.Format(value, Db2Type.Decimal(31, scale));

    private static object Rounded(object value, long places, MidpointRounding mode)
    {
        if (value is double real) return places >= 0 ? Math.Round(real, (int)Math.Min(15, places), mode) : Math.Round(real / Math.Pow(10, -places), mode) * Math.Pow(10, -places);
        var exact = Decimals.Parse(value);
        var power = (decimal)Math.Pow(10, Math.Clamp(-places, 0, 27));
        var rounded = places >= 0 ? Math.Round(exact, (int)Math.Min(28, places), mode) : Math.Round(exact / power, mode) * power;
        return value is long ? (long)rounded : DecimalText(rounded, ScaleOf(value));
    }

    private static int Part(string text, long length) => length >= 0 ? (int)Math.Min(length, text.Length) : throw new Db2Exception("SQL0138N");

    private static string Repeated(string text, long times, long most)
    {
        if (times < 0) throw new Db2Exception("SQL0138N");
        if (times * text.Length > most) throw new Db2Exception("SQL0137N", "REPEAT", most);
        return new StringBuilder().Insert(0, text, (int)times).ToString();
    }

    private static string Padded(string text, int length, string with, bool left)
    {
        if (length < 0) throw new Db2Exception("SQL0138N");
        if (text.Length >= length) return text[..length];
        if (with.Length == 0) return text;
        var filling = new StringBuilder();
        while (filling.Length < length - text.Length) filling.Append(with);
        filling.Length = length - text.Length;
        return left ? filling + text : text + filling;
    }

    // SUBSTR fills up with blanks what the string lacks.
    private static object Substring(object value, long start, long? length)
    {
        if (start < 1 || length < 0) throw new Db2Exception("SQL0138N");
        if (value is byte[] bytes)
        {
            var from = (int)Math.Min(start - 1, bytes.Length);
            return bytes[from..(int)Math.Min(bytes.Length, from + (length ?? bytes.Length))];
        }
        var text = Text(value);
        var first = (int)Math.Min(start - 1, text.Length);
        var taken = text[first..(int)Math.Min(text.Length, first + (length ?? text.Length))];
        return length is { } wanted ? taken.PadRight((int)wanted) : taken;
    }

    private static string Hex(object value, Db2TypeKind kind) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        long n when kind == Db2TypeKind.SmallInt => Convert.ToHexString(BitConverter.GetBytes((short)n)),
        long n when kind == Db2TypeKind.Integer => Convert.ToHexString(BitConverter.GetBytes((int)n)),
        long n => Convert.ToHexString(BitConverter.GetBytes(n)),
        double n => Convert.ToHexString(BitConverter.GetBytes(n)),
        var text => Convert.ToHexString(Encoding.UTF8.GetBytes((string)text)),
    };

    private static long DatePart(string part, DateTime value) => part switch
    {
        "YEAR" => value.Year,
        "MONTH" => value.Month,
        "DAY" => value.Day,
        "HOUR" => value.Hour,
        "MINUTE" => value.Minute,
        "SECOND" => value.Second,
        "MICROSECOND" => value.Ticks % TimeSpan.TicksPerSecond / 10,
        "DAYS" => (long)(value.Date - DateTime.MinValue).TotalDays + 1,
        "DAYOFWEEK" => (int)value.DayOfWeek + 1,
        "DAYOFYEAR" => value.DayOfYear,
        "WEEK" => CultureInfo.InvariantCulture.Calendar.GetWeekOfYear(value, CalendarWeekRule.FirstDay, DayOfWeek.Sunday),
        "QUARTER" => (value.Month + 2) / 3,
        _ => (long)value.TimeOfDay.TotalSeconds,
    };
}
