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

    /// <summary>A manifest or another description in a store is malformed, or of a later version.</summary>
    ManifestInvalid,

    /// <summary>Db2, or the programs and files of its instance, are not where they should be.</summary>
    Db2NotReachable,

    /// <summary>No instance was named and none is set up in this environment.</summary>
    InstanceNotFound,

    /// <summary>The process does not run as the owner of the instance.</summary>
    NotInstanceOwner,

    /// <summary>A value cannot be put into a Db2 statement: control characters, a leading exclamation mark, a quote.</summary>
    StatementValueInvalid,

    /// <summary>The .NET provider cannot do this; the command line processor on the server can.</summary>
    NotSupportedOverProvider,

    /// <summary>The IBM .NET provider is not installed, or of another platform.</summary>
    ProviderNotFound,

    /// <summary>Db2 answered something that could not be understood where understanding it is necessary.</summary>
    Db2AnswerNotUnderstood,

    /// <summary>A program that is needed cannot be started.</summary>
    ProgramNotFound,
}
