# Nobody at the keyboard, several at once, and processes that are killed.

BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $root = $sandbox.Path
    $env:DB2BACKUP_CONFIG = "$root/config.json"
    New-TestDatabase $sandbox SAMPLE -Rows 2000 -Recoverable
    New-TestDatabase $sandbox SECOND -Recoverable
    $store = (New-Item -ItemType Directory "$root/store").FullName
    $published = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance $sandbox -ErrorAction Stop | Publish-Db2Backup $store 3>$null
    $named = Get-InstanceEnvironment $sandbox
    $at = @{ Instance = $sandbox }
    function Get-Image { Get-ChildItem $sandbox.BackupPath -Recurse -File }

    # A PowerShell of its own that runs a script in the background.
    function Start-FreshPwsh([string] $Script, [hashtable] $Environment = @{}) {
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
        foreach ($word in '-NoProfile', '-NonInteractive', '-Command', "Import-Module '$Manifest'; $Script") { $start.ArgumentList.Add($word) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        foreach ($variable in ($named + $Environment).GetEnumerator()) { $start.Environment[$variable.Key] = $variable.Value }
        [Diagnostics.Process]::Start($start)
    }
    # kill -9 of the process when something holds, and the end of everything it had started.
    function Stop-Hard([Diagnostics.Process] $Process, [scriptblock] $When, [string] $What) {
        Wait-Until $When $What
        $Process.Kill()
        $Process.WaitForExit()
    }
    function Wait-Utility([string] $Type) { Wait-Until { -not (Invoke-Db2 $sandbox 'LIST UTILITIES' | Where-Object { $_ -match "= $Type" }) } "the end of $Type" }
}

AfterAll {
    $env:DB2BACKUP_CONFIG = $null
    $sandbox | Remove-Db2Sandbox -Force
}

