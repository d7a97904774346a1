using Db2Backup.Adapters.Provider;
using Db2Backup.Errors;
using Db2Backup.TestKit;

namespace Db2Backup.Tests.Db2;

public sealed class ProviderLocatorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_provider_is_loaded_by_the_path_of_its_dll_once()
    {
        var factory = ProviderFixture.Factory;
        Assert.Equal("EmulatorDb2Factory", factory.GetType().Name);
        Assert.Same(factory, ProviderFixture.Factory);
    }

    [Fact]
    public void A_folder_or_an_unpacked_package_is_searched()
    {
        var package = folder.Folder("package", "lib", "net8.0");
        folder.Folder("package", "lib", "net99.0");
        CopyStandIn(package, "IBM.Data.Db2.dll");
        CopyStandIn(Path.Combine(package, "..", "net99.0"), "IBM.Data.Db2.dll");
        var found = new ProviderLocator(folder.Path).Find(folder.Combine("package"));
        Assert.StartsWith(package, found.GetType().Assembly.Location, StringComparison.Ordinal);
        Assert.NotSame(ProviderFixture.Factory, found);
    }

    [Fact]
    public void One_that_lies_beside_the_module_is_found_without_a_path()
    {
        CopyStandIn(folder.Folder("provider"), "IBM.Data.DB2.Core.dll");
        Assert.Equal("EmulatorDb2Factory", new ProviderLocator(folder.Path).Find(null).GetType().Name);
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void None_is_an_error_that_names_the_package_for_this_platform(bool named)
    {
        var error = Assert.Throws<Db2BackupException>(() => new ProviderLocator(folder.Path).Find(named ? folder.Path : null));
        Assert.Equal((ErrorCode.ProviderNotFound, ErrorKind.NotInstalled), (error.Code, error.Kind));
        Assert.Contains(ProviderLocator.PackageName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_assembly_or_no_provider_is_told_as_not_usable()
    {
        var broken = folder.Combine("IBM.Data.Db2.dll");
        File.WriteAllText(broken, "MZ");
        var error = Assert.Throws<Db2BackupException>(() => new ProviderLocator(folder.Path).Find(folder.Path));
        Assert.Equal(ErrorCode.ProviderNotUsable, error.Code);
        Assert.Contains(broken, error.Message, StringComparison.Ordinal);
        var other = Assert.Throws<Db2BackupException>(() => new ProviderLocator(folder.Path).Find(typeof(ProviderLocatorTests).Assembly.Location));
        Assert.Equal(ErrorCode.ProviderNotUsable, other.Code);
    }

    [Theory]
    [InlineData("clidriver/lib"), InlineData("lib/net8.0/clidriver/bin"), InlineData("buildTransitive/clidriver/lib")]
    public void The_native_driver_is_found_without_a_library_path(string place)
    {
        var driver = Path.Combine(folder.Folder(place.Split('/')), "libdb2.so");
        var provider = folder.Folder("lib", "net8.0");
        Assert.Null(ProviderLoadContext.NativeFile(provider, "libdb2.so"));
        File.WriteAllText(driver, "");
        Assert.Equal(driver, ProviderLoadContext.NativeFile(provider, "libdb2.so"));
    }

    private static void CopyStandIn(string to, string name)
    {
        Directory.CreateDirectory(to);
        File.Copy(ProviderFixture.ProviderFile, Path.Combine(to, name));
    }
}
