# The root module: loads the assemblies in the right contexts (see Db2Backup.Loader) and exports their cmdlets.

if (-not ('Db2Backup.Loader.ModuleLoader' -as [type])) {
    Add-Type -LiteralPath (Join-Path $PSScriptRoot 'Db2Backup.Loader.dll')
}
$cmdlets = [Db2Backup.Loader.ModuleLoader]::Load($PSScriptRoot)
$inner = Import-Module -Assembly $cmdlets -PassThru

# Imported a second time, a module made of an assembly exports nothing (PowerShell issue 20710): add its cmdlets by hand.
$add = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
    $null = $add.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
}
