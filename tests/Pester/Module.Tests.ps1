BeforeAll { . "$PSScriptRoot/Common.ps1" }

Describe 'The module' {
    It 'has a manifest that is valid and exports exactly what it names' {
        $read = Test-ModuleManifest $Manifest -ErrorAction Stop
        $named = (Import-PowerShellDataFile $Manifest).CmdletsToExport
        $named.Count | Should -BeGreaterThan 20
        (Get-Command -Module Db2Backup -CommandType Cmdlet).Name | Sort-Object | Should -Be ($named | Sort-Object)
        (Get-Command -Module Db2Backup).Count | Should -Be $named.Count
        $read.PowerShellVersion | Should -Be '7.4'
    }

    It 'lets scripts name the types of the model, and keeps its packages to itself' {
        [Db2Backup.BackupKind]::Delta | Should -Be 'Delta'
        'BouncyCastle.Crypto' | Should -Not -BeIn ([Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $_.GetName().Name })
    }

    It 'keeps its commands when it is imported again with -Force' {
        Invoke-FreshPwsh @'
            Import-Module $Manifest
            $first = (Get-Command -Module Db2Backup).Count
            Import-Module $Manifest -Force
            Remove-Module Db2Backup
            Import-Module $Manifest
            if ((Get-Command -Module Db2Backup).Count -eq $first -and $first -gt 20) { 'same' }
            try { New-Db2BackupKey -Path /nowhere/key -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
'@ | Should -Be "same`nFileNotFound,Db2Backup.PowerShell.Commands.NewDb2BackupKeyCommand"
    }

    It 'refuses a second version in one session and says what to do' {
        $copy = Join-Path $TestDrive 'second'
        Copy-Item (Split-Path $Manifest) $copy -Recurse
        $output = Invoke-FreshPwsh "Import-Module `$Manifest
            try { Import-Module '$copy/Db2Backup.psd1' -ErrorAction Stop; 'imported' } catch { `$_.Exception.Message }
            (Get-Command -Module Db2Backup).Count"
        $output | Should -Match 'start a new PowerShell session'
        $output | Should -Not -Match 'imported'
        [int]$output.Split("`n")[-1] | Should -BeGreaterThan 20 -Because 'the first one stays usable'
    }

    It 'works in the runspaces of ForEach-Object -Parallel' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'parallel')
        Invoke-FreshPwsh "(1..8 | ForEach-Object -Parallel { Import-Module '$Manifest'; New-Db2BackupKey -Path `"$folder/key`$_`" } -ThrottleLimit 4).Recipient | Sort-Object -Unique | Measure-Object | ForEach-Object Count" | Should -Be '8'
        (Get-ChildItem $folder).Count | Should -Be 8
    }

    It 'works where another <_> is loaded already' -ForEach 'BouncyCastle.Crypto', 'Azure.Core' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive "other-$_")
        Invoke-FreshPwsh "Add-Type -TypeDefinition 'public class Other { }' -OutputAssembly '$folder/$_.dll'
            `$null = [Reflection.Assembly]::LoadFrom('$folder/$_.dll')
            Import-Module `$Manifest
            (New-Db2BackupKey -Path '$folder/key').Recipient.Substring(0, 4)" | Should -Be 'age1'
    }

    It 'loads the packages of a store when one is opened, apart from others of the same name' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'packages')
        # As another module brings it along.
        Copy-Item (Join-Path (Split-Path $Manifest) 'bin/Azure.Core.dll') $folder
        Invoke-FreshPwsh -Environment @{ AZURE_STORAGE_KEY = 'c2VjcmV0' } "`$null = [Reflection.Assembly]::LoadFrom('$folder/Azure.Core.dll')
            Import-Module `$Manifest
            function Get-Loaded { ([AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { `$_.GetName().Name -match '^(Azure\.(Core|Storage\.Blobs)|AWSSDK\.S3)`$' } |
                ForEach-Object { `$_.GetName().Name + ' ' + [Runtime.Loader.AssemblyLoadContext]::GetLoadContext(`$_).Name } | Sort-Object) -join ', ' }
            Get-Loaded
            # Nobody listens there.
            try { Get-Db2Backup -Store http://127.0.0.1:9/acct/backups -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
            Get-Loaded" | Should -Be "Azure.Core Default`nStoreUnreachable,Db2Backup.PowerShell.Commands.GetDb2BackupCommand`nAzure.Core Db2Backup, Azure.Core Default, Azure.Storage.Blobs Db2Backup"
    }
}

