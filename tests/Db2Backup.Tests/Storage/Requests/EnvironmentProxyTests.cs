using System.Net;
using Db2Backup.Storage.Requests;

namespace Db2Backup.Tests.Storage.Requests;

public sealed class EnvironmentProxyTests
{
    private static EnvironmentProxy Of(params (string Name, string Value)[] variables) =>
        new(name => variables.FirstOrDefault(v => v.Name == name).Value);

    [Theory]
    [InlineData("https_proxy", "https://a.example/", "http://p:3128/"), InlineData("HTTPS_PROXY", "https://a.example/", "http://p:3128/"), InlineData("http_proxy", "http://a.example/", "http://p:3128/")]
    [InlineData("ALL_PROXY", "https://a.example/", "http://p:3128/"), InlineData("all_proxy", "http://a.example/", "http://p:3128/")]
    [InlineData("HTTP_PROXY", "http://a.example/", null), InlineData("https_proxy", "http://a.example/", null), InlineData("http_proxy", "https://a.example/", null)]
    [InlineData("all_proxy", "http://localhost/", null), InlineData("all_proxy", "http://127.0.0.1:8080/", null), InlineData("all_proxy", "https://[::1]/", null)]
    public void The_variables_are_read_as_curl_reads_them(string variable, string address, string? proxy)
    {
        foreach (var value in new[] { "http://p:3128", "p:3128" })
        {
            var of = Of((variable, value));
            Assert.Equal(proxy, of.GetProxy(new Uri(address))?.AbsoluteUri);
            Assert.Equal(proxy is null, of.IsBypassed(new Uri(address)));
        }
    }

    [Theory]
    [InlineData("example.com", "http://example.com/", true), InlineData("example.com", "http://a.example.com/", true), InlineData(".example.com", "http://a.example.com/", true)]
    [InlineData("example.com", "http://notexample.com/", false), InlineData("*", "http://x.y/", true), InlineData("a, b.c ,d", "http://b.c/", true), InlineData("10.0.0.1", "http://10.0.0.1/", true)]
    [InlineData("EXAMPLE.com", "http://A.Example.COM/", true), InlineData("", "http://a/", false)]
    public void No_proxy_names_hosts_and_domains(string none, string address, bool direct) =>
        Assert.Equal(direct, Of(("all_proxy", "http://p"), ("no_proxy", none)).IsBypassed(new Uri(address)));

    [Fact]
    public void User_and_password_are_those_of_the_proxys_own_address()
    {
        var proxy = Of(("https_proxy", "http://joe:p%40ss@p:3128"), ("http_proxy", "http://q:80"));
        var credential = proxy.Credentials!.GetCredential(proxy.GetProxy(new Uri("https://a.example"))!, "Basic")!;
        Assert.Equal(("joe", "p@ss"), (credential.UserName, credential.Password));
        Assert.Null(proxy.Credentials.GetCredential(proxy.GetProxy(new Uri("http://a.example"))!, "Basic"));
        Assert.IsType<NetworkCredential>(credential);
    }
}
