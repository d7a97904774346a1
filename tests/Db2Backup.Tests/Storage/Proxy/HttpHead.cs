using System.Globalization;
using System.Text;

namespace Db2Backup.Tests.Storage.Proxy;

/// <summary>The first line and the headers of an HTTP/1.1 message.</summary>
internal sealed record HttpHead(string FirstLine, IReadOnlyList<(string Name, string Value)> Lines)
{
    private const int MaximumBytes = 64 * 1024;

    public IReadOnlyDictionary<string, string> Headers { get; } =
        Lines.GroupBy(l => l.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Of a request. Chunked ones are not passed on: no client here sends them.</summary>
    public long BodyLength => Headers.ContainsKey("Transfer-Encoding")
        ? throw new NotSupportedException("the proxy passes on no chunked requests")
        : long.Parse(Headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);

    public bool IsInterim => FirstLine.Split(' ') is [_, ['1', _, _], ..];

    public HttpHead With(string name, string value) => new(FirstLine, [.. Lines.Where(l => !l.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), (name, value)]);

    /// <summary>A client that takes this for its HTTP proxy asks for a whole address; a server wants the path.</summary>
    public HttpHead WithoutHost()
    {
        var words = FirstLine.Split(' ');
        return words.Length == 3 && Uri.TryCreate(words[1], UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp
            ? new HttpHead($"{words[0]} {address.PathAndQuery} {words[2]}", Lines)
            : this;
    }

    public byte[] ToBytes() => Encoding.Latin1.GetBytes(FirstLine + "\r\n" + string.Concat(Lines.Select(l => $"{l.Name}: {l.Value}\r\n")) + "\r\n");

    /// <summary>Null at the end of the connection. Reads byte by byte: what follows the head is the body, and stays.</summary>
    public static async Task<HttpHead?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < MaximumBytes)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0) return bytes.Count == 0 ? null : throw new IOException("a head broke off");
            bytes.Add(one[0]);
            if (bytes is not [.., 13, 10, 13, 10]) continue;
            var lines = Encoding.Latin1.GetString(bytes.ToArray()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            return new HttpHead(lines[0], lines.Skip(1).Select(l => (l[..l.IndexOf(':', StringComparison.Ordinal)], l[(l.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())).ToList());
        }
        throw new IOException("a head has no end");
    }
}
