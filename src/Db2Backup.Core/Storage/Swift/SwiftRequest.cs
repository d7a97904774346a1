using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Storage.Swift;

/// <summary>One request below an account. It can be sent any number of times: its body is memory.</summary>
internal sealed record SwiftRequest(HttpMethod Method, string Container, string? Name)
{
    // Below this a body costs less than asking first whether it is wanted.
    private const int ExpectBytes = 256 << 10;

    public string Query { get; init; } = "";
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>MD5 of the body, lower-case hexadecimal: the server refuses a body that does not have it.</summary>
    public string? Tag { get; init; }
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
    public (long From, long To)? Range { get; init; }

    /// <summary>For what takes the server long.</summary>
    public TimeSpan? ExtraTime { get; init; }

    public static string TagOf(ReadOnlySpan<byte> content) => Convert.ToHexString(MD5.HashData(content)).ToLowerInvariant();

    /// <summary>The address of an object as SLO manifests have it, not escaped.</summary>
    public static string PathOf(string container, string name) => $"/{container}/{name}";

    public HttpRequestMessage ToMessage(SwiftAccount account)
    {
        var path = "/" + Uri.EscapeDataString(Container) + (Name is null ? "" : "/" + string.Join('/', Name.Split('/').Select(Uri.EscapeDataString)));
        var message = new HttpRequestMessage(Method, account.Url.AbsoluteUri + path + (Query.Length == 0 ? "" : "?" + Query));
        message.Headers.TryAddWithoutValidation("X-Auth-Token", account.Token.Reveal());
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (Tag is not null) message.Headers.TryAddWithoutValidation("ETag", Tag);
        if (Range is { } range) message.Headers.Range = new RangeHeaderValue(range.From, range.To);
        if (ExtraTime is { } extra) message.Options.Set(TransferHandler.Extra, extra);
        if (Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            // A refusal (an ended token, a full quota) then is an answer, and not a connection that breaks under a body nobody reads.
            if (body.Length >= ExpectBytes) message.Headers.ExpectContinue = true;
        }
        else if (Method == HttpMethod.Put || Method == HttpMethod.Post)
        {
            message.Content = new ReadOnlyMemoryContent(ReadOnlyMemory<byte>.Empty);
        }
        return message;
    }

    /// <summary>Query of a listing.</summary>
    public static string ListQuery(string prefix, string marker, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"format=json&limit={limit}&prefix={Uri.EscapeDataString(prefix)}&marker={Uri.EscapeDataString(marker)}");
}
