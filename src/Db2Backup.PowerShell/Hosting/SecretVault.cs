using System.Management.Automation;
using System.Net;
using System.Security;
using Db2Backup.Errors;
using Db2Backup.Storage;
using Shell = System.Management.Automation.PowerShell;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>
/// Get-Secret of Microsoft.PowerShell.SecretManagement in the session that runs the cmdlet: vaults are registered per user, and unlocked per
/// session. It is called by the module's name, so another command of that name is never taken for it.
/// </summary>
internal static class SecretVault
{
    private const string Command = @"Microsoft.PowerShell.SecretManagement\Get-Secret";

    /// <summary>Call it on the pipeline's thread.</summary>
    /// <exception cref="Db2BackupException">SecretVaultMissing, SecretVaultFailed. What a vault says is not passed on: nobody knows what a vault's own code puts there.</exception>
    public static Secret Get(string? vault, string name)
    {
        using var shell = Shell.Create(RunspaceMode.CurrentRunspace);
        // Quiet, whatever the preferences are: a vault may trace what it fetches.
        shell.AddCommand(Command).AddParameter("Name", name).AddParameter("ErrorAction", ActionPreference.Stop).AddParameter("Verbose", false).AddParameter("Debug", false);
        if (vault is not null) shell.AddParameter("Vault", vault);
        var place = $"the secret {name} of {(vault is null ? "the default vault" : $"the vault {vault}")}";
        try
        {
            var found = shell.Invoke();
            return found.Count == 1 && Text(found[0]?.BaseObject) is { Length: > 0 } text ? new Secret(text)
                : throw Failed($"{place} is {(found.Count == 1 ? "empty, or of a kind that is no password or key" : $"not one but {found.Count}")}", name);
        }
        catch (CommandNotFoundException e) when (e.CommandName?.Contains("Get-Secret", StringComparison.OrdinalIgnoreCase) == true)
        {
            throw new Db2BackupException(ErrorCode.SecretVaultMissing, $"To fetch {place}, the module Microsoft.PowerShell.SecretManagement is needed, and it is not here.", name);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            throw Failed($"{place} was not given: {Id(e)}{Innermost(e).GetType().Name}", name);
        }
    }

    /// <summary>The kinds that SecretManagement knows; null for a hashtable and whatever else is no password.</summary>
    private static string? Text(object? secret) => secret switch
    {
        SecureString secure => new NetworkCredential("", secure).Password,
        PSCredential credential => credential.GetNetworkCredential().Password,
        string text => text,
        _ => null,
    };

    /// <summary>The id of an error that has one: of what is simply thrown, PowerShell makes its text the id.</summary>
    private static string Id(RuntimeException error)
    {
        var id = error.ErrorRecord?.FullyQualifiedErrorId.Split(',')[0];
        return id is { Length: > 0 and < 100 } && id != error.ErrorRecord!.Exception.Message && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? $"{id}, " : "";
    }

    private static Exception Innermost(Exception error)
    {
        while (error.InnerException is { } inner) error = inner;
        return error;
    }

    private static Db2BackupException Failed(string why, string name) => new(ErrorCode.SecretVaultFailed, char.ToUpperInvariant(why[0]) + why[1..] + ".", name);
}
