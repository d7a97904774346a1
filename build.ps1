#!/usr/bin/env pwsh
<#
.SYNOPSIS
    The tasks of build.sh for people who live in PowerShell: ./build.ps1 test
.DESCRIPTION
    Where bash is (Linux, macOS), build.sh does the work, so that there is one home for what a task means.
    On Windows the tasks that need no Db2 stand-in run here; the stand-in is a Db2 on Linux: use WSL for the others.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0, ValueFromRemainingArguments)]
    [ValidateSet('build', 'demo', 'test', 'pester', 'bench', 'package', 'audit', 'clean', 'help', '--full')]
    [string[]] $Task
)
$ErrorActionPreference = 'Stop'

if (-not $IsWindows) {
    if (-not (Get-Command bash -ErrorAction Ignore)) { throw 'bash is missing: install it with the package manager of this system.' }
    & bash "$PSScriptRoot/build.sh" @Task
    exit $LASTEXITCODE
}

if (-not (Get-Command dotnet -ErrorAction Ignore)) {
    throw 'The .NET SDK, version 8 or newer, is missing: winget install Microsoft.DotNet.SDK.8'
}
$configuration = if ($env:CONFIGURATION) { $env:CONFIGURATION } else { 'Release' }
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = '1'

Push-Location $PSScriptRoot
try {
    foreach ($name in $Task) {
        switch ($name) {
            'build' { dotnet build Db2Backup.sln -c $configuration -v quiet -nologo }
            'audit' { dotnet list Db2Backup.sln package --vulnerable --include-transitive }
            'clean' {
                Get-ChildItem output, src/*/bin, src/*/obj, tests/*/bin, tests/*/obj, bench/*/bin, bench/*/obj -ErrorAction Ignore |
                    Remove-Item -Recurse -Force
                $global:LASTEXITCODE = 0
            }
            '--full' { $global:LASTEXITCODE = 0 }
            'help' { Get-Help $PSCommandPath; $global:LASTEXITCODE = 0 }
            default { throw "The task '$name' runs the Db2 stand-in or packages it, which needs Linux: run ./build.sh $name in WSL." }
        }
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
}
finally { Pop-Location }
