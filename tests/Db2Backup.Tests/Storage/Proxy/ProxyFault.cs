namespace Db2Backup.Tests.Storage.Proxy;

/// <summary>A request as the proxy sees it.</summary>
/// <param name="Target">Path and query, escaped as they came.</param>
internal sealed record ProxyRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers)
{
    public bool Is(string method, string part) => Method == method && Target.Contains(part, StringComparison.Ordinal);
}

/// <summary>What can go wrong between a client and a server.</summary>
internal abstract record ProxyFault
{
    private ProxyFault() { }

    /// <summary>The connection is reset when so many bytes of the request's body have been passed on.</summary>
    public sealed record ResetRequest(int AfterBytes) : ProxyFault;

    /// <summary>The server is not asked; this is the answer.</summary>
    public sealed record Answer(int Status, params (string Name, string Value)[] Headers) : ProxyFault;

    /// <summary>The server does what it was asked; this is the answer all the same.</summary>
    public sealed record AnswerAfter(int Status) : ProxyFault;

    /// <summary>The server does what it was asked; the connection is reset in place of an answer.</summary>
    public sealed record LoseAnswer : ProxyFault;

    /// <summary>The answer's body ends after so many bytes, by the end of the connection or its reset.</summary>
    public sealed record CutAnswer(int AfterBytes, bool Reset) : ProxyFault;

    /// <summary>A header of the answer has another value.</summary>
    public sealed record ChangeAnswer(string Name, string Value) : ProxyFault;

    /// <summary>A header of the request has another value.</summary>
    public sealed record ChangeRequest(string Name, string Value) : ProxyFault;

    /// <summary>One byte of the answer's body is another.</summary>
    public sealed record DamageAnswer(int At) : ProxyFault;

    /// <summary>One byte of the request's body is another.</summary>
    public sealed record DamageRequest(int At) : ProxyFault;

    /// <summary>The answer's body comes byte by byte.</summary>
    public sealed record TrickleAnswer(TimeSpan Between) : ProxyFault;

    /// <summary>The request's body is taken byte by byte.</summary>
    public sealed record TrickleRequest(TimeSpan Between) : ProxyFault;

    /// <summary>Nothing happens any more.</summary>
    public sealed record Silence : ProxyFault;
}
