using System.Globalization;
using System.Text;
using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Provider;

namespace Db2Backup.Emulator.Tools;

/// <summary>
/// The program `db2look -d database [-e] [-a] [-l] [-x] [-o file]`: storage groups and table spaces (-l), tables, keys, indexes and views
/// (-e), of all creators (-a) or of the one who asks. There are no privileges of objects here that -x could tell. Nothing else of it is
/// offered. [IBM Docs 11.5, db2look]
/// </summary>
internal static class Db2Look
{
    // [IBM Docs 11.5, db2look: "If neither -u nor -a is specified, the environment variable USER is used"]
    private const string Usage = "Syntax: db2look -d DBname [-e] [-a] [-l] [-x] [-o Fname]\n";

    private sealed record Options(string Database, bool Objects, bool All, bool Layout, string? Output);

    [Unconfirmed("IBM Docs 11.5, db2look: the wording of what it prints, that it tells its progress on the standard error, its exit codes, and the form of the DDL")]
    public static int Run(string[] arguments)
    {
        if (Parse(arguments) is not { } options)
        {
            FrontEnd.Print(Usage);
            return 1;
        }
        try
        {
            using var connection = new EmulatorDb2Connection { ConnectionString = $"Database={options.Database}" };
            connection.Open();
            var user = Environment.UserName.ToUpperInvariant();
            Console.Error.Write($"-- No userid was specified, db2look tries to use Environment variable USER\n-- USER is: {user}\n-- Creating DDL for table(s)\n");
            var text = Script(new Catalog(connection), options, user);
            if (options.Output is null) FrontEnd.Print(text);
            else
            {
                File.WriteAllText(options.Output, text);
                Console.Error.Write($"-- Output is sent to file: {options.Output}\n");
            }
            return 0;
        }
        catch (EmulatorDb2Exception refusal)
        {
            // As db2 prints it: without what the provider puts before the id.
            FrontEnd.Print(refusal.Message[Math.Max(0, refusal.Message.IndexOf("SQL", StringComparison.Ordinal))..] + "\n");
            return ExitCodes.Error;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            FrontEnd.Print($"db2look: {options.Output} cannot be written: {e.Message}\n");
            return ExitCodes.Error;
        }
    }

    private static Options? Parse(string[] words)
    {
        var options = new Options("", false, false, false, null);
        for (var i = 0; i < words.Length; i++)
        {
            var read = words[i] switch
            {
                "-d" when i + 1 < words.Length => options with { Database = words[++i].ToUpperInvariant() },
                "-o" when i + 1 < words.Length => options with { Output = words[++i] },
                "-e" => options with { Objects = true },
                "-a" => options with { All = true },
                "-l" => options with { Layout = true },
                "-x" => options,
                _ => null,
            };
            if (read is null) return null;
            options = read;
        }
        return options.Database.Length == 0 ? null : options;
    }

