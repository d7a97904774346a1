using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Db2Backup.Adapters;
using Db2Backup.Errors;

namespace Db2Backup.PowerShell.Hosting;

/// <summary>Offers the names of stores in the configuration file.</summary>
public sealed class StoreCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            return Engine.Create().Configuration.List((wordToComplete ?? "") + "*")
                .Select(s => new CompletionResult(s.Name, s.Name, CompletionResultType.ParameterValue, s.Location)).ToList();
        }
        catch (Db2BackupException)
        {
            // A configuration that cannot be read has nothing to offer; the cmdlet itself will say why.
            return [];
        }
    }
}
