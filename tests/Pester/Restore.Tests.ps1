BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $env:DB2BACKUP_CONFIG = "$($sandbox.Path)/config.json"
    $key = New-Db2BackupKey "$($sandbox.Path)/key"
    $store = (New-Item -ItemType Directory "$($sandbox.Path)/store").FullName
    New-TestDatabase $sandbox SAMPLE -Rows 100 -Recoverable
    $published = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox -ErrorAction Stop | Protect-Db2Backup $key.Recipient | Publish-Db2Backup -Store $store
    $published | Remove-Db2BackupImage -Force
    $null = Invoke-Db2 $sandbox 'CONNECT TO SAMPLE', "INSERT INTO T VALUES (1001, 'one')"
    Start-Sleep -Seconds 2
    $marked = [DateTimeOffset]::UtcNow
    Start-Sleep -Seconds 2
    $null = Invoke-Db2 $sandbox 'CONNECT TO SAMPLE', "INSERT INTO T VALUES (1002, 'two')"
    $logs = Publish-Db2ArchiveLog SAMPLE -Store $store -Recipient $key.Recipient -ArchiveCurrent -Instance $sandbox -ErrorAction Stop
    $how = @{ Instance = $sandbox; IdentityFile = $key.Path; WorkPath = "$($sandbox.Path)/work"; ErrorAction = 'Stop' }
}

