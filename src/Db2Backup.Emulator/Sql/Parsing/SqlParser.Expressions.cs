using System.Globalization;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Results;

namespace Db2Backup.Emulator.Sql.Parsing;

/// <summary>Expressions and predicates, weakest operator first.</summary>
internal sealed partial class SqlParser
{
    private static readonly HashSet<string> Units = new(StringComparer.Ordinal)
    {
        "YEAR", "YEARS", "MONTH", "MONTHS", "DAY", "DAYS", "HOUR", "HOURS", "MINUTE", "MINUTES", "SECOND", "SECONDS", "MICROSECOND", "MICROSECONDS",
    };

    // Words that cannot begin an operand: what goes wrong before them is told in their name.
    private static readonly HashSet<string> NotOperands = new(StringComparer.Ordinal)
    {
        "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "FETCH", "UNION", "EXCEPT", "INTERSECT", "AND", "OR", "WHEN", "THEN", "ELSE", "END",
        "SELECT", "VALUES", "ON", "JOIN", "SET", "INTO", "IS", "IN", "BETWEEN", "LIKE", "AS", "BY",
    };

    private int markers;

    private Expression Condition()
    {
        var left = Conjunction();
        while (Accept("OR")) left = new Logical("OR", left, Conjunction());
        return left;
    }

    private Expression Conjunction()
    {
        var left = Factor();
        while (Accept("AND")) left = new Logical("AND", left, Factor());
        return left;
    }

    private Expression Factor() => Accept("NOT") ? new Not(Factor()) : Predicate();

    private Expression Predicate()
    {
        if (IsNext("EXISTS") && Ahead(1).IsSymbol("("))
        {
            Take();
            return new Exists(BracketedQuery());
        }
        var left = Sum();
        if (Current.Kind == TokenKind.Symbol && Current.Text is "=" or "<>" or "<" or "<=" or ">" or ">=")
            return new Comparison(Take().Text, left, Sum());
        if (Accept("IS"))
        {
            var isNot = Accept("NOT");
            Expect("NULL");
            return new NullTest(left, isNot);
        }
        var negated = IsNext("NOT") && Ahead(1) is { Kind: TokenKind.Word, Text: "BETWEEN" or "IN" or "LIKE" } && Accept("NOT");
        if (Accept("BETWEEN"))
        {
            var low = Sum();
            Expect("AND");
            return new Between(left, low, Sum(), negated);
        }
        if (Accept("LIKE"))
        {
            var pattern = Sum();
            return new Like(left, pattern, Accept("ESCAPE") ? Sum() : null, negated);
        }
        if (!Accept("IN")) return left;
        if (BeginsQuery(1) && Current.IsSymbol("(")) return new InQuery(left, BracketedQuery(), negated);
        return new InList(left, Bracketed(Sum), negated);
    }

    private Expression Sum()
    {
        var left = Product();
        while (true)
        {
            if (Current.Kind == TokenKind.Symbol && Current.Text is "+" or "-" or "||") left = new Arithmetic(Take().Text, left, Product());
            else if (Accept("CONCAT")) left = new Arithmetic("||", left, Product());
            else return left;
        }
    }

    private Expression Product()
    {
        var left = Operand();
        while (Current.Kind == TokenKind.Symbol && Current.Text is "*" or "/" or "%") left = new Arithmetic(Take().Text, left, Operand());
        return left;
    }

    private Expression Operand()
    {
        if (AcceptSymbol("-"))
            return Operand() switch
            {
                Constant { Value: long number } c => new Constant(-number, c.Type),
                LabeledDuration d => d with { Amount = new Negation(d.Amount) },
                var operand => new Negation(operand),
            };
        AcceptSymbol("+");
        var primary = Primary();
        return Current.Kind == TokenKind.Word && Units.Contains(Current.Text) ? new LabeledDuration(primary, Take().Text.TrimEnd('S')) : primary;
    }

    private Expression Primary()
    {
        switch (Current.Kind)
        {
            case TokenKind.Text:
                var text = Take().Text;
                return new Constant(text, Db2Type.VarChar(System.Text.Encoding.UTF8.GetByteCount(text)));
            case TokenKind.HexText:
                return HexConstant(Take().Text);
            case TokenKind.Integer or TokenKind.Decimal or TokenKind.Float:
                return NumericConstant(Take());
            case TokenKind.Marker:
                Take();
                return new Marker(markers++);
            case TokenKind.Symbol when Current.Text == "(":
                if (BeginsQuery(1)) return new ScalarQuery(BracketedQuery());
                Take();
                var inner = Condition();
                ExpectSymbol(")");
                return inner;
            case TokenKind.Word when !NotOperands.Contains(Current.Text):
            case TokenKind.DelimitedName:
                return NamedOperand();
            default:
                throw Unexpected("<expression>");
        }
    }

