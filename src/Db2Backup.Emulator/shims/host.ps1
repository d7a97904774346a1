# Loads db2.dll into PowerShell and runs the program named first on the command line. The arguments are taken from the
# process itself: PowerShell would read some of them as its own syntax.
$all = [Environment]::GetCommandLineArgs()
$program = [Array]::IndexOf($all, $PSCommandPath) + 1
$arguments = [string[]]@($all[$program..($all.Length - 1)])
$assembly = [Reflection.Assembly]::LoadFrom((Join-Path $PSScriptRoot 'db2.dll'))
exit $assembly.EntryPoint.Invoke($null, @(, $arguments))
