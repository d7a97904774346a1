BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $env:DB2BACKUP_CONFIG = "$($sandbox.Path)/config.json"
    New-TestDatabase $sandbox SAMPLE -Rows 500 -Recoverable
    New-TestDatabase $sandbox CIRC
    $key = New-Db2BackupKey "$($sandbox.Path)/key"
    $store = (New-Item -ItemType Directory "$($sandbox.Path)/store").FullName
    function Get-Files([string] $Folder) { Get-ChildItem $Folder -Recurse -File -Force | ForEach-Object { "$($_.FullName) $($_.Length)" } }
}

AfterAll {
    $env:DB2BACKUP_CONFIG = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'Archive logging' {
    It 'binds databases from the pipeline, changes nothing with -WhatIf, and nothing the second time' {
        Get-Db2Database CIRC -Instance $sandbox | Enable-Db2ArchiveLogging -ArchivePath $sandbox.ArchivePath -WhatIf | Should -BeNullOrEmpty
        (Get-Db2Database CIRC -Instance $sandbox).LogArchiveMethod | Should -Be 'OFF'
        $again = Get-Db2Database SAMPLE -Instance $sandbox | Enable-Db2ArchiveLogging -ArchivePath $sandbox.ArchivePath
        $again.Changed | Should -BeFalse
        ($again | Get-Db2Database).IsRecoverable | Should -BeTrue
    }

    It 'is switched off only when asked for' {
        New-TestDatabase $sandbox OFFAGAIN -Recoverable
        Disable-Db2ArchiveLogging OFFAGAIN -Instance $sandbox -Force -WhatIf | Should -BeNullOrEmpty
        (Get-Db2Database OFFAGAIN -Instance $sandbox).IsRecoverable | Should -BeTrue
        (Get-Db2Database OFFAGAIN -Instance $sandbox | Disable-Db2ArchiveLogging -Confirm:$false).LogArchiveMethod | Should -Be 'OFF'
    }
}

Describe 'A store that cannot be used' {
    It 'ends the pipeline before Db2 is asked for a backup and before a byte of one is read: <_>' -ForEach '/no/such/folder', 'ftp://host/backups', 'swift://my container', 'nosuch', 's3://none?sig=x' {
        $before, $history = (Get-Files $sandbox.BackupPath), @(Get-Db2BackupHistory SAMPLE -Instance $sandbox).Count
        $bad = $_
        $problem = Get-OneError { Get-Db2Database SAMPLE -Instance $sandbox | Invoke-Db2OnlineBackup -Path $sandbox.BackupPath | Protect-Db2Backup $key.Recipient | Publish-Db2Backup $bad }
        $problem.FullyQualifiedErrorId.Split(',')[0] | Should -BeIn 'StoreNotFound', 'StoreSchemeUnknown', 'StoreLocationInvalid'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$($problem.TargetObject)" | Should -Not -Match 'sig='
        Get-Files $sandbox.BackupPath | Should -Be $before
        @(Get-Db2BackupHistory SAMPLE -Instance $sandbox).Count | Should -Be $history
    }
}

Describe 'Backing up in one line' {
    It 'stores every database of the pipeline while Db2 writes, and stages nothing' {
        New-TestDatabase $sandbox STREAM -Rows 30 -Recoverable
        $pipes, $target = 'pipes', 'streamed' | ForEach-Object { (New-Item -ItemType Directory "$($sandbox.Path)/$_").FullName }
        $before = Get-Files $sandbox.BackupPath
        $stored = Get-Db2Database SAMPLE, STREAM -Instance $sandbox | Backup-Db2Database -Store $target -Recipient $key.Recipient -Stream 2 -PipePath $pipes -ErrorAction Stop
        $stored.Database | Should -Be 'SAMPLE', 'STREAM'
        $stored | ForEach-Object { $_.IsComplete -and $_.Manifest.Streamed -and -not $_.Manifest.Verified -and $_.Manifest.Files.Count -eq 2 -and $null -ne $_.HeldBackBy | Should -BeTrue }
        Get-ChildItem $pipes | Should -BeNullOrEmpty
        Get-Files $sandbox.BackupPath | Should -Be $before
        (Get-Db2Backup -Store $target).Timestamp | Should -Be $stored.Timestamp
        $null = Restore-Db2Database STREAM -Store $target -TargetDatabase STREAM2 -EndOfBackup -IdentityFile $key.Path -WorkPath "$($sandbox.Path)/swork" -Instance $sandbox -Confirm:$false 3>$null
        Get-RowCount $sandbox STREAM2 | Should -Be 30
    }
}

Describe 'The recovery kit' {
    It 'goes along with what is streamed and what is published, and is saved, opened and removed with it' {
        $target = (New-Item -ItemType Directory "$($sandbox.Path)/kits").FullName
        $stored = Get-Db2Database SAMPLE -Instance $sandbox | Backup-Db2Database -Store $target -Recipient $key.Recipient -NoRecoveryKit:$false -ErrorAction Stop -WarningVariable told
        $image = Invoke-Db2OnlineBackup SAMPLE "$($sandbox.BackupPath)" -Instance $sandbox -ErrorAction Stop
        $published = $image | Protect-Db2Backup $key.Recipient | Publish-Db2Backup $target -NoRecoveryKit:$false -ErrorAction Stop -WarningVariable +told
        $told | Should -BeNullOrEmpty
        $stored.HasRecoveryKit, $published.HasRecoveryKit | Should -Be $true, $true
        $opened = Get-Db2Backup -Store $target -Timestamp $stored.Timestamp | Save-Db2Backup "$($sandbox.Path)/kitsaved" | Unprotect-Db2Backup "$($sandbox.Path)/kitopened" -IdentityFile $key.Path -ErrorAction Stop
        $parts = & tar tzf $opened.RecoveryKit
        'contents.json', 'ddl.sql', 'registry.txt', 'storage-groups.txt' | ForEach-Object { $parts | Should -Contain $_ }
        (& tar xzOf $opened.RecoveryKit history-backups.txt) -match $stored.Timestamp | Should -Not -BeNullOrEmpty
        (Get-Db2Backup -Store $target -Timestamp $stored.Timestamp | Save-Db2Backup "$($sandbox.Path)/kitnone" -NoRecoveryKit).RecoveryKit | Should -BeNullOrEmpty
        Get-Db2Backup -Store $target | Remove-Db2Backup -Confirm:$false
        Get-ChildItem $target -Recurse -File -Force | Where-Object FullName -Match '/backups/' | Should -BeNullOrEmpty
        $image.Path + @($image.Path | ForEach-Object { "$_.*" }) | Remove-Item
    }
}

Describe 'Taking a backup' {
    It 'is refused with Db2''s state and the way out when the database is circular' {
        $problem = Get-OneError { Get-Db2Database CIRC -Instance $sandbox | Invoke-Db2OnlineBackup -Path $sandbox.BackupPath }
        Assert-Error $problem ArchiveLoggingOff InvalidOperation CIRC
        $problem.ErrorDetails.RecommendedAction | Should -Match 'Enable-Db2ArchiveLogging'
    }

    It 'goes on with the next database after one that was refused' {
        $images = Invoke-Db2OnlineBackup CIRC, SAMPLE $sandbox.BackupPath -Instance $sandbox -ErrorVariable problems -ErrorAction SilentlyContinue
        $images.Database | Should -Be 'SAMPLE'
        $problems.Count | Should -Be 1
        $images.Path | Should -Exist
        $images.Path | Remove-Item
    }

    It 'has Db2''s own id where Db2 refuses' {
        $env:DB2EMU_FAULT = 'refuse:BACKUP DATABASE:SQL2025N'
        try { $problem = Get-OneError { Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox } } finally { $env:DB2EMU_FAULT = $null }
        $problem.FullyQualifiedErrorId | Should -BeLike 'SQL2025N,*'
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $problem.TargetObject | Should -Be 'SAMPLE'
    }

    It 'changes nothing with -WhatIf' {
        $before = Get-Files $sandbox.Path
        Get-Db2Database SAMPLE -Instance $sandbox | Invoke-Db2OnlineBackup -Path $sandbox.BackupPath -WhatIf | Should -BeNullOrEmpty
        Invoke-Db2OfflineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox -WhatIf | Should -BeNullOrEmpty
        Get-Files $sandbox.BackupPath | Should -Be @($before | Where-Object { $_.StartsWith($sandbox.BackupPath) })
    }

    It 'is tested for space first, and a failed test is refused without -Force' {
        $test = Get-Db2Database SAMPLE -Instance $sandbox | Test-Db2BackupSpace -Path $sandbox.BackupPath
        $test.Passed | Should -BeTrue
        Get-Db2Database SAMPLE -Instance $sandbox | Test-Db2BackupSpace -Path $sandbox.BackupPath -Quiet | Should -BeTrue
        ($test | Invoke-Db2OnlineBackup).Path | Should -Exist -Because 'path, database and instance come from the test'
        $needs = [Db2Backup.FileSystemNeed[]]@([Db2Backup.FileSystemNeed]::new('/', 2, 1))
        $test.GetType().GetProperty('FileSystems').SetValue($test, $needs)
        $test.Passed | Should -BeFalse
        Assert-Error (Get-OneError { $test | Invoke-Db2OnlineBackup }) SpaceTestFailed ResourceUnavailable SAMPLE
        ($test | Invoke-Db2OnlineBackup -Force).Verified | Should -BeTrue
    }

    It 'works offline, and gives the database back' {
        $image = Invoke-Db2OfflineBackup CIRC $sandbox.BackupPath -Instance $sandbox
        $image.Mode | Should -Be 'Offline'
        Get-RowCount $sandbox CIRC | Should -Be 10
        (Get-Db2BackupHistory CIRC -Instance $sandbox)[-1].Timestamp | Should -Be $image.Timestamp
    }
}

Describe 'The pipeline from a database to a store and back' {
    It 'is one line each way, and the image is the same at its end' {
        $published = Get-Db2Database SAMPLE -Instance $sandbox |
            Invoke-Db2OnlineBackup -Path $sandbox.BackupPath | Tee-Object -Variable image |
            Protect-Db2Backup -Recipient $key.Recipient | Publish-Db2Backup -Store $store
        $published.IsComplete | Should -BeTrue
        $published.WasPublishedBefore | Should -BeFalse
        $image.Verified | Should -BeTrue
        $digest = (Get-FileHash $image.Path[0]).Hash

        $before = Get-Files $sandbox.Path
        $published | Remove-Db2BackupImage -Force -WhatIf | Should -BeNullOrEmpty
        $published | Remove-Db2Backup -Force -WhatIf
        Get-Db2Backup SAMPLE -Store $store | Save-Db2Backup -Destination "$($sandbox.Path)/saved" -WhatIf | Should -BeNullOrEmpty
        Get-Files $sandbox.Path | Should -Be $before

        $removed = $published | Remove-Db2BackupImage -Confirm:$false
        $removed.Path.Count | Should -Be 2
        $image.Path[0] | Should -Not -Exist

        $back = Get-Db2Backup SAMPLE -Store $store | Save-Db2Backup -Destination "$($sandbox.Path)/saved" | Unprotect-Db2Backup -Destination "$($sandbox.Path)/back" -IdentityFile $key.Path
        $back.Verified | Should -BeTrue
        (Get-FileHash $back.Path[0]).Hash | Should -Be $digest

        $published | Remove-Db2Backup -Force
        Get-Db2Backup -Store $store | Should -BeNullOrEmpty
        Assert-Error (Get-OneError { $published | Remove-Db2Backup -Force }) BackupNotFound ObjectNotFound
    }

    It 'takes a passphrase, and refuses a wrong one without leaving a file' {
        $secret = ConvertTo-SecureString 'correct horse' -AsPlainText -Force
        $protected = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox | Protect-Db2Backup -Passphrase $secret
        $wrong = ConvertTo-SecureString 'wrong horse' -AsPlainText -Force
        $problem = Get-OneError { $protected | Unprotect-Db2Backup -Destination "$($sandbox.Path)/wrong" -Passphrase $wrong }
        Assert-Error $problem NoMatchingKey SecurityError
        Get-ChildItem "$($sandbox.Path)/wrong" -Recurse -File -ErrorAction Ignore | Should -BeNullOrEmpty
        $told = $protected | Unprotect-Db2Backup -Destination "$($sandbox.Path)/right" -Passphrase $secret -Verbose -Debug *>&1
        $told[-1].Path | Should -Exist
        "$($told | Out-String -Width 4096) $($problem | Format-List * -Force | Out-String -Width 4096)" | Should -Not -Match 'correct|wrong horse' -Because 'a passphrase is shown nowhere'
    }

    It 'says what is missing before anything is written' {
        $image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox
        $before = Get-Files $sandbox.BackupPath
        Assert-Error (Get-OneError { $image | Protect-Db2Backup }) RecipientMissing InvalidArgument
        Assert-Error (Get-OneError { $image | Protect-Db2Backup -Recipient nonsense }) KeyInvalid InvalidArgument
        Assert-Error (Get-OneError { $image | Publish-Db2Backup -Store relative/folder }) StoreLocationInvalid InvalidArgument
        Assert-Error (Get-OneError { $image | Publish-Db2Backup }) StoreNotFound ObjectNotFound
        Assert-Error (Get-OneError { $image | Remove-Db2BackupImage -Store $store -Force }) ImageNotPublished InvalidOperation
        Get-Files $sandbox.BackupPath | Should -Be $before
    }

    It 'refuses to write a key over a file' {
        Assert-Error (Get-OneError { New-Db2BackupKey $key.Path }) FileExists ResourceExists $key.Path
        (Get-Item $key.Path).UnixMode | Should -Be '-rw-------'
    }
}

Describe 'Named stores' {
    It 'are made, listed, changed, tested, used and forgotten by name' {
        $named = New-Db2BackupStore main $store -Database S*
        $named.Location | Should -Be $store
        Assert-Error (Get-OneError { New-Db2BackupStore main $store }) StoreNameInvalid InvalidArgument main
        (Get-Db2BackupStore m*).Name | Should -Be 'main'
        (Get-Db2BackupStore | Test-Db2BackupStore).Passed | Should -BeTrue
        Test-Db2BackupStore main -Quiet | Should -BeTrue
        $published = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox | Protect-Db2Backup $key.Recipient | Publish-Db2Backup
        $published.Store | Should -Be $store -Because 'the configuration file says that databases S* go there'
        (Get-Db2BackupStore main | Get-Db2Backup).Timestamp | Should -Be $published.Timestamp
        (Set-Db2BackupStore main -Recipient $key.Recipient).Location | Should -Be $store
        Remove-Db2BackupStore main -Force -WhatIf
        (Get-Db2BackupStore main).Recipients | Should -Be $key.Recipient
        Remove-Db2BackupStore main -Force
        Get-Db2BackupStore | Should -BeNullOrEmpty
        Assert-Error (Get-OneError { Get-Db2BackupStore main }) StoreNotFound ObjectNotFound main
        (Get-Db2Backup -Store $store).Timestamp | Should -Be $published.Timestamp -Because 'only the name was forgotten'
    }
}
