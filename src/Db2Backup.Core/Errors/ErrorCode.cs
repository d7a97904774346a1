namespace Db2Backup.Errors;

/// <summary>Every way in which Db2Backup itself refuses or fails; the name is the ErrorId. What Db2 refuses has Db2's own id.</summary>
public enum ErrorCode
{
    /// <summary>The encrypted stream ends before its final chunk: it was cut.</summary>
    EncryptedDataTruncated,

    /// <summary>A chunk of the encrypted stream does not authenticate: it was changed, or chunks were exchanged.</summary>
    EncryptedDataTampered,

    /// <summary>There is data after the final chunk of the encrypted stream.</summary>
    EncryptedDataTrailing,

    /// <summary>The stream does not begin with an age header that can be read.</summary>
    EncryptionHeaderInvalid,

    /// <summary>None of the keys or passphrases that were given opens the stream.</summary>
    NoMatchingKey,

    /// <summary>A recipient or identity is not of the form age1… or AGE-SECRET-KEY-1….</summary>
    KeyInvalid,

    /// <summary>A compressed block is damaged or cut.</summary>
    CompressedDataInvalid,

    /// <summary>The system library libzstd is needed and not there.</summary>
    ZstdNotFound,

    /// <summary>A name cannot be the key of a stored object.</summary>
    ObjectKeyInvalid,

    /// <summary>An object is there already; objects are written once.</summary>
    ObjectExists,

    /// <summary>An object is not in the store.</summary>
    ObjectNotFound,

    /// <summary>Bytes that should be there cannot be read.</summary>
    ReadFailed,
}
