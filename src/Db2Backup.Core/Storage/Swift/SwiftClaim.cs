using System.Globalization;
using System.Net;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Claims as objects beside the segments, which expire: Swift has no create-only that holds against two who write at the same moment.</summary>
internal sealed class SwiftClaim(SwiftClient client, string container) : IClaimPlace
{
    public const string Folder = ".claims/";

    public Task PutAsync(string key, string name, CancellationToken cancellationToken) => client.RunAsync("Claiming", key,
        new SwiftRequest(HttpMethod.Put, container, Claims(key) + name) { Headers = [("X-Delete-After", ((int)WriteClaim.Life.TotalSeconds).ToString(CultureInfo.InvariantCulture))] },
        response => response.IsSuccessStatusCode ? true : throw client.Fault(response), cancellationToken);

    public Task DeleteAsync(string key, string name, CancellationToken cancellationToken) => client.RunAsync("Withdrawing the claim of", key,
        new SwiftRequest(HttpMethod.Delete, container, Claims(key) + name),
        response => response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotFound ? true : throw client.Fault(response), cancellationToken);

    public async Task<IReadOnlyList<(string Name, DateTimeOffset Written)>> ListAsync(string key, CancellationToken cancellationToken)
    {
        var folder = Claims(key);
        var claims = new List<(string, DateTimeOffset)>();
        await foreach (var claim in client.ListAsync(container, folder, cancellationToken).ConfigureAwait(false)) claims.Add((claim.Name[folder.Length..], claim.LastModified));
        return claims;
    }

    private static string Claims(string key) => $"{Folder}{key}/";
}
