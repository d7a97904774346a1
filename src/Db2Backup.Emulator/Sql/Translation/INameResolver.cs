using Db2Backup.Emulator.Results;
using Db2Backup.Emulator.Sql.Parsing;
using Db2Backup.Emulator.Storage;

namespace Db2Backup.Emulator.Sql.Translation;

/// <summary>What a translation must know of the session it is for.</summary>
internal interface INameResolver
{
    string CurrentSchema { get; }

    /// <summary>A base table or view; null when there is none.</summary>
    TableDefinition? Table(string schema, string name);

    /// <summary>Makes a table's rows readable (its table space attached) and returns its name for SQLite. SQL0290N, SQL0551N, SQL1477N.</summary>
    string Read(TableDefinition table);

    /// <summary>A view of the system, its rows as of now; null when there is none of this name.</summary>
    SystemTable? SystemView(string schema, string name);

    /// <summary>A table function; SQL0440N when there is none with such arguments.</summary>
    SystemTable TableFunction(ObjectName name, IReadOnlyList<object?> arguments);

    /// <summary>The value of a special register in this statement.</summary>
    (object? Value, Db2Type Type) Register(string name);

    /// <summary>The value of a parameter marker; SQL0313N when the client sent none.</summary>
    object? Marker(int index);

    /// <summary>A number by which SQL names a conversion: conv(x, number).</summary>
    int Conversion(Db2Type? from, Db2Type to);
}

/// <param name="SqliteName">A temporary table with columns c0, c1 …</param>
internal sealed record SystemTable(string SqliteName, IReadOnlyList<SourceColumn> Columns);
