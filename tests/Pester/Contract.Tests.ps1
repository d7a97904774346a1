# What every cmdlet must do, each of them called for real. The tables name all cmdlets: a new one fails here until it has its rows.

BeforeDiscovery {
    $exported = (Import-PowerShellDataFile $(if ($env:DB2BACKUP_MODULE) { $env:DB2BACKUP_MODULE } else { "$PSScriptRoot/../../Db2Backup.psd1" })).CmdletsToExport | Sort-Object
}

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $root = $sandbox.Path
    $env:DB2BACKUP_CONFIG = "$root/config.json"
    New-TestDatabase $sandbox SAMPLE -Rows 50 -Recoverable
    New-TestDatabase $sandbox CIRC
    New-TestDatabase $sandbox OFFAGAIN -Recoverable
    $key = New-Db2BackupKey "$root/key"
    $null = New-Db2BackupKey "$root/other"
    $store, $empty, $initial = 'store', 'empty', 'initial' | ForEach-Object { (New-Item -ItemType Directory "$root/$_").FullName }
    $null = New-Db2BackupStore main $store -Database SAMPLE -Recipient $key.Recipient -ErrorAction Stop
    $at = @{ Instance = $sandbox }
    $image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at -ErrorAction Stop
    $protected = $image | Protect-Db2Backup -ErrorAction Stop
    $published = $protected | Publish-Db2Backup main -ErrorAction Stop
    $name = "SAMPLE $($image.Timestamp)"
    Set-Content "$root/broken.json" '{ "stors": [] }'
    Set-Content "$root/file" 'no folder'

    # One call that goes wrong: its id, category and target.
    $refused = @{
        'Connect-Db2Instance' = 'InstanceNotFound', 'ObjectNotFound', 'nosuch', { Connect-Db2Instance nosuch }
        'Disconnect-Db2Instance' = 'InstanceNotFound', 'ObjectNotFound', 'nosuch', { Disconnect-Db2Instance nosuch }
        'Get-Db2Instance' = 'InstanceNotFound', 'ObjectNotFound', $root, { Get-Db2Instance $root }
        'Get-Db2Database' = 'DatabaseNotFound', 'ObjectNotFound', 'NOSUCH', { Get-Db2Database NOSUCH @at }
        'Get-Db2BackupHistory' = 'DatabaseNotFound', 'ObjectNotFound', 'NOSUCH', { Get-Db2BackupHistory NOSUCH @at }
        'Get-Db2RollforwardStatus' = 'SQL1013N', 'ObjectNotFound', 'NOSUCH', { Get-Db2RollforwardStatus NOSUCH @at }
        'Enable-Db2ArchiveLogging' = 'PathNotUsable', 'InvalidArgument', 'CIRC', { Enable-Db2ArchiveLogging CIRC $sandbox.ArchivePath -BackupPath "$root/nowhere" @at }
        'Disable-Db2ArchiveLogging' = 'DatabaseNotFound', 'ObjectNotFound', 'NOSUCH', { Disable-Db2ArchiveLogging NOSUCH -Force @at }
        'Test-Db2BackupSpace' = 'PathNotUsable', 'InvalidArgument', 'SAMPLE', { Test-Db2BackupSpace SAMPLE "$root/nowhere" @at }
        'Invoke-Db2OnlineBackup' = 'PathNotUsable', 'InvalidArgument', 'SAMPLE', { Invoke-Db2OnlineBackup SAMPLE "$root/nowhere" @at }
        'Invoke-Db2OfflineBackup' = 'PathNotUsable', 'InvalidArgument', 'CIRC', { Invoke-Db2OfflineBackup CIRC "$root/file" @at }
        'Invoke-Db2Backup' = 'ArchiveLoggingOff', 'InvalidOperation', 'CIRC', { Invoke-Db2Backup CIRC $sandbox.BackupPath @at }
        'Protect-Db2Backup' = 'KeyInvalid', 'InvalidArgument', $name, { $image | Protect-Db2Backup nonsense }
        'Publish-Db2Backup' = 'StoreNotFound', 'ObjectNotFound', "$root/nowhere", { $protected | Publish-Db2Backup "$root/nowhere" }
        'Remove-Db2BackupImage' = 'ImageNotPublished', 'InvalidOperation', $name, { $image | Remove-Db2BackupImage $empty -Force }
        'Publish-Db2ArchiveLog' = 'LogArchiveNotADirectory', 'InvalidOperation', 'CIRC', { Publish-Db2ArchiveLog CIRC main @at }
        'Get-Db2ArchiveLog' = 'LogArchiveNotADirectory', 'InvalidOperation', 'CIRC', { Get-Db2ArchiveLog CIRC @at }
        'Test-Db2LogChain' = 'NoBackupFits', 'ObjectNotFound', 'NOSUCH', { Test-Db2LogChain NOSUCH main -StoreOnly }
        'Remove-Db2ArchiveLog' = 'LogRemovalUnsafe', 'InvalidOperation', 'CIRC', { Remove-Db2ArchiveLog CIRC main -Force @at }
        'Import-TroveBackup' = 'TroveArchiveUnreadable', 'InvalidData', "$root/file", { Import-TroveBackup "$root/file" "$root/trove" }
        'Import-Db2BackupImage' = 'FileNameNotUnderstood', 'InvalidArgument', "$root/file", { Import-Db2BackupImage "$root/file" main @at }
        'Get-Db2Backup' = 'StoreNotFound', 'ObjectNotFound', "$root/nowhere", { Get-Db2Backup -Store "$root/nowhere" }
        'Measure-Db2BackupThroughput' = 'StoreNotFound', 'ObjectNotFound', "$root/nowhere", { Measure-Db2BackupThroughput -Store "$root/nowhere" }
        'Remove-Db2Backup' = 'BackupNotFound', 'ObjectNotFound', 'SAMPLE 20200101000000', { Remove-Db2Backup -Database SAMPLE -Timestamp 20200101000000 -Store main -Force }
        'Save-Db2Backup' = 'BackupNotFound', 'ObjectNotFound', 'SAMPLE 20200101000000', { Save-Db2Backup "$root/saved" -Database SAMPLE -Timestamp 20200101000000 -Store main }
        'Copy-Db2Backup' = 'StoreNamedTwice', 'InvalidArgument', $name, { $published | Copy-Db2Backup $store }
        'Unprotect-Db2Backup' = 'NoMatchingKey', 'SecurityError', $name, { $protected | Unprotect-Db2Backup "$root/plain" -IdentityFile "$root/other" }
        'Restore-Db2Database' = 'NoBackupFits', 'ObjectNotFound', 'NOSUCH', { Restore-Db2Database NOSUCH -Store main -WorkPath "$root/work" -Force @at }
        'Invoke-Db2Rollforward' = 'SQL1260N', 'InvalidOperation', 'CIRC', { Invoke-Db2Rollforward CIRC -EndOfLogs -Force @at }
        'Restart-Db2Database' = 'DatabaseNotFound', 'ObjectNotFound', 'NOSUCH', { Restart-Db2Database NOSUCH @at }
        'New-Db2BackupStore' = 'StoreNotFound', 'ObjectNotFound', 'typo', { New-Db2BackupStore typo "$root/nowhere" }
        'Get-Db2BackupStore' = 'StoreNotFound', 'ObjectNotFound', 'nosuch', { Get-Db2BackupStore nosuch }
        'Set-Db2BackupStore' = 'StoreNotFound', 'ObjectNotFound', 'main', { Set-Db2BackupStore main "$root/nowhere" }
        'Remove-Db2BackupStore' = 'StoreNotFound', 'ObjectNotFound', 'nosuch', { Remove-Db2BackupStore nosuch -Force }
        'Test-Db2BackupStore' = 'StoreNotFound', 'ObjectNotFound', "$root/nowhere", { Test-Db2BackupStore "$root/nowhere" }
        'New-Db2BackupKey' = 'FileExists', 'ResourceExists', "$root/key", { New-Db2BackupKey "$root/key" }
        'New-Db2Sandbox' = 'FileExists', 'ResourceExists', $root, { New-Db2Sandbox $root }
        'Remove-Db2Sandbox' = 'NotASandbox', 'InvalidArgument', $store, { Remove-Db2Sandbox $store -Force }
        'ConvertFrom-Db2Output' = 'FileNotFound', 'ObjectNotFound', "$root/none.txt", { ConvertFrom-Db2Output -Path "$root/none.txt" }
        'Get-Db2BackupSetting' = 'ConfigurationInvalid', 'InvalidData', "$root/broken.json", { Get-Db2BackupSetting }
        'Set-Db2BackupSetting' = 'StoreNotFound', 'ObjectNotFound', 'Store', { Set-Db2BackupSetting -Store nosuch }
        'Backup-Db2Database' = 'ArchiveLoggingOff', 'InvalidOperation', 'CIRC', { Backup-Db2Database CIRC main @at }
        'Enable-Db2IncrementalBackup' = 'PathNotUsable', 'InvalidArgument', 'SAMPLE', { Enable-Db2IncrementalBackup SAMPLE "$root/nowhere" @at }
        'Clear-Db2BackupDebris' = 'StoreNotFound', 'ObjectNotFound', "$root/nowhere", { Clear-Db2BackupDebris -Store "$root/nowhere" }
        'Get-Db2RecoveryPlan' = 'TargetBeforeBackup', 'InvalidArgument', 'SAMPLE', { Get-Db2RecoveryPlan SAMPLE -Store main -PointInTime '2020-01-01T00:00:00Z' }
        'Get-Db2RecoverableRange' = 'StoreNotFound', 'ObjectNotFound', "$root/nowhere", { Get-Db2RecoverableRange -Store "$root/nowhere" }
        'Export-Db2RecoveryCatalog' = 'FileExists', 'ResourceExists', 'SAMPLE', { Export-Db2RecoveryCatalog SAMPLE "$root/file" -Store main }
    }

    # One call that would change something.
    $asked = @{
        'Enable-Db2ArchiveLogging' = { Enable-Db2ArchiveLogging CIRC "$root/newarchive" @at -Force -WhatIf }
        'Disable-Db2ArchiveLogging' = { Disable-Db2ArchiveLogging SAMPLE -Force @at -WhatIf }
        'Invoke-Db2OnlineBackup' = { Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at -WhatIf }
        'Invoke-Db2OfflineBackup' = { Invoke-Db2OfflineBackup SAMPLE $sandbox.BackupPath -Force @at -WhatIf }
        'Invoke-Db2Backup' = { Invoke-Db2Backup SAMPLE $sandbox.BackupPath -Force @at -WhatIf }
        'Protect-Db2Backup' = { $image | Protect-Db2Backup -Destination $empty -RemoveImage -WhatIf }
        'Publish-Db2Backup' = { $protected | Publish-Db2Backup $empty -WhatIf }
        'Remove-Db2BackupImage' = { $published | Remove-Db2BackupImage -Force -WhatIf }
        'Publish-Db2ArchiveLog' = { Publish-Db2ArchiveLog SAMPLE main -ArchiveCurrent @at -WhatIf }
        'Remove-Db2ArchiveLog' = { Remove-Db2ArchiveLog SAMPLE main -Force @at -WhatIf }
        'Import-TroveBackup' = { Import-TroveBackup "$root/file" "$root/trove" -WhatIf }
        'Import-Db2BackupImage' = { $image | Import-Db2BackupImage -Store $empty -NoEncryption @at -WhatIf }
        'Remove-Db2Backup' = { $published | Remove-Db2Backup -Force -WhatIf }
        'Save-Db2Backup' = { $published | Save-Db2Backup "$root/saved" -WhatIf }
        'Copy-Db2Backup' = { $published | Copy-Db2Backup $empty -IncludeLogs -WhatIf }
        'Unprotect-Db2Backup' = { $protected | Unprotect-Db2Backup "$root/plain" -IdentityFile $key.Path -WhatIf }
        'Restore-Db2Database' = { Restore-Db2Database SAMPLE -Store main -WorkPath "$root/work" -IdentityFile $key.Path -Force @at -WhatIf 3>$null }
        'Invoke-Db2Rollforward' = { Invoke-Db2Rollforward SAMPLE -EndOfLogs -Force @at -WhatIf }
        'Restart-Db2Database' = { Restart-Db2Database SAMPLE @at -WhatIf }
        'New-Db2BackupStore' = { New-Db2BackupStore more "$root/newstore" -CreateFolder -WhatIf }
        'Set-Db2BackupStore' = { Set-Db2BackupStore main -Database * -WhatIf }
        'Remove-Db2BackupStore' = { Remove-Db2BackupStore main -Force -WhatIf }
        'New-Db2BackupKey' = { New-Db2BackupKey "$root/newkey" -WhatIf }
        'New-Db2Sandbox' = { New-Db2Sandbox "$root/newsandbox" -WhatIf }
        'Remove-Db2Sandbox' = { $sandbox | Remove-Db2Sandbox -Force -WhatIf }
        'Set-Db2BackupSetting' = { Set-Db2BackupSetting -Strategy Offline -BackupPath $empty -WhatIf }
        'Backup-Db2Database' = { Backup-Db2Database SAMPLE main @at -WhatIf }
        'Clear-Db2BackupDebris' = { Clear-Db2BackupDebris -Store main -WhatIf }
        'Enable-Db2IncrementalBackup' = { Enable-Db2IncrementalBackup SAMPLE $sandbox.BackupPath -Force @at -WhatIf }
        'Export-Db2RecoveryCatalog' = { Export-Db2RecoveryCatalog SAMPLE "$root/catalog.json" -Store main -WhatIf }
    }

    # One object after another through the pipeline; what the last cmdlet gives must hold.
    $piped = @{
        'Connect-Db2Instance' = { $sandbox | Connect-Db2Instance }, { $_.Instance -eq $sandbox.Instance }
        'Disconnect-Db2Instance' = { $connected = $sandbox | Connect-Db2Instance; $connected | Disconnect-Db2Instance; [bool](Get-OneError { $connected | Disconnect-Db2Instance }) }, { $_ }
        'Get-Db2Instance' = { $sandbox | Get-Db2Instance }, { $_.Home -eq $sandbox.InstanceInfo.Home }
        'Get-Db2Database' = { $sandbox | Get-Db2Database SAMPLE }, { $_.IsRecoverable }
        'Get-Db2BackupHistory' = { $sandbox | Get-Db2Database SAMPLE | Get-Db2BackupHistory | Select-Object -Last 1 }, { $_.Timestamp -eq $image.Timestamp }
        'Get-Db2RollforwardStatus' = { $sandbox | Get-Db2Database SAMPLE | Get-Db2RollforwardStatus }, { -not $_.IsPending }
        'Enable-Db2ArchiveLogging' = { $sandbox | Get-Db2Database CIRC | Enable-Db2ArchiveLogging -ArchivePath $sandbox.ArchivePath -BackupPath $initial -RemoveInitialBackup 3>$null }, { $_.Changed -and -not $_.InitialBackup }
        'Disable-Db2ArchiveLogging' = { $sandbox | Get-Db2Database CIRC | Disable-Db2ArchiveLogging -Force }, { $_.LogArchiveMethod -eq 'OFF' }
        'Enable-Db2IncrementalBackup' = { $sandbox | Get-Db2Database OFFAGAIN | Enable-Db2IncrementalBackup -Path $sandbox.BackupPath }, { $_.Changed -and $_.InitialBackup.Kind -eq 'Full' -and $_.DatabaseInfo.TracksModifications }
        'Test-Db2BackupSpace' = { $sandbox | Get-Db2Database SAMPLE | Test-Db2BackupSpace -Path $sandbox.BackupPath }, { $_.Passed }
        'Invoke-Db2OnlineBackup' = { $sandbox | Get-Db2Database SAMPLE | Test-Db2BackupSpace -Path $sandbox.BackupPath | Invoke-Db2OnlineBackup }, { $_.Verified -and $_.Mode -eq 'Online' }
        'Invoke-Db2OfflineBackup' = { $sandbox | Get-Db2Database OFFAGAIN | Invoke-Db2OfflineBackup -Path $sandbox.BackupPath }, { $_.Verified -and $_.Mode -eq 'Offline' }
        'Invoke-Db2Backup' = { $sandbox | Get-Db2Database OFFAGAIN | Invoke-Db2Backup -Path $sandbox.BackupPath -Strategy Offline -Kind Delta }, { $_.Mode -eq 'Offline' -and $_.Kind -eq 'Delta' -and $_.Predecessor }
        'Protect-Db2Backup' = { $image | Protect-Db2Backup -NoEncryption -Destination $empty }, { Test-Path $_.Path }
        'Publish-Db2Backup' = { $image | Publish-Db2Backup $empty 3>$null }, { $_.IsComplete }
        'Backup-Db2Database' = { $sandbox | Get-Db2Database SAMPLE | Backup-Db2Database -Store $empty -Recipient $key.Recipient }, { $_.IsComplete -and -not $_.Image }
        'Get-Db2Backup' = { Get-Db2BackupStore main | Get-Db2Backup }, { $_.Timestamp -eq $image.Timestamp }
        'Measure-Db2BackupThroughput' = { Get-Db2Backup SAMPLE -Store main | Measure-Db2BackupThroughput }, { $_.Count -eq 1 -and $_.Backups[0].Timestamp -eq $image.Timestamp -and $_.Advice }
        'Get-Db2RecoveryPlan' = { Get-Db2Backup SAMPLE -Store main | Get-Db2RecoveryPlan -EndOfBackup -AsScript }, { $_ -match '(?m)^RESTORE DATABASE SAMPLE .*;$' -and $_ -match '(?m)^ROLLFORWARD DATABASE SAMPLE TO END OF BACKUP' }
        'Get-Db2RecoverableRange' = { Get-Db2BackupStore main | Get-Db2RecoverableRange }, { $_.Backups[0] -eq $image.Timestamp -and $_.BrokenBy -eq 'TargetAfterLogs' }
        'Export-Db2RecoveryCatalog' = { $null = Get-Db2Backup SAMPLE -Store main | Export-Db2RecoveryCatalog -Path "$root/catalog.json" -Anonymous; Get-Db2RecoveryPlan DB1 -CatalogPath "$root/catalog.json" -EndOfBackup }, { $_.Backup.Timestamp -eq $image.Timestamp -and $_.Backup.HostName -eq 'host1' }
        'Save-Db2Backup' = { Get-Db2Backup SAMPLE -Store main | Save-Db2Backup "$root/saved" }, { Test-Path $_.Path }
        'Copy-Db2Backup' = { Get-Db2Backup SAMPLE -Store main | Copy-Db2Backup (New-Item -ItemType Directory "$root/copies").FullName -IncludeLogs }, { $_.CopiedFrom -eq $store -and $_.IsComplete }
        'Unprotect-Db2Backup' = { Get-Db2Backup SAMPLE -Store main | Save-Db2Backup "$root/saved" | Unprotect-Db2Backup "$root/plain" -IdentityFile $key.Path }, { $_.Verified }
        'Publish-Db2ArchiveLog' = { $sandbox | Get-Db2Database SAMPLE | Publish-Db2ArchiveLog -ArchiveCurrent | Select-Object -First 1 }, { $_.Store -eq $store }
        'Get-Db2ArchiveLog' = { $sandbox | Get-Db2Database SAMPLE | Get-Db2ArchiveLog -Digest | Select-Object -First 1 }, { $_.Published -eq 'Yes' -and $_.Stores -eq $store }
        'Test-Db2LogChain' = { $sandbox | Get-Db2Database SAMPLE | Test-Db2LogChain }, { $_.State -eq 'Ok' -and $_.ExitCode -eq 0 -and $_.Found -gt 0 }
        'Remove-Db2ArchiveLog' = { $sandbox | Get-Db2Database SAMPLE | Remove-Db2ArchiveLog -Force }, { $_.Database -eq 'SAMPLE' -and $_.Kept.Reason -contains 'NeededByBackup' }
        'Import-TroveBackup' = { tar cPf "$root/trove.tar" $image.Path; [pscustomobject]@{ Path = "$root/trove.tar" } | Import-TroveBackup -Destination "$root/trove" }, { Test-Path $_.Path }
        'Import-Db2BackupImage' = {
            $other = (New-Item -ItemType Directory "$root/imported").FullName
            [pscustomobject]@{ Path = "$root/trove" } | Import-Db2BackupImage -Store $other @at -Recipient $key.Recipient
        }, { $_.IsComplete -and $_.Manifest.Verified -and $_.Timestamp -eq $image.Timestamp -and $_.Manifest.FirstLog -eq $published.Manifest.FirstLog }
        'Restore-Db2Database' = { Get-Db2Backup SAMPLE -Store main -Latest | Restore-Db2Database -TargetDatabase COPY -EndOfBackup -IdentityFile $key.Path -WorkPath "$root/work" -Confirm:$false @at 3>$null }, { $_.Checks.Count -gt 3 }
        'Invoke-Db2Rollforward' = {
            $null = Invoke-Db2 $sandbox "RESTORE DATABASE SAMPLE FROM $(Split-Path $image.Path[0]) TAKEN AT $($image.Timestamp) INTO PENDING LOGTARGET $initial"
            $sandbox | Get-Db2Database PENDING | Invoke-Db2Rollforward -EndOfBackup -OverflowLogPath $initial -NoRetrieve -Force
        }, { -not $_.IsPending -and (Get-RowCount $sandbox PENDING) -eq 50 }
        'Restart-Db2Database' = { $sandbox | Get-Db2Database SAMPLE | Restart-Db2Database }, { $_.IsUsable }
        'Remove-Db2BackupImage' = { $published | Remove-Db2BackupImage -Force }, { $_.Path.Count -eq 2 }
        'Remove-Db2Backup' = { Get-Db2Backup SAMPLE -Store $empty | Remove-Db2Backup -Force; @(Get-Db2Backup SAMPLE -Store $empty).Count }, { $_ -eq 0 }
        'New-Db2BackupStore' = { [pscustomobject]@{ Name = 'second' } | New-Db2BackupStore -Location $empty }, { $_.Location -eq $empty }
        'Set-Db2BackupStore' = { Get-Db2BackupStore second | Set-Db2BackupStore -Database X* }, { $_.Databases -eq 'X*' }
        'Test-Db2BackupStore' = { Get-Db2BackupStore second | Test-Db2BackupStore }, { $_.Passed -and $_.CanDelete }
        'Remove-Db2BackupStore' = { Get-Db2BackupStore second | Remove-Db2BackupStore -Force; @(Get-Db2BackupStore second*).Count }, { $_ -eq 0 }
        'Remove-Db2Sandbox' = { $other = New-Db2Sandbox "$root/other-sandbox" -InstanceName other; Remove-Db2Sandbox $other -Force; Test-Path $other.Path }, { -not $_ }
        'ConvertFrom-Db2Output' = { 'SQL1035N  The database is currently in use.  SQLSTATE=57019' | ConvertFrom-Db2Output }, { $_.HasError -and $_.Messages[0].SqlState -eq '57019' }
        'Get-Db2BackupSetting' = { $sandbox | Get-Db2Database SAMPLE | Get-Db2BackupSetting | Where-Object Name -eq Recipient }, { $_.Value -eq $key.Recipient -and $_.Database -eq 'SAMPLE' }
    }

    # A cmdlet on which PowerShell finds a parameter that takes pipeline input, or ShouldProcess.
    function Get-CmdletWith([scriptblock] $What) { (Get-Command -Module Db2Backup | Where-Object $What).Name | Sort-Object }
    # What -WhatIf must leave: every file outside the instance, the configuration, and what Db2 says of its databases.
    function Get-World {
        Get-ChildItem $root -Recurse -Force -File | Where-Object FullName -NotLike "$($sandbox.InstanceInfo.Home)/*" | ForEach-Object { "$($_.FullName) $($_.Length) $($_.LastWriteTimeUtc.Ticks)" }
        Get-Db2Database @at | ForEach-Object { "$_ $($_.LogArchiveMethod) $($_.IsUsable) $($_.LastFullBackup.Timestamp)" }
        Invoke-Db2 $sandbox 'LIST ACTIVE DATABASES' | Where-Object { $_ -match 'Database name' }
    }
}

