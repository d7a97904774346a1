using System.Data.Common;
using System.Globalization;
using Db2Backup.Errors;

namespace Db2Backup.Db2;

/// <summary>
/// Opens sessions with one database over the .NET provider, remote or local. Only System.Data.Common is known here: which
/// provider it is, and where it was found, is the affair of whoever gives the factory.
/// </summary>
internal sealed class ProviderConnector : IDb2Connector
{
    private const string ConnectSeconds = "30";

    // They have parameters of their own; a password among the keywords would not be known as one.
    private static readonly string[] NoKeywords = ["Server", "Data Source", "Database", "DB", "UID", "User ID", "UserID", "User", "PWD", "Password", "Persist Security Info", "PersistSecurityInfo"];

    private readonly DbProviderFactory factory;
    private readonly ProviderCredential credential;

    private ProviderConnector(DbProviderFactory factory, ProviderAddress address, ProviderCredential credential, Db2Instance instance) =>
        (this.factory, Address, this.credential, Instance) = (factory, address, credential, instance);

    public Db2Instance Instance { get; }

    public ProviderAddress Address { get; }

    /// <summary>Connects once, and asks the server who it is.</summary>
    /// <exception cref="Db2BackupException">SQL30081N, SQL30082N, SQL1013N and whatever else Db2 refuses; Db2NotReachable, ProviderNotUsable.</exception>
    public static async Task<ProviderConnector> ConnectAsync(
        DbProviderFactory factory, ProviderAddress address, ProviderCredential credential, Action<string>? trace, CancellationToken cancellationToken)
    {
        address = address with { Database = Db2Quote.Alias(address.Database) };
        if (address.Keywords.Keys.FirstOrDefault(k => NoKeywords.Contains(k.Trim(), StringComparer.OrdinalIgnoreCase)) is { } keyword)
            throw new Db2BackupException(ErrorCode.StatementValueInvalid, $"{keyword} is no option of a connection: there is a parameter for it.", keyword);
        await using var session = await OpenAsync(factory, address, credential, trace, cancellationToken).ConfigureAwait(false);
        return new ProviderConnector(factory, address, credential, await ProviderIdentity.ReadAsync(session, address, cancellationToken).ConfigureAwait(false));
    }

    public async Task<IDb2Session> OpenAsync(Action<string>? trace, CancellationToken cancellationToken) =>
        await OpenAsync(factory, Address, credential, trace, cancellationToken).ConfigureAwait(false);

    public override string ToString() => Address.ToString();

    private static async Task<ProviderSession> OpenAsync(
        DbProviderFactory factory, ProviderAddress address, ProviderCredential credential, Action<string>? trace, CancellationToken cancellationToken)
    {
        trace?.Invoke($"connect to {address} as {credential.User}");
        var opening = Task.Run(() => Open(factory, address, credential), CancellationToken.None);
        try
        {
            return new ProviderSession(await opening.WaitAsync(cancellationToken).ConfigureAwait(false), address, credential, trace);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // A connection attempt cannot be cancelled; what comes of it is closed, and its failure interests nobody any more.
            _ = opening.ContinueWith(o => { if (o.IsCompletedSuccessfully) o.Result.Dispose(); else _ = o.Exception; }, TaskScheduler.Default);
            throw;
        }
        catch (DbException error)
        {
            // Without the driver's exception inside: it may hold the connection string.
            throw Db2Errors.From(ProviderMessages.Refused(Statements.Connect(address.Database), error, credential), address.Database);
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or FileNotFoundException or FileLoadException or TypeInitializationException)
        {
            var cause = error is TypeInitializationException { InnerException: { } inner } ? inner : error;
            throw new Db2BackupException(ErrorCode.ProviderNotUsable, $"The .NET provider cannot be used on this machine: {credential.Masked(cause.Message)}", address.Database);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new Db2BackupException(ErrorCode.Db2NotReachable, $"The .NET provider does not connect to {address}: {credential.Masked(error.Message)}", address.Database);
        }
    }

    private static DbConnection Open(DbProviderFactory factory, ProviderAddress address, ProviderCredential credential)
    {
        try
        {
            return Open(factory, Text(address, credential, withDetails: true));
        }
        catch (ArgumentException)
        {
            // A provider that does not know a detail refuses the whole string; the four parts that all know are enough [provider.md].
            return Open(factory, Text(address, credential, withDetails: false));
        }
    }

    private static DbConnection Open(DbProviderFactory factory, string connectionString)
    {
        var connection = factory.CreateConnection() ?? throw new InvalidOperationException("the provider's factory makes no connections");
        try
        {
            connection.ConnectionString = connectionString;
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The builder quotes what needs quotes: a password with a semicolon is no keyword.</summary>
    private static string Text(ProviderAddress address, ProviderCredential credential, bool withDetails)
    {
        var builder = new DbConnectionStringBuilder
        {
            ["Server"] = string.Create(CultureInfo.InvariantCulture, $"{address.Server}:{address.Port}"),
            ["Database"] = address.Database,
            ["UID"] = credential.User,
            ["PWD"] = credential.Password,
        };
        if (withDetails)
        {
            // A pooled connection stays open at the server and is in the way of whoever needs the database alone.
            builder["Pooling"] = "false";
            builder["ConnectTimeout"] = ConnectSeconds;
            builder["Persist Security Info"] = "false";
        }
        foreach (var (keyword, value) in address.Keywords) builder[keyword] = value;
        return builder.ConnectionString;
    }
}
