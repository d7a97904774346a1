namespace Db2Backup.Errors;

/// <summary>Kind and way out of every <see cref="ErrorCode"/>. docs/ERRORS.md is made from it.</summary>
internal static class ErrorTable
{
    public static (ErrorKind Kind, string Remedy) Find(ErrorCode code) => code switch
    {
        ErrorCode.EncryptedDataTruncated => (ErrorKind.InvalidData,
            "The object is shorter than it was written. Take another copy of this backup, or another backup."),
        ErrorCode.EncryptedDataTampered => (ErrorKind.InvalidData,
            "The object was changed after it was written. Take another copy of this backup, or another backup, and find out who can write to the store."),
        ErrorCode.EncryptedDataTrailing => (ErrorKind.InvalidData,
            "Something was appended to the object after it was written. Take another copy of this backup, or another backup."),
        ErrorCode.EncryptionHeaderInvalid => (ErrorKind.InvalidData,
            "This is no age v1 file, or its header is damaged. Check that the right file was named; take another copy."),
        ErrorCode.NoMatchingKey => (ErrorKind.SecurityError,
            "Give the identity (AGE-SECRET-KEY-1…) of one of the recipients this backup was encrypted to, or its passphrase. The manifest lists the recipients' fingerprints."),
        ErrorCode.KeyInvalid => (ErrorKind.InvalidArgument,
            "A recipient begins with age1, an identity with AGE-SECRET-KEY-1. New-Db2BackupKey makes a pair."),
        ErrorCode.CompressedDataInvalid => (ErrorKind.InvalidData,
            "The object is damaged. Take another copy of this backup, or another backup."),
        ErrorCode.ZstdNotFound => (ErrorKind.NotInstalled,
            "Install the system's zstd library (Debian and Ubuntu: libzstd1; RHEL and SLES: libzstd)."),
        ErrorCode.ObjectKeyInvalid => (ErrorKind.InvalidArgument,
            "Use letters, digits and . - _ = + @ # $ in names, not beginning with a dot."),
        ErrorCode.ObjectExists => (ErrorKind.ResourceExists,
            "Nothing was overwritten. If another run is publishing the same backup, let it end; else choose another prefix or store."),
        ErrorCode.ObjectNotFound => (ErrorKind.ObjectNotFound,
            "Check store and prefix, and whether the backup was removed; Get-Db2Backup lists what is there."),
        ErrorCode.ReadFailed => (ErrorKind.ReadError,
            "The object is shorter than expected, or the store broke off. Try again; if it stays, take another copy of this backup."),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "internal error: an error without kind and remedy"),
    };
}
