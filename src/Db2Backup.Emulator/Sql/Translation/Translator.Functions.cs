using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Sql.Values;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>Function calls: aggregates, functions over a window, scalar functions by <see cref="ScalarFunctions"/>.</summary>
internal sealed partial class Translator
{
    private Typed Function(FunctionCall call, Scope scope)
    {
        var name = call.Function.Name;
        var isBuiltIn = call.Function.Schema is null or "SYSIBM" or "SYSFUN" or "SYSPROC";
        if (!isBuiltIn) throw NoRoutine(call);
        if (call.Over is not null) return Window(call, scope);
        if (name is "COUNT" or "COUNT_BIG" or "SUM" or "AVG" or "LISTAGG" || (name is "MIN" or "MAX" && call.Arguments.Count == 1)) return Aggregate(call, scope);
        if (call.Star || call.Distinct) throw NoRoutine(call);
        var arguments = call.Arguments.Select(a => Operand(a, scope)).ToList();
        return ScalarFunctions.Find(name, arguments.Count)?.Invoke(this, arguments) ?? throw NoRoutine(call);
    }

    private static Db2Exception NoRoutine(FunctionCall call) => new("SQL0440N", call.Function, "FUNCTION");

    private Typed Aggregate(FunctionCall call, Scope scope)
    {
        if (!scope.AllowsAggregates || scope.InAggregate) throw new Db2Exception("SQL0120N");
        scope.SawAggregate = true;
        scope.InAggregate = true;
        try
        {
            var name = call.Function.Name;
            var countType = name == "COUNT" ? Db2Type.Integer : Db2Type.Decimal(31, 0);
            if (call.Star) return name is "COUNT" or "COUNT_BIG" ? new Typed("count(*)", countType) { Nullable = false } : throw NoRoutine(call);
            var arguments = call.Arguments.Select(a => Operand(a, scope)).ToList();
            if (arguments.Count != 1 && !(name == "LISTAGG" && arguments.Count == 2)) throw NoRoutine(call);
            var type = arguments[0].Type ?? throw new Db2Exception("SQL0418N");
            var operand = (call.Distinct ? "DISTINCT " : "") + arguments[0].Sql + (name is "MIN" or "MAX" || call.Distinct ? Collation(type) : "");
            switch (name)
            {
                case "COUNT" or "COUNT_BIG": return new Typed($"count({operand})", countType) { Nullable = false };
                case "MIN" or "MAX": return new Typed($"{name.ToLowerInvariant()}({operand})", type);
                case "LISTAGG":
                    var text = AsText(arguments[0]);
                    return new Typed(arguments.Count == 2 ? $"group_concat({text.Sql}, {arguments[1].Sql})" : $"group_concat({text.Sql}, '')", Db2Type.VarChar(4000));
                default: return Total(name, operand, type);
            }
        }
        finally
        {
            scope.InAggregate = false;
        }
    }

    private static Typed Total(string name, string operand, Db2Type type)
    {
        if (!type.IsNumeric()) throw new Db2Exception("SQL0402N", name);
        if (type.Kind == Db2TypeKind.Double) return new Typed($"{name.ToLowerInvariant()}({operand})", type);
        if (type.Kind == Db2TypeKind.Decimal)
        {
            if (name == "SUM") return new Typed($"decimal_sum({operand})", Db2Type.Decimal(31, type.Scale));
            var average = Db2Type.Decimal(31, 31 - type.Length + type.Scale);
            return new Typed($"dec('/', decimal_sum({operand}), count({operand}), {average.Scale})", average);
        }
        // SUM(SMALLINT) is INTEGER, the others keep their type [SQL Reference, SUM]; AVG cuts off.
        return name == "SUM"
            ? new Typed($"sum({operand})", type.Kind == Db2TypeKind.SmallInt ? Db2Type.Integer : type)
            : new Typed($"f_divide(sum({operand}), count({operand}))", type.Kind == Db2TypeKind.SmallInt ? Db2Type.Integer : type);
    }

    private Typed Window(FunctionCall call, Scope scope)
    {
        if (call.Function.Name is not ("ROW_NUMBER" or "ROWNUMBER" or "RANK" or "DENSE_RANK" or "DENSERANK") || call.Arguments.Count > 0) throw NoRoutine(call);
        if (!scope.AllowsAggregates) throw new Db2Exception("SQL0120N");
        var function = call.Function.Name switch
        {
            "RANK" => "rank",
            "ROW_NUMBER" or "ROWNUMBER" => "row_number",
            _ => "dense_rank",
        };
        var window = new List<string>();
        if (call.Over!.PartitionBy.Count > 0) window.Add("PARTITION BY " + string.Join(", ", call.Over.PartitionBy.Select(p => Operand(p, scope).Sql)));
        if (call.Over.OrderBy.Count > 0)
            window.Add("ORDER BY " + string.Join(", ", call.Over.OrderBy.Select(o =>
            {
                var key = Operand(o.Expression, scope);
                return key.Sql + Collation(key.Type ?? Db2Type.Integer) + (o.Descending ? " DESC NULLS FIRST" : " NULLS LAST");
            })));
        return new Typed($"{function}() OVER ({string.Join(' ', window)})", Db2Type.BigInt) { Nullable = false };
    }
}
