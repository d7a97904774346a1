namespace Db2Backup;

/// <summary>A key pair that was made: its public half, and where the secret half lies.</summary>
/// <param name="Recipient">The public key, <c>age1…</c>: all that a backup host needs.</param>
/// <param name="Path">The identity file with the secret key, readable by its owner only. Keep a copy away from the machine.</param>
public sealed record BackupKey(string Recipient, string Path);