    private static string Script(Catalog catalog, Options options, string user)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"-- This CLP file was created using DB2LOOK Version \"11.5\" \n-- Timestamp: {DateTime.Now:ddd dd MMM yyyy HH:mm:ss}\n");
        text.Append(CultureInfo.InvariantCulture, $"-- Database Name: {options.Database,-15}\n-- Database Manager Version: DB2/LINUXX8664 Version {ProductLevel.Version}\n");
        text.Append(CultureInfo.InvariantCulture, $"-- Database Codepage: 1208\n\n\nCONNECT TO {options.Database};\n\n");
        if (options.Layout) AddLayout(text, catalog);
        if (options.Objects) AddObjects(text, catalog, options.All ? null : user);
        return text.Append("COMMIT WORK;\n\nCONNECT RESET;\n\nTERMINATE;\n\n").ToString();
    }

    private static void AddLayout(StringBuilder text, Catalog catalog)
    {
        Heading(text, "DDL Statements for stogroup");
        foreach (var group in catalog.Rows("SELECT SGNAME, OVERHEAD, DEVICEREADRATE FROM SYSCAT.STOGROUPS"))
            text.Append(CultureInfo.InvariantCulture, $"ALTER STOGROUP \"{group[0]}\"\n\t OVERHEAD {group[1]}\n\t DEVICE READ RATE {group[2]}\n\t DATA TAG NONE\n\t SET AS DEFAULT;\n\n");
        Heading(text, "DDL Statements for TABLESPACES");
        // Those that CREATE DATABASE makes are altered where they differ, and not created.
        foreach (var space in catalog.Rows("SELECT TBSPACE, PAGESIZE, EXTENTSIZE, DATATYPE, TBSPACEID FROM SYSCAT.TABLESPACES WHERE TBSPACEID > 2 ORDER BY TBSPACEID"))
            text.Append(CultureInfo.InvariantCulture, $"CREATE {(space[3] == "L" ? "LARGE" : "REGULAR")} TABLESPACE \"{space[0]}\" IN DATABASE PARTITION GROUP IBMDEFAULTGROUP\n\t PAGESIZE {space[1]} {Managed(catalog, space[0])}\n\t EXTENTSIZE {space[2]};\n\n");
    }

    private static string Managed(Catalog catalog, string space)
    {
        var automatic = catalog.Rows($"SELECT TBSP_USING_AUTO_STORAGE FROM TABLE(MON_GET_TABLESPACE('{space}', -2)) AS T");
        if (automatic is [["1"]]) return "MANAGED BY AUTOMATIC STORAGE USING STOGROUP \"IBMSTOGROUP\"";
        return "MANAGED BY DATABASE USING (" + string.Join(", ", catalog.Rows($"SELECT CONTAINER_NAME, TOTAL_PAGES FROM TABLE(MON_GET_CONTAINER('{space}', -2)) AS T").Select(c => $"FILE '{c[0]}' {c[1]}")) + ")";
    }

    private static void AddObjects(StringBuilder text, Catalog catalog, string? creator)
    {
        foreach (var table in catalog.Rows("SELECT TABSCHEMA, TABNAME, OWNER, TBSPACE FROM SYSCAT.TABLES WHERE TYPE = 'T' ORDER BY TABSCHEMA, TABNAME"))
            if (table[0] != "SYSIBM" && (creator is null || table[2] == creator)) AddTable(text, catalog, table[0], table[1], table[3]);
        foreach (var view in catalog.Rows("SELECT VIEWSCHEMA, VIEWNAME, OWNER, TEXT FROM SYSCAT.VIEWS ORDER BY VIEWSCHEMA, VIEWNAME"))
        {
            if (creator is not null && view[2] != creator) continue;
            Heading(text, $"DDL Statements for View \"{view[0]}\".\"{view[1]}\"");
            text.Append(CultureInfo.InvariantCulture, $"SET CURRENT SCHEMA = \"{view[0]}\";\n{view[3]};\n\n");
        }
    }

    private static void AddTable(StringBuilder text, Catalog catalog, string schema, string name, string space)
    {
        Heading(text, $"DDL Statements for Table \"{schema}\".\"{name}\"");
        var columns = catalog.Rows($"SELECT COLNAME, TYPENAME, LENGTH, SCALE, NULLS, \"DEFAULT\" FROM SYSCAT.COLUMNS WHERE TABSCHEMA = {Literal(schema)} AND TABNAME = {Literal(name)} ORDER BY COLNO")
            .Select(c => $"\t\t  \"{c[0]}\" {TypeText(c[1], c[2], c[3])}{(c[4] == "N" ? " NOT NULL" : "")}{(c[5].Length > 0 ? " WITH DEFAULT " + c[5] : "")}");
        text.Append(CultureInfo.InvariantCulture, $"CREATE TABLE \"{schema}\".\"{name}\"  (\n{string.Join(" , \n", columns)} )   \n\t\t IN \"{space}\"  \n\t\t ORGANIZE BY ROW; \n\n\n");
        foreach (var index in catalog.Rows($"SELECT INDSCHEMA, INDNAME, UNIQUERULE, COLNAMES FROM SYSCAT.INDEXES WHERE TABSCHEMA = {Literal(schema)} AND TABNAME = {Literal(name)} ORDER BY IID"))
        {
            var keys = index[3].Split(['+', '-'], StringSplitOptions.RemoveEmptyEntries).Select(k => $"\"{k}\"");
            text.Append(index[2] == "P"
                ? $"ALTER TABLE \"{schema}\".\"{name}\" \n\tADD PRIMARY KEY\n\t\t({string.Join(", ", keys)});\n\n"
                : $"CREATE {(index[2] == "U" ? "UNIQUE " : "")}INDEX \"{index[0]}\".\"{index[1]}\" ON \"{schema}\".\"{name}\" ({string.Join(", ", keys)});\n\n");
        }
    }

    private static string TypeText(string type, string length, string scale) => type switch
    {
        "DECIMAL" => $"DECIMAL({length},{scale})",
        "CHARACTER" or "VARCHAR" or "BINARY" or "VARBINARY" or "CLOB" or "BLOB" => $"{(type == "CHARACTER" ? "CHAR" : type)}({length})",
        _ => type,
    };

    private static string Literal(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";

    private static void Heading(StringBuilder text, string what) =>
        text.Append(CultureInfo.InvariantCulture, $"------------------------------------------------\n-- {what}\n------------------------------------------------\n \n\n");

    private sealed class Catalog(EmulatorDb2Connection connection)
    {
        public List<string[]> Rows(string query)
        {
            using var command = connection.CreateCommand();
            command.CommandText = query;
            using var reader = command.ExecuteReader();
            var rows = new List<string[]>();
            while (reader.Read())
                rows.Add(Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)!.TrimEnd()).ToArray());
            return rows;
        }
    }
}
