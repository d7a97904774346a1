using System.Globalization;
using System.Net;
using System.Text.Json;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>Deletes an object, of a large one the segments too. It can be repeated: what is gone already is no error.</summary>
internal sealed class SwiftDelete(SwiftClient client, string container)
{
    // The server deletes segment after segment, and tells at the end.
    private static readonly TimeSpan ExtraTime = TimeSpan.FromMinutes(5);

    public Task RunAsync(string key, CancellationToken cancellationToken) => client.Retrier.RunAsync("Deleting", key, async (_, token) =>
    {
        bool isManifest;
        using (var found = await client.SendAsync(new SwiftRequest(HttpMethod.Head, container, key), token).ConfigureAwait(false))
        {
            if (found.StatusCode == HttpStatusCode.NotFound) return;
            if (!found.IsSuccessStatusCode) throw client.Fault(found);
            isManifest = found.IsManifest();
        }
        var request = new SwiftRequest(HttpMethod.Delete, container, key);
        if (isManifest) request = request with { Query = "multipart-manifest=delete", Headers = [("Accept", "application/json")], ExtraTime = ExtraTime };
        using var response = await client.SendAsync(request, token).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) return;
        if (!response.IsSuccessStatusCode) throw client.Fault(response);
        // The status was sent before the work was done; the body says how it went.
        if (isManifest) CheckReport(await response.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false));
    }, cancellationToken);

    private static void CheckReport(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var status = json.RootElement.GetProperty("Response Status").GetString() ?? "";
            var errors = json.RootElement.TryGetProperty("Errors", out var list) ? list.GetArrayLength() : 0;
            var number = int.Parse(status.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number is >= 200 and < 300 && errors == 0) return;
            // "400 Bad Request" stands for errors of single segments, each with a status of its own: [["/container/name", "409 Conflict"], …]
            var first = errors > 0 ? int.Parse(list[0][1].GetString().AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture) : number;
            throw new StoreFaultException(new StoreFault(StoreFaults.KindOf(first), $"the server deleted not all of it: {status}, {errors} errors") { Status = first });
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentOutOfRangeException)
        {
            throw new StoreFaultException(new StoreFault(StoreFaultKind.ServerError, "the server's report of what it deleted cannot be read"), e);
        }
    }
}
