namespace Db2Backup.Emulator.Storage;

/// <summary>The tables in SYSCATSPACE that keep the definitions; SYSCAT's views are made from what <see cref="Catalog"/> reads of them.</summary>
internal static class CatalogTables
{
    private static readonly string[] Definitions =
    [
        "CREATE TABLE schemas (name TEXT PRIMARY KEY, owner TEXT NOT NULL, created TEXT NOT NULL)",
        """
        CREATE TABLE tables (id INTEGER PRIMARY KEY, schema TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, space INTEGER NOT NULL,
            owner TEXT NOT NULL, created TEXT NOT NULL, text TEXT NOT NULL, view_schema TEXT NOT NULL,
            available INTEGER NOT NULL, compressed INTEGER NOT NULL, UNIQUE (schema, name))
        """,
        """
        CREATE TABLE columns (table_id INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, kind INTEGER NOT NULL,
            length INTEGER NOT NULL, scale INTEGER NOT NULL, bit_data INTEGER NOT NULL, nullable INTEGER NOT NULL,
            default_text TEXT, identity TEXT NOT NULL, first INTEGER NOT NULL, step INTEGER NOT NULL,
            PRIMARY KEY (table_id, position)) WITHOUT ROWID
        """,
        """
        CREATE TABLE indexes (id INTEGER PRIMARY KEY, schema TEXT NOT NULL, name TEXT NOT NULL, table_id INTEGER NOT NULL,
            rule TEXT NOT NULL, columns TEXT NOT NULL, constraint_name TEXT NOT NULL, created TEXT NOT NULL, UNIQUE (schema, name))
        """,
    ];

    public static void Create(SqliteDatabase file)
    {
        foreach (var definition in Definitions) file.Execute(definition);
    }
}
