using Db2Backup.Emulator.Instance;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Server;

namespace Db2Backup.Emulator.Commands;

/// <summary>CATALOG DATABASE name [AS alias] [ON path] [AUTHENTICATION SERVER] [WITH comment].</summary>
internal sealed record CatalogDatabaseCommand(string Name, string? Alias, string? Path, bool Remote, string Comment) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "CATALOG" || reader.Peek(1) is not ("DATABASE" or "DB")) return null;
        reader.Expect("CATALOG");
        reader.AcceptAny("DATABASE", "DB");
        var name = reader.Alias("<database-name>");
        string? alias = null, path = null;
        var comment = "";
        var remote = false;
        if (reader.Accept("AS")) alias = reader.Alias("<alias>");
        if (reader.Accept("ON")) path = reader.Value("<path>");
        else if (reader.Accept("AT", "NODE"))
        {
            remote = true;
            reader.Name("<node-name>");
        }
        if (reader.Accept("AUTHENTICATION") && !reader.AcceptAny("SERVER", "SERVER_ENCRYPT", "CLIENT")) throw reader.Unexpected("SERVER");
        if (reader.Accept("WITH")) comment = reader.Value("<comment>");
        reader.End();
        return new CatalogDatabaseCommand(name, alias, path, remote, comment);
    }

    public void Execute(CommandContext context)
    {
        var engine = context.Engine;
        if (engine.DbmCfg.Get("catalog_noauth") != "YES") context.Application.RequireSysAdm();
        // An instance of the stand-in knows no other nodes.
        if (Remote) throw new Db2Exception("SQL1097N");
        var alias = Alias ?? Name;
        DatabaseNames.RequireName(Name);
        DatabaseNames.RequireAlias(alias);
        if (engine.Directory.Find(alias) is not null) throw new Db2Exception("SQL1005N", alias);
        var root = Path ?? engine.DbmCfg.Get("dftdbpath");
        if (!LocalDirectory.Exists(root, engine.Paths.Name)) throw new Db2Exception("SQL1031N");
        var local = LocalDirectory.Find(root, engine.Paths.Name, Name) ?? throw new Db2Exception("SQL1013N", Name);
        engine.Directory.Add(local with { Alias = alias, Comment = Comment });
        context.Reply.Message(new Message("DB20000I", "CATALOG DATABASE"));
        context.Reply.Message(new Message("DB21056W"));
    }
}

/// <summary>UNCATALOG DATABASE alias: the database stays where it is.</summary>
internal sealed record UncatalogDatabaseCommand(string Alias) : ICommand
{
    public static ICommand? Parse(CommandReader reader)
    {
        if (reader.Peek() != "UNCATALOG" || reader.Peek(1) is not ("DATABASE" or "DB")) return null;
        reader.Expect("UNCATALOG");
        reader.AcceptAny("DATABASE", "DB");
        var alias = reader.Alias("<database-alias>");
        reader.End();
        return new UncatalogDatabaseCommand(alias);
    }

    public void Execute(CommandContext context)
    {
        if (context.Engine.DbmCfg.Get("catalog_noauth") != "YES") context.Application.RequireSysAdm();
        var entry = context.Engine.Directory.Find(Alias) ?? throw new Db2Exception("SQL1013N", Alias);
        context.Engine.Directory.Remove(entry.Alias);
        context.Reply.Message(new Message("DB20000I", "UNCATALOG DATABASE"));
        context.Reply.Message(new Message("DB21056W"));
    }
}
