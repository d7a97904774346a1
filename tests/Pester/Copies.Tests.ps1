BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $root = $sandbox.Path
    $env:DB2BACKUP_CONFIG = "$root/config.json"
    New-TestDatabase $sandbox SAMPLE -Rows 50 -Recoverable
    $key = New-Db2BackupKey "$root/key"
    foreach ($name in 'near', 'far', 'third') { $null = New-Db2BackupStore $name "$root/$name" -CreateFolder }
    $protected = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox | Protect-Db2Backup $key.Recipient
    $name = "SAMPLE $($protected.Image.Timestamp)"
}

AfterAll {
    $env:DB2BACKUP_CONFIG = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'Several stores at once' {
    It 'are refused when one is named twice, or more copies are wanted than stores' {
        $null = New-Item -ItemType SymbolicLink "$root/link" -Target "$root/near"
        Assert-Error (Get-OneError { $protected | Publish-Db2Backup near, "$root/link" }) StoreNamedTwice InvalidArgument "near, $root/link"
        Assert-Error (Get-OneError { $protected | Publish-Db2Backup near, near }) StoreNamedTwice InvalidArgument 'near, near'
        Assert-Error (Get-OneError { $protected | Publish-Db2Backup near, far -MinimumCopies 3 }) MinimumCopiesInvalid InvalidArgument 'near, far'
        Assert-Error (Get-OneError { $protected | Publish-Db2Backup near, nosuch }) StoreNotFound ObjectNotFound 'near, nosuch'
        Get-ChildItem "$root/near", "$root/far" | Should -BeNullOrEmpty
    }

    It 'hold the backup in all of them, or it is an error that says where it is and where not' {
        $problem = Get-OneError { $protected | Publish-Db2Backup near, "$root/nowhere" | Remove-Db2BackupImage -Force }
        Assert-Error $problem CopiesTooFew ResourceUnavailable $name
        $problem.Exception.Message | Should -Match "Complete in near. Not in .*nowhere \(StoreNotFound: "
        $problem.Exception.Data['Copies'].IsPublished | Should -Be $true, $false
        (Get-Db2Backup -Store near).IsComplete | Should -BeTrue
        $protected.Path + $protected.Image.Path | Should -Exist
    }

    It 'give one object each, and the image is deleted once, when both were read back' {
        $published = $protected | Publish-Db2Backup (Get-Db2BackupStore near), far
        $published.Store | Should -Be "$root/near", "$root/far"
        $published.WasPublishedBefore | Should -Be $true, $false
        $slice = Get-ChildItem "$root/far" -Recurse -Filter *.0001 | Select-Object -First 1
        $bytes = [IO.File]::ReadAllBytes($slice)
        [IO.File]::WriteAllBytes($slice, [byte[]](@($bytes[0] -bxor 1) + $bytes[1..($bytes.Length - 1)]))
        Assert-Error (Get-OneError { $published | Remove-Db2BackupImage -Force }) StoredDataMismatch InvalidData $name
        $protected.Image.Path | Should -Exist
        [IO.File]::WriteAllBytes($slice, $bytes)
        $removed = @($published | Remove-Db2BackupImage -Force)
        $removed.Count | Should -Be 1
        $removed.Copies | Should -Be "$root/near", "$root/far"
        $protected.Path + $protected.Image.Path | Should -Not -Exist
    }

    It 'may fail as far as was said, and that is a warning' {
        $another = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox | Protect-Db2Backup $key.Recipient
        $published = $another | Publish-Db2Backup near, "$root/nowhere" -MinimumCopies 1 -WarningVariable told -WarningAction SilentlyContinue
        $published.Copies.ErrorId | Should -Be $null, 'StoreNotFound'
        "$told" | Should -Match 'nowhere.*StoreNotFound'
        # Copied on before the image goes: both copies are read back first.
        ($published | Copy-Db2Backup third | Remove-Db2BackupImage -Force).Copies | Should -Be "$root/near", "$root/third"
        $another.Image.Path | Should -Not -Exist
    }
}

Describe 'A backup in one cmdlet' {
    It 'goes into several stores as one stream, and by files one database after another, each with its own results and errors' {
        New-TestDatabase $sandbox OTHER -Rows 5 -Recoverable
        $copies = Backup-Db2Database SAMPLE near, far -Recipient $key.Recipient -Instance $sandbox
        $copies.Store | Should -Be "$root/near", "$root/far"
        $copies[0].Manifest.Files[0].StoredSha256 | Should -Be $copies[1].Manifest.Files[0].StoredSha256
        $null = New-Item -ItemType Directory "$root/staged"
        $stored = Backup-Db2Database SAMPLE, NOSUCH, OTHER near, "$root/nowhere" -MinimumCopies 1 -StagingPath "$root/staged" -Recipient $key.Recipient -Instance $sandbox `
            -ErrorAction SilentlyContinue -ErrorVariable problems -WarningVariable told 3>$null
        $stored.Database | Should -Be SAMPLE, OTHER
        $stored.Copies.ErrorId | Should -Be $null, 'StoreNotFound', $null, 'StoreNotFound'
        "$told" | Should -Match 'is not in .*nowhere'
        ($problems | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }).TargetObject | Should -Be NOSUCH
        Get-ChildItem "$root/staged" -Recurse -File | Should -BeNullOrEmpty
    }
}

Describe 'A copy' {
    It 'is made by name or from the pipeline, checked when it is there, and restores without its source' {
        $null = Invoke-Db2 $sandbox 'CONNECT TO SAMPLE', "INSERT INTO T VALUES (51, 'after the backup')"
        $logs = Publish-Db2ArchiveLog SAMPLE near, far -Recipient $key.Recipient -ArchiveCurrent -Instance $sandbox
        $logs.Store | Sort-Object -Unique | Should -Be "$root/far", "$root/near"
        Assert-Error (Get-OneError { Publish-Db2ArchiveLog SAMPLE near, "$root/nowhere" -Recipient $key.Recipient -Instance $sandbox }) CopiesTooFew ResourceUnavailable SAMPLE
        (Publish-Db2ArchiveLog SAMPLE near, "$root/nowhere" -MinimumCopies 1 -Recipient $key.Recipient -Instance $sandbox 3>$null).Store | Sort-Object -Unique | Should -Be "$root/near"
        $backup = Get-Db2Backup SAMPLE -Store near -Latest
        $copy = Copy-Db2Backup third -Database SAMPLE -Timestamp $backup.Timestamp -Store near -IncludeLogs
        $copy.CopiedFrom, $copy.Store | Should -Be "$root/near", "$root/third"
        $copy.CopiedLogs | Should -BeGreaterThan 0
        ($backup | Copy-Db2Backup third -IncludeLogs).WasPublishedBefore | Should -BeTrue
        Move-Item "$root/near" "$root/away"
        $restored = Restore-Db2Database SAMPLE -TargetDatabase COPY -Store third -EndOfLogs -IdentityFile $key.Path -WorkPath "$root/work" -Instance $sandbox -Force 3>$null
        $restored.Checks.Count | Should -BeGreaterThan 3
        Get-RowCount $sandbox COPY | Should -Be 51
        Move-Item "$root/away" "$root/near"
    }
}
