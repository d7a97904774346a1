BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $root = $sandbox.Path
    $env:DB2BACKUP_CONFIG = "$root/config.json"
    New-TestDatabase $sandbox SAMPLE -Recoverable
    $key = New-Db2BackupKey "$root/key"
    function Get-Setting([string] $Name) { Get-Db2BackupSetting | Where-Object Name -eq $Name }
}

AfterAll {
    $env:DB2BACKUP_CONFIG = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'Settings' {
    It 'are built in, until the configuration file says otherwise' {
        (Get-Setting Strategy).Value | Should -Be 'Online'
        (Get-Setting Strategy).Source | Should -Be 'BuiltIn'
        (Get-Setting BackupPath).Source | Should -Be 'NotSet'
        (Get-Setting BackupPath).ConfigurationPath | Should -Be $env:DB2BACKUP_CONFIG
        "$root/config.json" | Should -Not -Exist -Because 'looking writes nothing'
        Assert-Error (Get-OneError { Invoke-Db2Backup SAMPLE -Instance $sandbox }) PathNotUsable InvalidArgument
        Assert-Error (Get-OneError { Test-Db2BackupSpace SAMPLE -Instance $sandbox }) PathNotUsable InvalidArgument
    }

    It 'make a whole backup and its restore one short line each' {
        $store = New-Db2BackupStore main "$root/repository" -CreateFolder -Database S* -Recipient $key.Recipient
        (Get-Item $store.Location).UnixMode | Should -Be 'drwxr-x---'
        $all = Set-Db2BackupSetting -BackupPath $sandbox.BackupPath -RestorePath "$root/restore"
        $all.Name | Should -Be 'Strategy', 'BackupPath', 'RestorePath', 'Store', 'Recipient'
        (Get-Setting BackupPath).Source | Should -Be 'ConfigurationFile'
        (Get-Db2BackupSetting SAMPLE | Where-Object Name -eq Store).Value | Should -Be 'main'
        ($all | Format-Table | Out-String) | Should -Match 'BackupPath +ConfigurationFile'

        (Test-Db2BackupSpace SAMPLE -Instance $sandbox).Path | Should -Be $sandbox.BackupPath
        $published = Get-Db2Database -Instance $sandbox | Invoke-Db2Backup | Protect-Db2Backup | Publish-Db2Backup
        $published.Mode | Should -Be 'Online'
        $published.Store | Should -Be $store.Location
        $published.Protected.Recipients | Should -Be $key.Recipient
        (Publish-Db2ArchiveLog SAMPLE -ArchiveCurrent -Instance $sandbox).Store | Select-Object -Unique | Should -Be $store.Location
        $restored = Restore-Db2Database SAMPLE -TargetDatabase SCOPY -IdentityFile $key.Path -Instance $sandbox -Confirm:$false
        $restored.Checks | Should -Not -BeNullOrEmpty
        "$root/restore" | Should -Not -Exist -Because 'what was made for the restore is gone, and a sandbox keeps the archive of a copy to itself'
        $restored.ChangedSettings.Now | Should -Be "DISK:$root/copies/archive-SCOPY"
    }

    It 'give way to parameters' {
        $null = Set-Db2BackupSetting -Strategy Offline -BackupPath "$root/nowhere"
        (Get-Setting Strategy).Value | Should -Be 'Offline'
        (Invoke-Db2Backup SAMPLE $sandbox.BackupPath -Instance $sandbox).Mode | Should -Be 'Offline'
        (Invoke-Db2Backup SAMPLE $sandbox.BackupPath -Strategy Online -Instance $sandbox).Mode | Should -Be 'Online'
        Assert-Error (Get-OneError { Invoke-Db2Backup SAMPLE -Instance $sandbox }) PathNotUsable InvalidArgument SAMPLE
        Assert-Error (Get-OneError { Restore-Db2Database SAMPLE -Store "$root/nowhere" -Instance $sandbox -Force }) StoreNotFound ObjectNotFound SAMPLE
    }

    It 'are taken back with $null, and what is not given stays' {
        $null = Set-Db2BackupSetting -Strategy $null
        (Get-Setting Strategy).Source | Should -Be 'BuiltIn'
        (Get-Setting BackupPath).Value | Should -Be "$root/nowhere"
        $null = Set-Db2BackupSetting -BackupPath $null -RestorePath ''
        (Get-Setting BackupPath).Source, (Get-Setting RestorePath).Source | Should -Be 'NotSet', 'NotSet'
    }

    It 'are refused when they cannot hold, and the file stays as it was' {
        $before = Get-Content $env:DB2BACKUP_CONFIG -Raw
        Assert-Error (Get-OneError { Set-Db2BackupSetting -Store nosuch }) StoreNotFound ObjectNotFound
        Assert-Error (Get-OneError { Set-Db2BackupSetting -Store relative/folder }) StoreLocationInvalid InvalidArgument
        Assert-Error (Get-OneError { New-Db2BackupStore typo "$root/no/where" -CreateFolder }) StoreNotFound ObjectNotFound typo
        Assert-Error (Get-OneError { New-Db2BackupStore main "$root/second" -CreateFolder }) StoreNameInvalid InvalidArgument main
        "$root/second" | Should -Not -Exist
        Get-Content $env:DB2BACKUP_CONFIG -Raw | Should -Be $before
    }
}

Describe 'A folder that is not there' {
    It 'is never made by a name that may be mistyped' {
        $image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox
        $before = (Get-ChildItem $root -Directory).Name
        Assert-Error (Get-OneError { Invoke-Db2OnlineBackup SAMPLE "$root/typo" -Instance $sandbox }) PathNotUsable InvalidArgument SAMPLE
        Assert-Error (Get-OneError { Invoke-Db2OfflineBackup SAMPLE "$root/typo" -Instance $sandbox }) PathNotUsable InvalidArgument SAMPLE
        Assert-Error (Get-OneError { Test-Db2BackupSpace SAMPLE $sandbox.BackupPath -StagingPath "$root/typo" -Instance $sandbox }) PathNotUsable InvalidArgument SAMPLE
        Assert-Error (Get-OneError { $image | Protect-Db2Backup -NoEncryption -Destination "$root/typo" }) FileNotFound ObjectNotFound
        foreach ($call in { $image | Publish-Db2Backup -Store "$root/typo" 3>$null }, { Get-Db2Backup -Store "$root/typo" }, { Publish-Db2ArchiveLog SAMPLE "$root/typo" -NoEncryption -Instance $sandbox },
            { $image | Remove-Db2BackupImage "$root/typo" -Force }, { Restore-Db2Database SAMPLE -Store "$root/typo" -WorkPath "$root/work" -Instance $sandbox -Force }) {
            $problem = Get-OneError $call
            Assert-Error $problem StoreNotFound ObjectNotFound
            $problem.Exception.Message | Should -Match ([regex]::Escape("$root/typo"))
            $problem.ErrorDetails.RecommendedAction | Should -Match '-CreateFolder'
        }
        (Get-ChildItem $root -Directory).Name | Should -Be $before
    }
}
