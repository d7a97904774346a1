namespace Db2Backup;

/// <summary>How <c>openssl enc</c> made a key of a password. The archive does not tell; the default of the program changed with its versions.</summary>
public enum OpensslDerivation
{
    /// <summary>EVP_BytesToKey with MD5: the default before OpenSSL 1.1.0, and so of every Trove of its time.</summary>
    Md5,

    /// <summary>EVP_BytesToKey with SHA-256: the default since OpenSSL 1.1.0.</summary>
    Sha256,

    /// <summary>PBKDF2 with SHA-256 (<c>-pbkdf2</c>).</summary>
    Pbkdf2,
}

/// <summary>What was taken out of an archive of Trove.</summary>
public sealed record ImportedTroveBackup
{
    /// <summary>The file, or the store and the object's name.</summary>
    public required string Source { get; init; }

    /// <summary>The folder that has the images now: what RESTORE … FROM names.</summary>
    public required string Folder { get; init; }

    /// <summary>The image files: binds to -Path of Import-Db2BackupImage.</summary>
    public required IReadOnlyList<string> Path { get; init; }

    /// <summary>Aliases in the names of the images.</summary>
    public required IReadOnlyList<string> Databases { get; init; }

    /// <summary>Bytes of the image files.</summary>
    public required long Bytes { get; init; }

    /// <summary>How the key was made; null for an archive that is not encrypted.</summary>
    public OpensslDerivation? Derivation { get; init; }

    /// <summary>The archive was compressed with gzip, whose checksum was right.</summary>
    public required bool Compressed { get; init; }

    /// <summary>Names of other files in the archive, which were left there.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }
}
