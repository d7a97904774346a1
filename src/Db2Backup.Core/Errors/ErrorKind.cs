namespace Db2Backup.Errors;

/// <summary>What sort of failure it is. The names are those of PowerShell's error categories, so that a host maps them by name.</summary>
public enum ErrorKind
{
    /// <summary>A value that was given cannot be used.</summary>
    InvalidArgument,

    /// <summary>A thing that was named is not there.</summary>
    ObjectNotFound,

    /// <summary>A thing that must not be there is there.</summary>
    ResourceExists,

    /// <summary>Something that is in use by somebody else.</summary>
    ResourceBusy,

    /// <summary>Something needed (space, program, service) is not to be had now.</summary>
    ResourceUnavailable,

    /// <summary>The account lacks a right.</summary>
    PermissionDenied,

    /// <summary>A key or password does not fit.</summary>
    SecurityError,

    /// <summary>Data that was read is damaged, cut or not what it says it is.</summary>
    InvalidData,

    /// <summary>The state of things does not allow what was asked.</summary>
    InvalidOperation,

    /// <summary>A program or library is missing on this machine.</summary>
    NotInstalled,

    /// <summary>Reading failed.</summary>
    ReadError,

    /// <summary>Writing failed.</summary>
    WriteError,

    /// <summary>A server cannot be reached.</summary>
    ConnectionError,

    /// <summary>It took longer than allowed.</summary>
    OperationTimeout,

    /// <summary>Somebody stopped it.</summary>
    OperationStopped,
}
