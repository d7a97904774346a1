namespace Db2Backup.Storage.Swift;

/// <summary>What the environment says of a Swift, under the names of clouds.yaml. Pure.</summary>
internal static class SwiftEnvironment
{
    // As the openstack and swift programs read them; of several for one thing the first counts.
    private static readonly (string Name, string[] Variables)[] Known =
    [
        ("auth_url", ["OS_AUTH_URL"]), ("auth_type", ["OS_AUTH_TYPE"]), ("username", ["OS_USERNAME"]), ("user_id", ["OS_USER_ID"]), ("password", ["OS_PASSWORD"]),
        ("user_domain_name", ["OS_USER_DOMAIN_NAME"]), ("user_domain_id", ["OS_USER_DOMAIN_ID"]),
        ("project_name", ["OS_PROJECT_NAME", "OS_TENANT_NAME"]), ("project_id", ["OS_PROJECT_ID", "OS_TENANT_ID"]),
        ("project_domain_name", ["OS_PROJECT_DOMAIN_NAME"]), ("project_domain_id", ["OS_PROJECT_DOMAIN_ID"]),
        ("domain_name", ["OS_DOMAIN_NAME"]), ("domain_id", ["OS_DOMAIN_ID"]), ("default_domain", ["OS_DEFAULT_DOMAIN"]),
        ("application_credential_id", ["OS_APPLICATION_CREDENTIAL_ID"]), ("application_credential_name", ["OS_APPLICATION_CREDENTIAL_NAME"]),
        ("application_credential_secret", ["OS_APPLICATION_CREDENTIAL_SECRET"]),
        ("token", ["OS_AUTH_TOKEN", "OS_TOKEN"]),
        ("region_name", ["OS_REGION_NAME"]), ("interface", ["OS_INTERFACE", "OS_ENDPOINT_TYPE"]), ("storage_url", ["OS_STORAGE_URL"]), ("cacert", ["OS_CACERT"]),
    ];

    public static Dictionary<string, string> Read(Func<string, string?> environment)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, variables) in Known)
            if (variables.Select(environment).FirstOrDefault(v => !string.IsNullOrEmpty(v)) is { } value) values[name] = value;
        // The swift program's own variables mean version 1; Keystone's come first, as there.
        if (!values.ContainsKey("auth_url") && environment("ST_AUTH") is { Length: > 0 } address)
        {
            (values["auth_url"], values["auth_type"]) = (address, "v1password");
            if (environment("ST_USER") is { Length: > 0 } user) values["username"] = user;
            if (environment("ST_KEY") is { Length: > 0 } key) values["password"] = key;
        }
        return values;
    }
}