    private static Constant HexConstant(string digits)
    {
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit)) throw new Db2Exception("SQL0110N", digits);
        return new Constant(Convert.FromHexString(digits), Db2Type.VarChar(digits.Length / 2) with { BitData = true });
    }

    private static Constant NumericConstant(Token token)
    {
        if (token.Kind == TokenKind.Float) return new Constant(double.Parse(token.Text, CultureInfo.InvariantCulture), Db2Type.Double);
        if (token.Kind == TokenKind.Integer && long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new Constant(number, number <= int.MaxValue ? Db2Type.Integer : Db2Type.BigInt);
        var digits = token.Text.Replace(".", "", StringComparison.Ordinal).TrimStart('0');
        var scale = token.Text.Contains('.') ? token.Text.Length - token.Text.IndexOf('.') - 1 : 0;
        var precision = Math.Max(1, Math.Max(digits.Length, scale));
        if (precision > 31 || !decimal.TryParse(token.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            throw new Db2Exception("SQL0103N", token.Text);
        var canonical = token.Text.TrimEnd('.');
        return new Constant(canonical.StartsWith('.') ? "0" + canonical : canonical, Db2Type.Decimal(precision, scale));
    }

    private Expression NamedOperand()
    {
        if (Current.Kind == TokenKind.Word)
        {
            if (Accept("NULL")) return new Constant(null, null);
            if (Accept("DEFAULT")) return new DefaultValue();
            if (IsNext("CASE")) return CaseExpression();
            if (IsNext("CAST") && Ahead(1).IsSymbol("(")) return CastExpression();
            if (Register() is { } register) return register;
        }
        var first = Name();
        if (Current.IsSymbol("(")) return Function(new ObjectName(null, first));
        if (!AcceptSymbol(".")) return new ColumnReference(null, null, first);
        var second = Name();
        if (Current.IsSymbol("(")) return Function(new ObjectName(first, second));
        return AcceptSymbol(".") ? new ColumnReference(first, second, Name()) : new ColumnReference(null, first, second);
    }

    private SpecialRegister? Register()
    {
        if (IsNext("USER") && !Ahead(1).IsSymbol(".")) return Taken("USER", 1);
        if (IsNext("SESSION_USER") || IsNext("SYSTEM_USER")) return Taken("USER", 1);
        if (Current is { Kind: TokenKind.Word, Text: "CURRENT_TIMESTAMP" or "CURRENT_DATE" or "CURRENT_TIME" or "CURRENT_SCHEMA" or "CURRENT_SERVER" or "CURRENT_TIMEZONE" or "CURRENT_USER" })
            return Taken(Current.Text["CURRENT_".Length..], 1);
        if (!IsNext("CURRENT")) return null;
        if (Ahead(1) is { Kind: TokenKind.Word, Text: "TIMESTAMP" or "DATE" or "TIME" or "SCHEMA" or "SERVER" or "TIMEZONE" or "USER" or "ISOLATION" or "MEMBER" or "SQLID" } next)
            return Taken(next.Text == "SQLID" ? "SCHEMA" : next.Text, 2);
        return null;

        SpecialRegister Taken(string name, int words)
        {
            Position += words;
            return new SpecialRegister(name);
        }
    }

    private FunctionCall Function(ObjectName name)
    {
        ExpectSymbol("(");
        FunctionCall call;
        if (AcceptSymbol(")")) call = new FunctionCall(name, [], false, false);
        else if (Current.IsSymbol("*") && Ahead(1).IsSymbol(")"))
        {
            Position += 2;
            call = new FunctionCall(name, [], false, true);
        }
        else
        {
            var distinct = Accept("DISTINCT");
            if (!distinct) Accept("ALL");
            var arguments = name is { Schema: null, Name: "TRIM" or "STRIP" } ? TrimArguments() : CommaList(Condition);
            ExpectSymbol(")");
            call = new FunctionCall(name, arguments, distinct, false);
        }
        return Accept("OVER") ? call with { Over = Window() } : call;
    }

    // TRIM([[BOTH|LEADING|TRAILING] [character] FROM] expression): as where, character, expression.
    private List<Expression> TrimArguments()
    {
        var where = Accept("BOTH") || Accept("B") ? "B" : Accept("LEADING") || Accept("L") ? "L" : Accept("TRAILING") || Accept("T") ? "T" : null;
        Expression character = new Constant(" ", Db2Type.VarChar(1));
        if (where is null && !IsNext("FROM"))
        {
            var only = Sum();
            if (!Accept("FROM")) return [new Constant("B", Db2Type.VarChar(1)), character, only];
            return [new Constant("B", Db2Type.VarChar(1)), only, Sum()];
        }
        if (!IsNext("FROM")) character = Sum();
        Expect("FROM");
        return [new Constant(where ?? "B", Db2Type.VarChar(1)), character, Sum()];
    }

    private WindowClause Window()
    {
        ExpectSymbol("(");
        var partition = Accept("PARTITION", "BY") ? CommaList(Sum) : [];
        var order = Accept("ORDER", "BY") ? CommaList(OrderItem) : [];
        ExpectSymbol(")");
        return new WindowClause(partition, order);
    }

    private Case CaseExpression()
    {
        Expect("CASE");
        var operand = IsNext("WHEN") ? null : Sum();
        var branches = new List<(Expression, Expression)>();
        while (Accept("WHEN"))
        {
            var when = operand is null ? Condition() : Sum();
            Expect("THEN");
            branches.Add((when, Sum()));
        }
        if (branches.Count == 0) throw Unexpected("WHEN");
        var otherwise = Accept("ELSE") ? Sum() : null;
        Expect("END");
        return new Case(operand, branches, otherwise);
    }

    private Cast CastExpression()
    {
        Expect("CAST");
        ExpectSymbol("(");
        var operand = Sum();
        Expect("AS");
        var type = DataType();
        ExpectSymbol(")");
        return new Cast(operand, type);
    }
}
