using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Db2Backup.Emulator.Provider;

/// <summary>
/// Keywords of IBM's provider [provider.md, Connection string]. Keywords that change nothing here (pooling) are taken and not
/// heeded; unknown ones are refused. The stand-in's own: <c>InstanceHome</c> and <c>Instance</c> name a local instance
/// without environment variables, <c>Faults</c> goes before the environment variable DB2EMU_FAULT.
/// </summary>
public sealed class EmulatorDb2ConnectionStringBuilder : DbConnectionStringBuilder
{
    private const int DefaultPort = 50000;

    // Every spelling, by the keyword it stands for.
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Server"] = "Server", ["Data Source"] = "Server",
        ["Database"] = "Database", ["DB"] = "Database",
        ["UID"] = "UID", ["User ID"] = "UID", ["UserID"] = "UID", ["User"] = "UID",
        ["PWD"] = "PWD", ["Password"] = "PWD",
        ["ConnectTimeout"] = "ConnectTimeout", ["Connect Timeout"] = "ConnectTimeout", ["Connection Timeout"] = "ConnectTimeout", ["Timeout"] = "ConnectTimeout",
        ["CurrentSchema"] = "CurrentSchema", ["QueryTimeout"] = "QueryTimeout",
        ["Pooling"] = "Pooling", ["Min Pool Size"] = "Min Pool Size", ["Max Pool Size"] = "Max Pool Size", ["Connection Lifetime"] = "Connection Lifetime",
        ["Persist Security Info"] = "Persist Security Info", ["PersistSecurityInfo"] = "Persist Security Info",
        ["Authentication"] = "Authentication",
        ["InstanceHome"] = "InstanceHome", ["Instance"] = "Instance", ["Faults"] = "Faults",
    };

    public string Server { get => Text("Server"); set => this["Server"] = value; }
    public string Database { get => Text("Database"); set => this["Database"] = value; }
    public string UserID { get => Text("UID"); set => this["UID"] = value; }
    public string Password { get => Text("PWD"); set => this["PWD"] = value; }

    /// <summary>Seconds; 0 waits as long as it takes.</summary>
    public int ConnectTimeout { get => Number("ConnectTimeout"); set => this["ConnectTimeout"] = value; }

    public bool PersistSecurityInfo => string.Equals(Text("Persist Security Info"), "true", StringComparison.OrdinalIgnoreCase);

    internal string CurrentSchema => Text("CurrentSchema");
    internal int QueryTimeout => Number("QueryTimeout");
    internal string InstanceHome => Text("InstanceHome");
    internal string Instance => Text("Instance");
    internal string Faults => Text("Faults");

    /// <summary>Host and port of Server.</summary>
    internal (string Host, int Port) Address
    {
        get
        {
            var colon = Server.LastIndexOf(':');
            if (colon < 0) return (Server, DefaultPort);
            if (!int.TryParse(Server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) throw Invalid("Server");
            return (Server[..colon], port);
        }
    }

    [AllowNull]
    public override object this[string keyword]
    {
        get => base[Known(keyword)];
        set => base[Known(keyword)] = value;
    }

    public override bool ContainsKey(string keyword) => Spellings.TryGetValue(keyword, out var known) && base.ContainsKey(known);

    public override bool TryGetValue(string keyword, [NotNullWhen(true)] out object? value)
    {
        value = null;
        return Spellings.TryGetValue(keyword, out var known) && base.TryGetValue(known, out value);
    }

    public override bool Remove(string keyword) => Spellings.TryGetValue(keyword, out var known) && base.Remove(known);

    private static string Known(string keyword) => Spellings.TryGetValue(keyword, out var known) ? known : throw Invalid(keyword);

    // [provider.md, Errors] A bad connection string is an ArgumentException.
    private static ArgumentException Invalid(string keyword) => new($"Invalid argument: {keyword}", keyword);

    private string Text(string keyword) => TryGetValue(keyword, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "";

    private int Number(string keyword) => Text(keyword) switch
    {
        "" => 0,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw Invalid(keyword),
    };
}
