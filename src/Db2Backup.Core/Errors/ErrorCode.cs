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

    /// <summary>A file that would be written is there already.</summary>
    FileExists,

    /// <summary>A file or folder that was named is not there.</summary>
    FileNotFound,

    /// <summary>A file is not what it was when it was last looked at: another length, time or digest.</summary>
    FileChanged,

    /// <summary>The account may not read or write a file or folder.</summary>
    AccessDenied,

    /// <summary>A file system or quota has no more room.</summary>
    DiskFull,

    /// <summary>A file or object could not be written.</summary>
    WriteFailed,

    /// <summary>The image lies on another host, or its path is not seen here.</summary>
    ImageNotReachable,

    /// <summary>It was not said whom to encrypt to.</summary>
    RecipientMissing,

    /// <summary>A passphrase cannot be combined with other recipients.</summary>
    RecipientsMixed,

    /// <summary>A file's name is not that of a Db2 image or log with the endings of this module.</summary>
    FileNameNotUnderstood,

    /// <summary>Stored data is not what its manifest or name says: another length or digest.</summary>
    StoredDataMismatch,

    /// <summary>What was just written reads back differently.</summary>
    ReadBackMismatch,

    /// <summary>A store's location is malformed, relative, or holds a secret.</summary>
    StoreLocationInvalid,

    /// <summary>There is no store for the scheme of this address.</summary>
    StoreSchemeUnknown,

    /// <summary>Objects cannot be written to the store.</summary>
    StoreNotWritable,

    /// <summary>The folder of this database in the store belongs to another database, instance or host.</summary>
    RepositoryBelongsToOther,

    /// <summary>Backups of a stand-in and of a real Db2 must not lie in one repository.</summary>
    StandInMixed,

    /// <summary>The same backup is being published by somebody else.</summary>
    PublishInProgress,

    /// <summary>A backup of the same name is in the store with other content.</summary>
    PublishedDifferently,

    /// <summary>There is no such backup in the store.</summary>
    BackupNotFound,

    /// <summary>The backup is pinned and must be kept.</summary>
    BackupPinned,

    /// <summary>Objects that the manifest names are missing from the store or have another length.</summary>
    BackupIncomplete,

    /// <summary>The published copy does not prove that the local file can go.</summary>
    ImageNotPublished,

    /// <summary>Objects or files of a failed run could not be removed.</summary>
    DebrisRemaining,

    /// <summary>A store's name is malformed or taken.</summary>
    StoreNameInvalid,

    /// <summary>There is no store of that name, or no folder where a store should be.</summary>
    StoreNotFound,

    /// <summary>The configuration file cannot be used.</summary>
    ConfigurationInvalid,

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

    /// <summary>The database is not in the directory of the instance, or is not local.</summary>
    DatabaseNotFound,

    /// <summary>The database has no archive logging: online backup and rollforward are not possible.</summary>
    ArchiveLoggingOff,

    /// <summary>Db2 wants an offline full backup before the database can be used.</summary>
    DatabaseBackupPending,

    /// <summary>The database or a table space must be rolled forward.</summary>
    DatabaseRollforwardPending,

    /// <summary>A restore did not finish, or still runs.</summary>
    DatabaseRestorePending,

    /// <summary>The database is an HADR standby.</summary>
    HadrStandby,

    /// <summary>A backup of the database is running already.</summary>
    BackupRunning,

    /// <summary>A utility that was interrupted has not ended.</summary>
    UtilityStillRunning,

    /// <summary>A path cannot be used by Db2's user.</summary>
    PathNotUsable,

    /// <summary>Db2 reported a backup whose entry or files are not there.</summary>
    BackupNotConfirmed,

    /// <summary>db2ckbkp found an image damaged.</summary>
    ImageVerificationFailed,

    /// <summary>Applications are connected to the database, and it is wanted alone.</summary>
    DatabaseInUse,

    /// <summary>The database could not be put back into the state it had before.</summary>
    StateNotRestored,

    /// <summary>Archive logging was set, and the database does not show it in force.</summary>
    ArchiveLoggingNotInForce,

    /// <summary>No backup in the store serves what was asked.</summary>
    NoBackupFits,

    /// <summary>The point in time lies before the end of every backup, or of the one that was named.</summary>
    TargetBeforeBackup,

    /// <summary>An online image cannot be taken as it is.</summary>
    ImageNeedsRollforward,

    /// <summary>The backup is of a database without archive logging.</summary>
    LogsNotKept,

    /// <summary>A log between the backup and the target is missing in the store.</summary>
    LogGap,

    /// <summary>Two different logs of one name could follow the backup.</summary>
    LogAmbiguous,

    /// <summary>A program of the Db2 stand-in failed.</summary>
    SandboxFailed,

    /// <summary>A folder is not that of a sandbox.</summary>
    NotASandbox,

    /// <summary>A test of the space for a backup failed, and the backup was asked for all the same.</summary>
    SpaceTestFailed,

    /// <summary>It was not said where a recovery ends, or more than one end was given.</summary>
    RecoveryTargetInvalid,

    /// <summary>The target of a restore exists.</summary>
    DatabaseExists,

    /// <summary>A rollforward ended without an error and is not complete.</summary>
    RollforwardNotComplete,

    /// <summary>After a restore Db2 does not show what a finished restore must show.</summary>
    RecoveryNotComplete,

    /// <summary>A log was closed and did not come into the archive.</summary>
    LogNotArchived,

    /// <summary>The database does not archive its logs into a directory.</summary>
    LogArchiveNotADirectory,

    /// <summary>The database is pending something.</summary>
    DatabasePending,

    /// <summary>The IBM .NET provider was found and cannot be used here: another platform, or its native driver is missing.</summary>
    ProviderNotUsable,

    /// <summary>Somebody would have to be asked before this is done, and nobody can answer here.</summary>
    ConfirmationNotPossible,

    /// <summary>A store's server cannot be reached: no such host, no connection, or one that keeps breaking.</summary>
    StoreUnreachable,

    /// <summary>A store's server takes or sends nothing any more.</summary>
    StoreNotResponding,

    /// <summary>A store asks to come back later, for longer than was waited.</summary>
    StoreBusy,

    /// <summary>A store failed, or does not take a request.</summary>
    StoreFailed,

    /// <summary>The certificate of a store's server is not trusted, or not its own.</summary>
    StoreTlsFailed,

    /// <summary>A store refuses user, key or token.</summary>
    StoreSignInFailed,

    /// <summary>The account may sign in to the store and may not do this there.</summary>
    StoreAccessDenied,

    /// <summary>The clock of this machine and that of the store are too far apart.</summary>
    StoreClockSkewed,

    /// <summary>The container or bucket of the store is not there.</summary>
    StoreContainerMissing,

    /// <summary>A quota of the store, or its own space, is used up.</summary>
    StoreFull,

    /// <summary>It was not said as whom to sign in to a store.</summary>
    StoreCredentialMissing,

    /// <summary>The service's catalog has no object store for the region and interface.</summary>
    StoreEndpointMissing,

    /// <summary>A setting of a store is unknown or malformed, or its file cannot be used.</summary>
    StoreSettingInvalid,

    /// <summary>A file with a secret can be read by others.</summary>
    SecretExposed,

    /// <summary>The point in time lies after the end of all logs that a restore could read.</summary>
    TargetAfterLogs,

    /// <summary>The instance has several database partitions or members; only one is supported.</summary>
    PartitionedInstance,

    /// <summary>Db2 writes nothing any more of a backup that is stored while it writes.</summary>
    BackupStalled,

    /// <summary>A secret lies in a vault, and PowerShell's module for vaults is not here.</summary>
    SecretVaultMissing,

    /// <summary>A vault does not give the secret.</summary>
    SecretVaultFailed,

    /// <summary>A backup or log is in fewer stores than were asked for.</summary>
    CopiesTooFew,

    /// <summary>More copies are wanted than stores were named.</summary>
    MinimumCopiesInvalid,

    /// <summary>Two of the stores that were named are one place, or cannot be told from it.</summary>
    StoreNamedTwice,

    /// <summary>A stored object is larger than another store takes, and may not be cut.</summary>
    ObjectTooLarge,

    /// <summary>The codec has no such compression level.</summary>
    CompressionLevelInvalid,

    /// <summary>The database does not track modified pages (TRACKMOD).</summary>
    IncrementalBackupOff,

    /// <summary>There is nothing that an incremental or delta backup could build upon.</summary>
    FullBackupNeeded,

    /// <summary>TRACKMOD was set, and is not in force.</summary>
    IncrementalBackupNotInForce,

    /// <summary>What an incremental or delta backup builds upon is not in the store.</summary>
    PredecessorNotStored,

    /// <summary>Other backups in the store build upon this one.</summary>
    BackupHasDependents,

    /// <summary>Something in a database's state may need any of its archived logs: none is removed.</summary>
    LogRemovalUnsafe,

    /// <summary>Programs may read the log of the database that have not read all of it.</summary>
    LogReadersPossible,

    /// <summary>An archive of Trove cannot be opened: another password, or damaged.</summary>
    TroveArchiveUnreadable,

    /// <summary>An archive has an entry that would be written outside the folder it is unpacked to.</summary>
    ArchiveEntryUnsafe,

    /// <summary>What is known of an image is not enough to publish it with a manifest.</summary>
    ImageNotAdoptable,
    /// <summary>An incremental or delta backup builds upon one that is missing or not whole.</summary>
    RestoreChainBroken,

    /// <summary>A later restore to an earlier time gave the backup's logs up: none of them leads from it to the target.</summary>
    BackupAbandoned,

    /// <summary>There are backups of several databases of this name, and it was not said which is meant.</summary>
    SourceAmbiguous,

    /// <summary>A plan is right, and this module does not carry it out yet.</summary>
    PlanNotExecutable,
}
