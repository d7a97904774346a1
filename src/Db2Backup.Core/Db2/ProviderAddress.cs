namespace Db2Backup.Db2;

/// <summary>Where a database is reached over the .NET provider.</summary>
/// <param name="Server">Host name or address.</param>
/// <param name="Database">Its alias on the server; upper case.</param>
internal sealed record ProviderAddress(string Server, int Port, string Database)
{
    /// <summary>Further keywords of the connection string: Security=SSL, SSLServerCertificate=… [provider.md].</summary>
    public IReadOnlyDictionary<string, string> Keywords { get; init; } = new Dictionary<string, string>();

    /// <summary>For messages; keywords may hold names of key files and are left out.</summary>
    public override string ToString() => $"{Database} at {Server}:{Port}";
}

/// <summary>User and password of a connection. They live in memory only; nothing but a connection string is made of the password.</summary>
internal sealed class ProviderCredential(string user, string password)
{
    public string User { get; } = user;
    public string Password { get; } = password;

    /// <summary>A text of the driver with the password masked, should it be in there.</summary>
    public string Masked(string text)
    {
        if (Password.Length == 0) return text;
        // As it is, and as it stands in a connection string, where quotes are doubled; the longer ones first.
        foreach (var form in new[] { Password.Replace("\"", "\"\"", StringComparison.Ordinal), Password.Replace("'", "''", StringComparison.Ordinal), Password })
            text = text.Replace(form, "********", StringComparison.Ordinal);
        return text;
    }

    public override string ToString() => User;
}