AfterAll {
    $env:DB2BACKUP_CONFIG = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'The tables' {
    It 'have every cmdlet' {
        $refused.Keys | Sort-Object | Should -Be (Get-Command -Module Db2Backup).Name
        $asked.Keys | Sort-Object | Should -Be (Get-CmdletWith { $_.Parameters.ContainsKey('WhatIf') })
        $piped.Keys | Sort-Object | Should -Be (Get-CmdletWith { $_.Parameters.Values.Attributes | Where-Object { $_ -is [Parameter] -and ($_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName) } })
    }
}

Describe 'An error' {
    It 'of <_> has an id, a category, a short target and a way out' -ForEach $exported {
        $id, $category, $target, $call = $refused[$_]
        if ($_ -eq 'Get-Db2BackupSetting') { $env:DB2BACKUP_CONFIG = "$root/broken.json" }
        try { $problem = Get-OneError $call } finally { $env:DB2BACKUP_CONFIG = "$root/config.json" }
        Assert-Error $problem $id $category $target
        $problem.TargetObject | Should -BeOfType string
        $problem.Exception.Message | Should -Not -Match '\.\.$|\{'
    }
}

Describe 'With -WhatIf' {
    BeforeAll { $before = Get-World }

    It '<_> changes nothing' -ForEach ($exported | Where-Object { $_ -match '^(Backup|Clear|Import|Export|Enable|Disable|Invoke|Protect|Publish|Remove|Save|Copy|Unprotect|Restore|Restart|New|Set)-' }) {
        $asked.ContainsKey($_) | Should -BeTrue
        & $asked[$_] | Should -BeNullOrEmpty
    }

    It 'nothing was changed by any of them' { Get-World | Should -Be $before }
}

Describe 'From the pipeline' {
    # In this order: the last ones take away what the others need.
    It '<_> takes what the one before gives, and shows its Db2 statements with -Verbose' -ForEach @(
        'Connect-Db2Instance', 'Disconnect-Db2Instance', 'Get-Db2Instance', 'Get-Db2Database', 'Get-Db2BackupHistory', 'Get-Db2RollforwardStatus', 'Enable-Db2ArchiveLogging',
        'Disable-Db2ArchiveLogging', 'Enable-Db2IncrementalBackup', 'Test-Db2BackupSpace', 'Invoke-Db2OnlineBackup', 'Invoke-Db2OfflineBackup', 'Invoke-Db2Backup', 'Protect-Db2Backup', 'Publish-Db2Backup', 'Get-Db2Backup', 'Measure-Db2BackupThroughput',
        'Get-Db2RecoveryPlan', 'Get-Db2RecoverableRange', 'Export-Db2RecoveryCatalog',
        'Save-Db2Backup', 'Copy-Db2Backup', 'Unprotect-Db2Backup', 'Publish-Db2ArchiveLog', 'Get-Db2ArchiveLog', 'Test-Db2LogChain', 'Remove-Db2ArchiveLog', 'Import-TroveBackup', 'Import-Db2BackupImage',
        'Backup-Db2Database', 'Restore-Db2Database', 'Invoke-Db2Rollforward', 'Restart-Db2Database', 'Remove-Db2BackupImage', 'Remove-Db2Backup',
        'New-Db2BackupStore', 'Set-Db2BackupStore', 'Test-Db2BackupStore', 'Remove-Db2BackupStore', 'Remove-Db2Sandbox', 'Get-Db2BackupSetting',
        'ConvertFrom-Db2Output'
    ) {
        $call, $holds = $piped[$_]
        Remove-Item "$root/saved", "$root/plain", "$root/catalog.json" -Recurse -ErrorAction Ignore
        $VerbosePreference = 'Continue'
        $told = & $call 4>&1 2>&1
        $VerbosePreference = 'SilentlyContinue'
        $told | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        $result = @($told | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] })
        $result.Count | Should -Be 1
        $result | ForEach-Object $holds | Should -BeTrue
        $statements = @($told | Where-Object { $_ -is [Management.Automation.VerboseRecord] }) -match '^db2 '
        if ((Get-Command $_).Parameters.ContainsKey('InstanceInfo') -and $_ -notin 'Connect-Db2Instance', 'Get-Db2Instance') { $statements | Should -Not -BeNullOrEmpty }
        ($told | Out-String -Width 4096) | Should -Not -Match 'AGE-SECRET-KEY'
    }
}
