using System.Text;
using Db2Backup.Errors;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Opens <c>swift://container/prefix</c>.</summary>
internal static class SwiftStores
{
    public const string Scheme = "swift";

    // What Trove calls it.
    private const string DefaultContainer = "database_backups";
    private const int MaximumContainerBytes = 256;

    /// <summary>Nothing is asked of the service yet: it signs in with the first request.</summary>
    /// <exception cref="Db2BackupException">StoreLocationInvalid, StoreSettingInvalid, StoreCredentialMissing, SecretExposed.</exception>
    public static Repository Open(StoreAddress address, StoreAccess access)
    {
        if (address.Container.Length == 0) address = address with { Container = DefaultContainer };
        address.CheckContainer(MaximumContainerBytes - Encoding.UTF8.GetByteCount(SwiftStore.SegmentsSuffix));
        var settings = SwiftSettings.From(access);
        return new Repository(Open(address.Container, settings, access, RetryPolicy.Default), address.Prefix, address.Location);
    }

    public static SwiftStore Open(string container, SwiftSettings settings, StoreAccess access, RetryPolicy policy)
    {
        var retrier = new Retrier($"{Scheme}://{container}", policy, access.Clock, tell: access.Trace);
        return new SwiftStore(new SwiftClient(StoreHttp.CreateClient(settings.Http, access.Clock), settings.SignIn, retrier, access.Clock), container, access.Trace);
    }
}