Describe 'A script that nobody watches' {
    It 'gets an error instead of a question, by <_>' -ForEach '-NonInteractive', 'an input at its end' {
        $file = "$root/unattended.ps1"
        Set-Content $file @"
            Import-Module '$Manifest'
            Restore-Db2Database SAMPLE -Store '$store' -WorkPath '$root/work' -Instance $($sandbox.Instance) -ErrorVariable problem -ErrorAction SilentlyContinue 3>`$null
            "`$(`$problem.FullyQualifiedErrorId) `$(`$problem.CategoryInfo.Category) `$(`$problem.ErrorDetails.RecommendedAction)"
            `$ErrorActionPreference = 'Stop'
            Disable-Db2ArchiveLogging SAMPLE -Instance $($sandbox.Instance)
            'it went on'
"@
        $words = @('-NoProfile') + @(if ($_ -eq '-NonInteractive') { '-NonInteractive' }) + '-File', $file
        $named.GetEnumerator() | ForEach-Object { Set-Item "env:$($_.Key)" $_.Value }
        try { $told = '' | bash -c '"$@" </dev/null 2>&1' run (Get-Process -Id $PID).Path @words } finally { $named.Keys | ForEach-Object { Remove-Item "env:$_" } }
        $LASTEXITCODE | Should -Be 1 -Because 'ErrorActionPreference is Stop'
        $told = $told -join "`n"
        $told | Should -Match 'ConfirmationNotPossible,Db2Backup.* InvalidOperation .*-Confirm:\$false'
        $told | Should -Not -Match 'it went on'
        "$root/work" | Should -Not -Exist
        Get-RowCount $sandbox SAMPLE | Should -Be 2000
        (Get-Db2Database SAMPLE @at).IsRecoverable | Should -BeTrue
    }

    It 'goes on with the next database, or ends at the first error, as it is told' {
        $done = Invoke-Db2OnlineBackup NOSUCH, SAMPLE, MISSING, SECOND $sandbox.BackupPath @at -ErrorAction SilentlyContinue -ErrorVariable problems
        $done.Database | Should -Be 'SAMPLE', 'SECOND'
        $problems.TargetObject | Should -Be 'NOSUCH', 'MISSING'
        { Invoke-Db2OnlineBackup NOSUCH, SECOND $sandbox.BackupPath @at -ErrorAction Stop } | Should -Throw -ErrorId 'DatabaseNotFound,*'
        (Get-Db2BackupHistory SECOND @at)[-1].Timestamp | Should -Be $done[1].Timestamp -Because 'nothing was begun after the error'
    }

    It 'works in a job, and says there what is wrong with an instance that came from outside' {
        $job = Start-Job -ArgumentList $Manifest, $sandbox.Instance, $sandbox.InstanceInfo.Home, $sandbox.BackupPath, "$($sandbox.InstanceInfo)" {
            param($manifest, $name, $home_, $folder, $other)
            Import-Module $manifest
            $env:DB2INSTANCE, $env:INSTHOME = $name, $home_
            (Invoke-Db2OnlineBackup SECOND $folder -Instance $name).Verified
            Get-Db2Database -Instance $other -ErrorAction SilentlyContinue -ErrorVariable problem
            $problem.Exception.Message
        }
        $told = $job | Receive-Job -Wait -AutoRemoveJob
        $told[0] | Should -BeTrue
        $told[1] | Should -Match 'is not the name of an instance'
    }

    It 'says who may do it where it may not look into the home of an instance' {
        $closed = New-Item -ItemType Directory "$root/closed"
        & chmod 000 $closed
        $saved = $env:DB2INSTANCE, $env:INSTHOME
        $env:DB2INSTANCE, $env:INSTHOME = 'db2other', $closed.FullName
        try { $problem = Get-OneError { Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath -Instance db2other } } finally { $env:DB2INSTANCE, $env:INSTHOME = $saved; & chmod 700 $closed }
        Assert-Error $problem NotInstanceOwner PermissionDenied SAMPLE
    }
}

Describe 'Several at once' {
    It 'two databases in two runspaces are backed up side by side' {
        $images = 'SAMPLE', 'SECOND' | ForEach-Object -Parallel {
            Import-Module $using:Manifest
            Invoke-Db2OnlineBackup $_ ($using:sandbox).BackupPath -Instance $using:sandbox
        }
        ($images | Where-Object Verified).Database | Sort-Object | Should -Be 'SAMPLE', 'SECOND'
    }

    It 'one database in two PowerShells: the second is refused and touches nothing of the first' {
        Get-Image | Remove-Item
        $first = Start-FreshPwsh "(Invoke-Db2OnlineBackup SAMPLE '$($sandbox.BackupPath)' -Instance $($sandbox.Instance)).Verified" @{ DB2EMU_FAULT = 'slow@30000' }
        Wait-Until { Get-Image } 'the image that has begun'
        $problem = Get-OneError { Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at }
        Assert-Error $problem BackupRunning ResourceBusy SAMPLE
        Get-Image | Should -HaveCount 1
        $first.WaitForExit()
        $first.StandardOutput.ReadToEnd().Trim() | Should -Be 'True'
    }
}

Describe 'A PowerShell that is killed' {
    It 'in the middle of a backup: the next one is refused while Db2 goes on, then tells what was left' {
        Get-Image | Remove-Item
        $killed = Start-FreshPwsh "Invoke-Db2OnlineBackup SAMPLE '$($sandbox.BackupPath)' -Instance $($sandbox.Instance)" @{ DB2EMU_FAULT = 'slow@60000'; TMPDIR = $root }
        Stop-Hard $killed { Get-Image } 'the image that has begun'
        Assert-Error (Get-OneError { Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at }) BackupRunning ResourceBusy SAMPLE
        Wait-Utility BACKUP
        $left = (Get-Image).FullName
        $image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at -WarningVariable warnings 3>$null
        $image.Verified | Should -BeTrue
        "$warnings" | Should -Match "ended abnormally \(process $($killed.Id) of"
        "$warnings" | Should -Match ([regex]::Escape($left)) -Because 'Db2 has finished the image, and nobody has checked it'
        $left | Should -Exist
        Assert-NoClient $sandbox
        Get-ChildItem $root -Filter db2backup-* | Should -BeNullOrEmpty -Because 'the session removes its folder also when nobody is there to do it'
        $null = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
    }

    It 'together with the instance: the partial image is removed by the next run' {
        Get-Image | Remove-Item
        $killed = Start-FreshPwsh "Invoke-Db2OnlineBackup SAMPLE '$($sandbox.BackupPath)' -Instance $($sandbox.Instance)" @{ DB2EMU_FAULT = 'slow@60000' }
        Stop-Hard $killed { Get-Image } 'the image that has begun'
        $left = (Get-Image).FullName
        & bash -c '. "$1"; export DB2EMU_OWNER_PID=$2; db2stop force; db2start' restart $sandbox.InstanceInfo.ProfilePath $PID > /dev/null
        $image = Invoke-Db2OnlineBackup SAMPLE $sandbox.BackupPath @at -WarningVariable warnings 3>$null
        "$warnings" | Should -Match 'ended abnormally'
        $left | Should -Not -Exist
        (Get-Image).FullName | Should -Be $image.Path
    }

    It 'while the database is quiesced: the next run gives it back to its users' {
        # A session that stays connected: it is what -Force ends.
        Set-Content "$root/user.sh" '. "$1"; db2 connect to SAMPLE; sleep 600; true'
        $user = Start-Process bash -PassThru -ArgumentList "$root/user.sh", $sandbox.InstanceInfo.ProfilePath -RedirectStandardOutput "$root/user"
        try {
            Wait-Until { Invoke-Db2 $sandbox 'LIST APPLICATIONS' | Where-Object { $_ -match 'SAMPLE' } } 'the application'
            Get-Image | Remove-Item
            $killed = Start-FreshPwsh "Invoke-Db2OfflineBackup SAMPLE '$($sandbox.BackupPath)' -Force -Instance $($sandbox.Instance)" @{ DB2EMU_FAULT = 'slow@60000' }
            Stop-Hard $killed { Get-Image } 'the image that has begun'
        }
        finally { $user.Kill($true) }
        Assert-Error (Get-OneError { Invoke-Db2OfflineBackup SAMPLE $sandbox.BackupPath -Force @at }) BackupRunning ResourceBusy SAMPLE
        Wait-Utility BACKUP
        $image = Invoke-Db2OfflineBackup SAMPLE $sandbox.BackupPath @at -WarningVariable warnings 3>$null
        "$warnings" | Should -Match 'was left quiesced by a run that ended abnormally'
        "$warnings" | Should -Match 'unquiesced now'
        $image.Verified | Should -BeTrue
        Get-RowCount $sandbox SAMPLE | Should -Be 2000
    }

    It 'in the middle of publishing: nothing is listed, and the next run takes its place' {
        $other = (New-Item -ItemType Directory "$root/other").FullName
        $killed = Start-FreshPwsh @"
            . '$PSScriptRoot/Common.ps1'
            `$image = Get-BigImage (Invoke-Db2OnlineBackup SECOND '$($sandbox.BackupPath)' -Instance $($sandbox.Instance)) '$root/big' 500MB
            `$image | Publish-Db2Backup '$other'
"@
        Stop-Hard $killed { Get-ChildItem $other -Recurse -Force -Filter *.part | Where-Object Length -gt 1MB } 'the slice that has begun'
        Get-Db2Backup -Store $other | Should -BeNullOrEmpty
        $begun = Get-ChildItem "$other/SECOND/backups"
        "$begun/started.json" | Should -Exist
        # The same image, as its own pipeline would give it again.
        $null = $begun.Name -match '^(\d{8}T\d{6})Z-(\d{14})$'
        $template = Get-BigImage (Invoke-Db2OnlineBackup SECOND $sandbox.BackupPath @at) "$root/template" 1
        $file = Get-ChildItem "$root/big"
        $name = Copy-Record $template.Files[0].Name @{ Timestamp = [Db2Backup.Db2Timestamp]::Parse($Matches[2]) }
        $same = Copy-Record $template @{
            Timestamp = $name.Timestamp
            StartTime = [DateTimeOffset]::ParseExact("$($Matches[1])Z", "yyyyMMdd'T'HHmmss'Z'", $null, 'AssumeUniversal')
            Files = [Collections.Generic.List[Db2Backup.BackupImageFile]]@([Db2Backup.BackupImageFile]::new($file.FullName, $name, $file.Length))
        }
        $again = $same | Publish-Db2Backup $other -Verbose 4>&1 3>$null
        ($again | Where-Object { $_ -match 'an earlier run left' }) | Should -Not -BeNullOrEmpty
        $again[-1].IsComplete | Should -BeTrue
        Get-ChildItem $other -Recurse -Force -Filter *.part | Should -BeNullOrEmpty
        (Get-Db2Backup -Store $other).Timestamp | Should -Be $name.Timestamp
    }

    It 'while it streams: one run per database; the next one tells what the killed one left, and Clear-Db2BackupDebris removes it and nothing else' {
        $streamed, $pipes = 'streamed', 'pipes' | ForEach-Object { (New-Item -ItemType Directory "$root/$_").FullName }
        $line = "Backup-Db2Database SAMPLE '$streamed' -NoEncryption -PipePath '$pipes'"
        $killed = Start-FreshPwsh "$line -Instance $($sandbox.Instance)" @{ DB2EMU_FAULT = 'slow@20000' }
        Wait-Until { Get-ChildItem "$streamed/SAMPLE/backups/*/started.json" -ErrorAction Ignore } 'the backup that has begun'
        Assert-Error (Get-OneError { Backup-Db2Database SAMPLE $streamed -NoEncryption -PipePath $pipes @at }) BackupRunning ResourceBusy SAMPLE
        (Backup-Db2Database SECOND $streamed -NoEncryption -PipePath $pipes @at 3>$null).IsComplete | Should -BeTrue -Because 'another database is free'
        @(Clear-Db2BackupDebris -Store $streamed -PipePath $pipes).Count | Should -Be 0 -Because 'the run is at work'
        Stop-Hard $killed { $true } 'it is at work'
        $killed.StandardOutput.ReadToEnd() | Should -Not -Match 'Backing up|from Db2' -Because 'output that is redirected has no progress in it'
        # Nobody reads any more: Db2 ends by itself.
        Wait-Utility BACKUP
        Get-Db2Backup SAMPLE -Store $streamed | Should -BeNullOrEmpty
        Start-Sleep -Seconds 2
        (Backup-Db2Database SAMPLE $streamed -NoEncryption -PipePath $pipes @at -WarningVariable warnings 3>$null).IsComplete | Should -BeTrue
        "$warnings" | Should -Match "pipes of a run that ended abnormally were removed"
        "$warnings" | Should -Match "ended abnormally \(process $($killed.Id) of"
        "$warnings" | Should -Match "left objects without a manifest.*Clear-Db2BackupDebris.*process $($killed.Id) on"
        $cleared = @(Clear-Db2BackupDebris -Store $streamed -PipePath $pipes)
        $cleared.Count | Should -Be 1
        $cleared[0].StartedBy | Should -Match "process $($killed.Id) on"
        Get-ChildItem $pipes | Should -BeNullOrEmpty
        (Get-Db2Backup -Store $streamed).Count | Should -Be 2
        Assert-NoClient $sandbox
    }

    It 'in the middle of a restore: the target is pending, and restoring again makes it whole' {
        # Db2 goes through the logs, and would for ever.
        $killed = Start-FreshPwsh "Restore-Db2Database SAMPLE -Store '$store' -TargetDatabase COPY -WorkPath '$root/rwork' -EndOfBackup -Confirm:`$false -Instance $($sandbox.Instance)" @{ DB2EMU_FAULT = 'hang-log@1' }
        Stop-Hard $killed { Invoke-Db2 $sandbox 'LIST UTILITIES' | Where-Object { $_ -match '= ROLLFORWARD' } } 'ROLLFORWARD'
        (Get-Db2Database COPY @at).IsUsable | Should -BeFalse
        Assert-Error (Get-OneError { Invoke-Db2OfflineBackup COPY $sandbox.BackupPath @at }) DatabaseRollforwardPending InvalidOperation COPY
        $result = Restore-Db2Database SAMPLE -Store $store -TargetDatabase COPY -WorkPath "$root/rwork" -EndOfBackup -Force @at -WarningVariable warnings 3>$null
        $result.Checks | Should -Not -BeNullOrEmpty
        Get-RowCount $sandbox COPY | Should -Be 2000
        "$warnings" | Should -Match 'An earlier restore of COPY ended abnormally.*restore-COPY-'
        Get-ChildItem "$root/rwork" -Filter restore-* | Should -BeNullOrEmpty
    }
}
