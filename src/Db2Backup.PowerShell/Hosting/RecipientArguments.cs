using System.Security;
using Db2Backup.Adapters;
using Db2Backup.Hosting;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Whom to encrypt to, as parameters say it; when they say nothing, the keys that the configuration file has for the store.</summary>
/// <param name="Recipients">age1….</param>
/// <param name="Files">With a public key per line.</param>
/// <param name="Passphrase">In place of keys.</param>
/// <param name="NoEncryption">Nobody is wanted.</param>
internal sealed record RecipientArguments(string[] Recipients, string[] Files, SecureString? Passphrase, bool NoEncryption)
{
    /// <param name="store">As it was named; null for the one that is meant for the database.</param>
    /// <exception cref="Errors.Db2BackupException">KeyInvalid, FileNotFound, StoreNotFound, StoreNameInvalid.</exception>
    public Task<IReadOnlyList<IAgeRecipient>> ReadAsync(Engine engine, string? store, string database, IOperationHost host, CancellationToken cancellationToken) =>
        ReadForAsync(engine, store is null ? [] : (string[])[store], database, host, cancellationToken);

    /// <param name="stores">As they were named: what goes into all of them is encrypted to the keys of each; empty for the one that is meant for the database.</param>
    /// <exception cref="Errors.Db2BackupException">KeyInvalid, FileNotFound, StoreNotFound, StoreNameInvalid.</exception>
    public async Task<IReadOnlyList<IAgeRecipient>> ReadForAsync(Engine engine, IReadOnlyList<string> stores, string database, IOperationHost host, CancellationToken cancellationToken)
    {
        var keys = new BackupKeys(engine.Primitives, host, engine.Clock);
        var all = (SayNothing ? (stores.Count == 0 ? Configured(engine, null, database, host) : stores.SelectMany(s => Configured(engine, s, database, host)).Distinct(StringComparer.Ordinal)) : Recipients).Select(keys.Recipient).ToList();
        foreach (var file in Files) all.AddRange(await keys.ReadRecipientsAsync(file, cancellationToken).ConfigureAwait(false));
        if (Passphrase is not null) all.Add(keys.Passphrase(Passphrase));
        return all;
    }

    private bool SayNothing => Recipients.Length == 0 && Files.Length == 0 && Passphrase is null && !NoEncryption;

    private static IReadOnlyList<string> Configured(Engine engine, string? store, string database, IOperationHost host)
    {
        var recipients = engine.Configuration.RecipientsFor(store, database);
        if (recipients.Count > 0) host.Verbose($"Encrypting to the keys that {engine.Configuration.Path} has for {store ?? engine.Configuration.NameFor(database)}: {string.Join(", ", recipients)}");
        return recipients;
    }
}
