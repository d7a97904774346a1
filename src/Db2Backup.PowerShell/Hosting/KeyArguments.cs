using System.Security;
using Db2Backup.Operations;
using Db2Backup.Pipeline.Age;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Secret keys and passphrases as parameters give them.</summary>
internal static class KeyArguments
{
    public static async Task<IReadOnlyList<IAgeIdentity>> IdentitiesAsync(BackupKeys keys, IEnumerable<string> files, SecureString? passphrase, CancellationToken cancellationToken)
    {
        var all = new List<IAgeIdentity>();
        foreach (var file in files) all.AddRange(await keys.ReadIdentitiesAsync(file, cancellationToken).ConfigureAwait(false));
        if (passphrase is not null) all.Add(keys.Passphrase(passphrase));
        return all;
    }
}
