using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Db2Backup.Emulator.Provider;

/// <summary>A value for a marker, or a place for an output of a procedure.</summary>
public sealed class EmulatorDb2Parameter : DbParameter
{
    private DbType? type;

    public override DbType DbType { get => type ?? DbType.String; set => type = value; }
    public override ParameterDirection Direction { get; set; } = ParameterDirection.Input;
    public override bool IsNullable { get; set; } = true;
    [AllowNull] public override string ParameterName { get; set; } = "";
    [AllowNull] public override string SourceColumn { get; set; } = "";
    public override bool SourceColumnNullMapping { get; set; }
    public override int Size { get; set; }
    public override object? Value { get; set; }

    public override void ResetDbType() => type = null;

    /// <summary>The value as the engine takes it; null for NULL and for what is output only.</summary>
    internal object? WireValue => Direction is ParameterDirection.Output or ParameterDirection.ReturnValue ? null : ToWire(Value);

    private static object? ToWire(object? value) => value switch
    {
        null or DBNull => null,
        bool flag => flag ? 1L : 0L,
        sbyte or byte or short or ushort or int or uint or long => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float or double => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        decimal or string or byte[] => value,
        char character => character.ToString(),
        DateTime time => time.ToString("yyyy-MM-dd-HH.mm.ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH.mm.ss", CultureInfo.InvariantCulture),
        TimeSpan time => time.ToString(@"hh\.mm\.ss", CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"Invalid argument: a parameter cannot be a {value.GetType().Name}"),
    };
}
