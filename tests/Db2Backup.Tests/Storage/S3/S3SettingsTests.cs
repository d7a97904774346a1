using Db2Backup.Adapters.Storage.S3;
using Db2Backup.Errors;
using Db2Backup.Storage;

namespace Db2Backup.Tests.Storage.S3;

public sealed class S3SettingsTests
{
    [Theory]
    [InlineData("s3://"), InlineData("s3://ab"), InlineData("s3://Backups"), InlineData("s3://back_ups"), InlineData("s3://-backups"), InlineData("s3://back..ups"), InlineData("s3://192.168.1.1")]
    [InlineData("s3://backups/a b"), InlineData("s3://backups/ä"), InlineData("s3://backups/../x"), InlineData("s3://backups//x")]
    public void A_location_that_the_service_would_refuse_is_refused_before_it_is_asked(string location) =>
        Assert.Equal(ErrorCode.StoreLocationInvalid, Assert.Throws<Db2BackupException>(() => S3Store.Open(StoreAddress.Parse(location), Access([("region", "eu-central-1")]))).Code);

    [Fact]
    public void Settings_come_before_the_environment_and_a_service_of_its_own_has_the_bucket_in_the_path()
    {
        var amazon = Read(environment: [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key"), ("AWS_SESSION_TOKEN", "token")]);
        Assert.Equal((null, "eu-west-1", false), (amazon.Endpoint, amazon.Region, amazon.PathStyle));
        Assert.Equal("token", Assert.IsType<S3Credential.Keys>(amazon.Credential).SessionToken!.Reveal());
        var own = Read([("endpoint", "https://s3.example.com"), ("profile", "backup")], environment: [("AWS_ACCESS_KEY_ID", "id"), ("AWS_SECRET_ACCESS_KEY", "key"), ("AWS_CA_BUNDLE", "/ca.pem")]);
        Assert.Equal((new Uri("https://s3.example.com"), "us-east-1", true, "/ca.pem"), (own.Endpoint, own.Region, own.PathStyle, own.Http.CertificateFile));
        Assert.Equal("backup", Assert.IsType<S3Credential.Profile>(own.Credential).Name);
        Assert.False(Read([("endpoint", "https://s3.example.com"), ("path_style", "false")]).PathStyle);
        Assert.Equal(new Uri("http://minio:9000"), Read(environment: [("AWS_ENDPOINT_URL_S3", "http://minio:9000"), ("AWS_ENDPOINT_URL", "http://other")]).Endpoint);
        Assert.Equal("given", Assert.IsType<S3Credential.Keys>(Read([("region", "x"), ("access_key_id", "id")], "given").Credential).SecretKey.Reveal());
        Assert.IsType<S3Credential.Default>(Read([("region", "x")]).Credential);
        Assert.Equal(("arn:aws:iam::1:role/r", "Db2Backup", "e"), Read([("region", "x"), ("role_arn", "arn:aws:iam::1:role/r"), ("external_id", "e")]).Role is { } role ? (role.Arn, role.SessionName, role.ExternalId) : default);
        Assert.Equal((ConditionalWrites.No, 1000), Read([("region", "x"), ("conditional_writes", "no"), ("maximum_parts", "1000")]) is { } read ? (read.ConditionalWrites, read.MaximumParts) : default);
    }

    [Theory]
    [InlineData("secret_access_key", "x"), InlineData("endpoint", "s3.example.com"), InlineData("endpoint", "https://u:p@host"), InlineData("path_style", "yes"), InlineData("conditional_writes", "maybe"), InlineData("maximum_parts", "many")]
    public void A_setting_that_cannot_be_is_refused(string name, string value) =>
        Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => Read([("region", "x"), (name, value)])).Code);

    [Fact]
    public void What_is_missing_is_said()
    {
        Assert.Equal(ErrorCode.StoreSettingInvalid, Assert.Throws<Db2BackupException>(() => Read()).Code);
        Assert.Equal(ErrorCode.StoreCredentialMissing, Assert.Throws<Db2BackupException>(() => Read([("region", "x"), ("access_key_id", "id")])).Code);
        Assert.Equal(ErrorCode.StoreCredentialMissing, Assert.Throws<Db2BackupException>(() => Read([("region", "x")], "a secret of no key")).Code);
    }

    private static S3Settings Read((string Name, string Value)[]? settings = null, string? secret = null, (string Name, string Value)[]? environment = null) =>
        S3Settings.From(StoreAddress.Parse("s3://backups/db2"), Access(settings ?? [], secret, environment));

    // Without a configuration of aws: a machine may have one.
    private static StoreAccess Access((string Name, string Value)[] settings, string? secret = null, (string Name, string Value)[]? environment = null) => new()
    {
        Settings = settings.ToDictionary(s => s.Name, s => s.Value), Secret = secret is null ? null : new Secret(secret),
        Environment = name => (environment ?? []).FirstOrDefault(e => e.Name == name).Value,
    };
}