AfterAll {
    $env:DB2BACKUP_CONFIG = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'Publish-Db2ArchiveLog' {
    It 'ships each log once' {
        $logs.Count | Should -BeGreaterThan 0
        @($logs | Where-Object WasPublishedBefore) | Should -BeNullOrEmpty
        $again = Publish-Db2ArchiveLog SAMPLE -Store $store -Recipient $key.Recipient -Instance $sandbox
        @($again | Where-Object { -not $_.WasPublishedBefore }) | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf, and wants to know whom to encrypt to' {
        Publish-Db2ArchiveLog SAMPLE -Store $store -NoEncryption -ArchiveCurrent -Instance $sandbox -WhatIf | Should -BeNullOrEmpty
        Assert-Error (Get-OneError { Publish-Db2ArchiveLog SAMPLE -Store $store -Instance $sandbox }) RecipientMissing InvalidArgument SAMPLE
    }
}

Describe 'Restore-Db2Database' {
    It 'shows its plan with -WhatIf and changes nothing' {
        Restore-Db2Database SAMPLE -Store $store -TargetDatabase COPY1 @how -WhatIf | Should -BeNullOrEmpty
        (Get-Db2Database -Instance $sandbox).Database | Should -Be 'SAMPLE'
        $how.WorkPath | Should -Not -Exist
    }

    It 'does not replace a database that is there unless told' {
        $problem = Get-OneError { Restore-Db2Database SAMPLE -Store $store -Instance $sandbox -IdentityFile $key.Path -WorkPath $how.WorkPath -Confirm:$false }
        Assert-Error $problem DatabaseExists ResourceExists SAMPLE
        Get-RowCount $sandbox SAMPLE | Should -Be 102
    }

    It 'restores under another name to the end of the backup, from the pipeline' {
        $result = Get-Db2Backup SAMPLE -Store $store | Restore-Db2Database -TargetDatabase COPY1 -EndOfBackup @how -Confirm:$false
        $result.Database | Should -Be 'COPY1'
        $result.Checks.Count | Should -BeGreaterThan 0
        Get-RowCount $sandbox COPY1 | Should -Be 100
        ($result | Get-Db2Database).LogArchiveMethod | Should -Not -Match ([regex]::Escape($sandbox.ArchivePath)) -Because 'a copy must not write into the archive of its source'
        (Get-Db2RollforwardStatus COPY1 -Instance $sandbox).IsPending | Should -BeFalse
        ($result | Restart-Db2Database).IsUsable | Should -BeTrue
    }

    It 'restores to a point in time between two commits, by a plan that was made before and was shown as statements' {
        $plan = Get-Db2RecoveryPlan SAMPLE -Store $store -PointInTime $marked -TargetDatabase COPY2 -ErrorAction Stop
        $plan.Backup.Timestamp | Should -Be $published.Timestamp
        $plan.IsCertain -and $plan.Logs.Count -gt 0 | Should -BeTrue
        $plan.RollforwardClause | Should -Be "TO $($marked.UtcDateTime.ToString('yyyy-MM-dd-HH.mm.ss.ffffff')) USING UTC TIME AND COMPLETE"
        $range = Get-Db2RecoverableRange SAMPLE -Store $store
        $range.From -lt $marked -and $marked -lt $range.To | Should -BeTrue
        Assert-Error (Get-OneError { $plan | Restore-Db2Database -EndOfBackup -Instance $sandbox -WorkPath $how.WorkPath -Confirm:$false }) RecoveryTargetInvalid InvalidArgument SAMPLE
        $null = $plan | Restore-Db2Database @how -Confirm:$false
        Get-RowCount $sandbox COPY2 | Should -Be 101
    }

    It 'replaces the lost database with -Force, to the end of the logs' {
        $result = Restore-Db2Database SAMPLE -Store $store @how -Force
        $result.Target.Kind | Should -Be 'EndOfLogs'
        Get-RowCount $sandbox SAMPLE | Should -Be 102
    }

    It 'refuses what cannot be reached, before anything is touched' {
        Assert-Error (Get-OneError { Restore-Db2Database SAMPLE -Store $store -PointInTime '2020-01-01T00:00:00Z' -Instance $sandbox -WorkPath $how.WorkPath -Force }) TargetBeforeBackup InvalidArgument
        Assert-Error (Get-OneError { Restore-Db2Database SAMPLE -Store $store -EndOfLogs -EndOfBackup -Instance $sandbox -WorkPath $how.WorkPath -Force }) RecoveryTargetInvalid InvalidArgument SAMPLE
        Assert-Error (Get-OneError { Restore-Db2Database NOSUCH -Store $store -Instance $sandbox -WorkPath $how.WorkPath -Force }) NoBackupFits ObjectNotFound NOSUCH
        Assert-Error (Get-OneError { Restore-Db2Database SAMPLE -Store $store -Instance $sandbox -Force }) PathNotUsable InvalidArgument
        Get-RowCount $sandbox SAMPLE | Should -Be 102
    }

    It 'does not touch the target without the key' {
        $null = New-Db2BackupKey "$($sandbox.Path)/other"
        $problem = Get-OneError { Restore-Db2Database SAMPLE -Store $store -IdentityFile "$($sandbox.Path)/other" -Instance $sandbox -WorkPath $how.WorkPath -Force }
        Assert-Error $problem NoMatchingKey SecurityError SAMPLE
        Get-RowCount $sandbox SAMPLE | Should -Be 102
        $how.WorkPath | Should -Not -Exist
    }
}

Describe 'Restart-Db2Database' {
    It 'recovers a database whose instance died in the middle of its work' {
        $null = Invoke-Db2 $sandbox 'UPDATE DATABASE CONFIGURATION FOR SAMPLE USING AUTORESTART OFF'
        $told = & bash -c '. "$1"; db2 connect to SAMPLE >/dev/null; db2 "insert into t values (2001, ''committed'')"; db2 +c "insert into t values (2002, ''not committed'')"; kill -9 "$2"; db2 terminate' crash $sandbox.InstanceInfo.ProfilePath (Get-EnginePid $sandbox)
        & bash -c '. "$1"; export DB2EMU_OWNER_PID=$2; db2stop force; db2start' restart $sandbox.InstanceInfo.ProfilePath $PID > /dev/null
        { Invoke-Db2 $sandbox 'CONNECT TO SAMPLE' } | Should -Throw '*SQL1015N*'
        (Get-Db2Database SAMPLE -Instance $sandbox | Restart-Db2Database).IsUsable | Should -BeTrue
        Get-RowCount $sandbox SAMPLE | Should -Be 103 -Because "what was committed is there, and nothing else ($told)"
        $null = Invoke-Db2 $sandbox 'UPDATE DATABASE CONFIGURATION FOR SAMPLE USING AUTORESTART ON', 'CONNECT TO SAMPLE', 'DELETE FROM T WHERE I = 2001'
    }
}

Describe 'Invoke-Db2Rollforward' {
    It 'is refused by Db2 for a database that is not pending, with its id' {
        $problem = Get-OneError { Invoke-Db2Rollforward SAMPLE -EndOfLogs -Instance $sandbox -Force }
        $problem.FullyQualifiedErrorId | Should -Match '^SQL\d+[NC],'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        Get-RowCount $sandbox SAMPLE | Should -Be 102
    }

    It 'does nothing with -WhatIf' { Invoke-Db2Rollforward SAMPLE -EndOfLogs -Instance $sandbox -Force -WhatIf | Should -BeNullOrEmpty }
}