Describe 'Get-Help' {
    It 'tells of every cmdlet what it is for, each parameter, and an example' {
        foreach ($command in Get-Command -Module Db2Backup) {
            $help = Get-Help $command.Name -Full
            $help.Synopsis | Should -Match '^[A-Z].{20}' -Because $command.Name
            $help.Synopsis | Should -Not -Match "^\s*$($command.Name)" -Because 'that is what PowerShell says where there is no help'
            ($help.description.Text -join ' ').Length | Should -BeGreaterThan 30 -Because $command.Name
            $help.examples.example.Count | Should -BeGreaterThan 0 -Because $command.Name
            $help.examples.example | ForEach-Object { $_.code | Should -Match $command.Noun }
            $shown = @($command.Parameters.Values | Where-Object { $_.Attributes.DontShow -notcontains $true -and $_.Name -notin [Management.Automation.Cmdlet]::CommonParameters })
            foreach ($parameter in $shown) {
                $text = ($help.parameters.parameter | Where-Object name -eq $parameter.Name).description.Text
                "$text".Length | Should -BeGreaterThan 4 -Because "$($command.Name) -$($parameter.Name)"
            }
            # As PowerShell itself reads the parameters.
            foreach ($told in $help.parameters.parameter) {
                $attributes = @($command.Parameters[$told.name].Attributes | Where-Object { $_ -is [Parameter] })
                $told.required | Should -Be "$([bool]($attributes.Mandatory -contains $true))" -Because "$($command.Name) -$($told.name)"
                ($told.pipelineInput -like 'True*') | Should -Be ([bool](($attributes.ValueFromPipeline + $attributes.ValueFromPipelineByPropertyName) -contains $true)) -Because "$($command.Name) -$($told.name)"
            }
            @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count -Because $command.Name
        }
    }

    It 'shows it in a console' {
        $shown = Get-Help Restore-Db2Database -Full | Out-String -Width 200
        $shown | Should -Match 'SYNOPSIS\s+Plan, ask, fetch and verify'
        $shown | Should -Match '-PointInTime <DateTimeOffset>\s+All units of work committed'
        $shown | Should -Match "Restore-Db2Database SAMPLE -Store main -TargetDatabase SAMPLE2 -PointInTime"
        (Get-Help Connect-Db2Instance -Parameter ConnectionOption).description.Text | Should -Match 'For TLS: Security=SSL'
    }

    It 'has the pages beside the module, and the topic about it' {
        foreach ($name in (Get-Command -Module Db2Backup).Name) { "$(Split-Path $Manifest)/docs/en-US/$name.md" | Should -Exist }
        "$(Get-Help about_Db2Backup)" | Should -Match 'configuration file'
    }
}

Describe 'A sandbox where only PowerShell is installed' {
    It 'runs without dotnet on the PATH' {
        $programs = New-Item -ItemType Directory (Join-Path $TestDrive 'programs')
        & bash -c 'IFS=:; for folder in $PATH; do ln -s -t "$1" "$folder"/* 2>/dev/null; done; rm -f "$1/dotnet"' links "$programs"
        Invoke-FreshPwsh -Environment @{ PATH = "$programs" } @'
            if (Get-Command dotnet -ErrorAction Ignore) { 'dotnet is there' }
            Import-Module $Manifest
            $sandbox = New-Db2Sandbox
            try {
                & bash -c '. "$1"; db2 create database d; db2 terminate' x $sandbox.InstanceInfo.ProfilePath >/dev/null
                (Get-Db2Database -Instance $sandbox).Database
            }
            finally { $sandbox | Remove-Db2Sandbox -Force }
'@ | Should -Be 'D'
    }
}
