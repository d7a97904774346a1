using System.Text.Json;
using Db2Backup.Errors;

namespace Db2Backup.Storage.Swift;

/// <summary>Finds the object store in Keystone's catalog. Pure.</summary>
internal static class ServiceCatalog
{
    private const string ServiceType = "object-store";

    /// <param name="token">The token as Keystone describes it.</param>
    /// <param name="region">Null when any will do; then there must be one.</param>
    /// <exception cref="Db2BackupException">StoreEndpointMissing, listing what there is.</exception>
    public static Uri Find(JsonElement token, string? region, string face, Uri authUrl)
    {
        if (!token.TryGetProperty("catalog", out var catalog))
            throw Missing(authUrl, "the token has no catalog: no project was named, or the user has no role in it");
        var endpoints = catalog.EnumerateArray()
            .Where(s => s.GetProperty("type").GetString() == ServiceType)
            .SelectMany(s => s.GetProperty("endpoints").EnumerateArray())
            .Select(e => (Region: Text(e, "region_id") ?? Text(e, "region") ?? "", Interface: Text(e, "interface") ?? "", Url: Text(e, "url") ?? ""))
            .ToList();
        if (endpoints.Count == 0) throw Missing(authUrl, "the catalog has no object store");
        var fits = endpoints.Where(e => e.Interface == face && (region is null || e.Region == region)).ToList();
        var listed = string.Join(", ", endpoints.Select(e => $"{e.Region}/{e.Interface}"));
        if (fits.Count == 0) throw Missing(authUrl, $"there is none for region {region ?? "(any)"} and interface {face}; there are {listed}");
        if (fits.Select(e => e.Region).Distinct().Count() > 1)
            throw Missing(authUrl, $"there are several and no region was named (region_name, OS_REGION_NAME): {listed}");
        return Uri.TryCreate(fits[0].Url, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw Missing(authUrl, $"the catalog's address for {fits[0].Region}/{face} cannot be used: {fits[0].Url}");
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Db2BackupException Missing(Uri authUrl, string why) =>
        new(ErrorCode.StoreEndpointMissing, $"Keystone on {authUrl.Authority} leads to no object store: {why}.", authUrl.Authority);
}
