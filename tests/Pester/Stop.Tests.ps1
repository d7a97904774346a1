BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    $root = $sandbox.Path
    $at = @{ Instance = $sandbox }
    New-TestDatabase $sandbox SAMPLE -Rows 500 -Recoverable
    # Temporary folders of what runs here, so that a leftover is seen.
    $temporary = (New-Item -ItemType Directory "$root/tmp").FullName
    $slow = 'slow@10000'

    # An image of some size, on every station of its way: what is done with it takes a while.
    $key = New-Db2BackupKey "$root/key"
    $store, $bigStore, $packedFolder = 'store', 'bigstore', 'packed' | ForEach-Object { (New-Item -ItemType Directory "$root/$_").FullName }
    $small = Invoke-Db2OnlineBackup SAMPLE $root @at -ErrorAction Stop
    $null = $small | Publish-Db2Backup $store -ErrorAction Stop 3>$null
    $big = Get-BigImage $small "$root/big" 400MB
    $packed = $big | Protect-Db2Backup $key.Recipient -Compression None -Destination $packedFolder -ErrorAction Stop
    $stored = $packed | Publish-Db2Backup $bigStore -ErrorAction Stop

    function Assert-NothingLeft {
        Assert-NoClient $sandbox
        Get-ChildItem $sandbox.BackupPath -Recurse -File | Should -BeNullOrEmpty -Because 'no partial image is left'
        Get-ChildItem $temporary -Filter db2backup-* | Should -BeNullOrEmpty -Because 'no folder with statements is left'
        Invoke-Db2 $sandbox 'LIST UTILITIES' | Where-Object { $_ -match 'BACKUP' } | Should -BeNullOrEmpty
        Get-RowCount $sandbox SAMPLE | Should -Be 500
    }

    # Runs a script at a terminal of its own, presses Ctrl+C when something holds, and waits for the prompt.
    function Stop-AtTerminal([string] $Script, [scriptblock] $When, [string] $What, [string] $Fault) {
        $file, $mark = "$root/stop.ps1", "$root/went-on"
        Remove-Item $mark -ErrorAction Ignore
        Set-Content $file "`$env:DB2EMU_FAULT = `$null`n. '$PSScriptRoot/Common.ps1'`n`$at = @{ Instance = '$($sandbox.Instance)' }`n`$env:DB2EMU_FAULT = '$Fault'`n$Script`nSet-Content '$mark' 'yes'"
        $start = [Diagnostics.ProcessStartInfo]::new('script')
        foreach ($word in '-qec', "$((Get-Process -Id $PID).Path) -NoProfile -File $file", '/dev/null') { $start.ArgumentList.Add($word) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        foreach ($variable in ((Get-InstanceEnvironment $sandbox) + @{ TMPDIR = $temporary; TERM = 'xterm' }).GetEnumerator()) { $start.Environment[$variable.Key] = $variable.Value }
        $terminal = [Diagnostics.Process]::Start($start)
        $shown = $terminal.StandardOutput.ReadToEndAsync()
        try {
            Wait-Until { $terminal.HasExited -or (& $When) } $What
            $terminal.HasExited | Should -BeFalse -Because "it had to be at work: $(if ($terminal.HasExited) { $shown.Result })"
            $terminal.StandardInput.Write([char]3)
            $terminal.StandardInput.Flush()
            $terminal.WaitForExit(90000) | Should -BeTrue -Because 'the prompt comes back'
        }
        finally { if (-not $terminal.HasExited) { $terminal.Kill($true) } }
        $mark | Should -Not -Exist -Because 'nothing after it was begun'
        $shown.Result
    }
    function Get-Utility([string] $Type) { Invoke-Db2 $sandbox 'LIST UTILITIES' | Where-Object { $_ -match "= $Type" } }
    function Get-Image { Get-ChildItem $sandbox.BackupPath -Recurse -File }
    function Get-Part([string] $Folder) { Get-ChildItem $Folder -Recurse -Force -Filter *.part -ErrorAction Ignore | Where-Object Length -gt 1MB }
}

AfterAll { $sandbox | Remove-Db2Sandbox -Force }

Describe 'A backup that is stopped' {
    It 'by Select-Object -First while Db2 writes: nothing of it runs or lies about' {
        $clock = [Diagnostics.Stopwatch]::StartNew()
        Invoke-FreshPwsh -Environment ((Get-InstanceEnvironment $sandbox) + @{ DB2EMU_FAULT = $slow; TMPDIR = $temporary }) @"
            Import-Module `$Manifest
            # Its own messages are the first output, long before the image is.
            Invoke-Db2OnlineBackup SAMPLE $($sandbox.BackupPath) -Instance $($sandbox.Instance) -Verbose 4>&1 |
                Where-Object { `$_ -match 'BACKUP DATABASE' } | Select-Object -First 1 | ForEach-Object { 'stopped' }
"@ | Should -Be 'stopped'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 120
        Assert-NothingLeft
    }

    It 'by an output that is enough: the next database is not begun' {
        New-TestDatabase $sandbox SECOND -Recoverable
        $image = Invoke-Db2OnlineBackup SAMPLE, SECOND $sandbox.BackupPath -Instance $sandbox | Select-Object -First 1
        $image.Database | Should -Be 'SAMPLE'
        Get-ChildItem $sandbox.BackupPath -Recurse -File | Where-Object Name -Like 'SECOND*' | Should -BeNullOrEmpty
        $image.Path | Remove-Item
        Assert-NothingLeft
    }
}

# A real terminal comes from script(1); where a machine lacks it, the summary counts these tests as skipped.
Describe 'Ctrl+C at a terminal' -Skip:(-not (Get-Command script -ErrorAction Ignore)) {
    It 'ends an online backup' {
        $null = Stop-AtTerminal "Invoke-Db2OnlineBackup SAMPLE $($sandbox.BackupPath) @at" { Get-Image } 'the image that has begun' $slow
        Assert-NothingLeft
    }

    It 'ends a streamed backup: Db2 has stopped, and no pipe and no object is left' {
        $streamed, $pipes = 'streamed', 'pipes' | ForEach-Object { (New-Item -ItemType Directory "$root/$_").FullName }
        $null = Stop-AtTerminal "Backup-Db2Database SAMPLE '$streamed' -NoEncryption -PipePath '$pipes' @at" { Get-ChildItem "$streamed/SAMPLE/backups/*/started.json" -ErrorAction Ignore } 'the backup that has begun' $slow
        Assert-NothingLeft
        Get-ChildItem $pipes | Should -BeNullOrEmpty
        Get-ChildItem $streamed -Recurse -File -Force | Should -BeNullOrEmpty
    }

    It 'ends an offline backup, and gives the quiesced database back' {
        Set-Content "$root/user.sh" '. "$1"; db2 connect to SAMPLE; sleep 600; true'
        $user = Start-Process bash -PassThru -ArgumentList "$root/user.sh", $sandbox.InstanceInfo.ProfilePath -RedirectStandardOutput "$root/user"
        try {
            Wait-Until { Invoke-Db2 $sandbox 'LIST APPLICATIONS' | Where-Object { $_ -match 'SAMPLE' } } 'the application'
            $null = Stop-AtTerminal "Invoke-Db2OfflineBackup SAMPLE $($sandbox.BackupPath) -Force @at" { Get-Image } 'the image that has begun' $slow
        }
        finally { $user.Kill($true) }
        Assert-NothingLeft
        Invoke-Db2OfflineBackup SAMPLE $sandbox.BackupPath @at -WarningVariable warnings | ForEach-Object Path | Remove-Item
        $warnings | Should -BeNullOrEmpty -Because 'no quiesce was left to be ended'
    }

    It 'ends the switch to archive logging, and says in which state the database is' {
        New-TestDatabase $sandbox CIRC
        $told = Stop-AtTerminal "Enable-Db2ArchiveLogging CIRC $($sandbox.ArchivePath) -BackupPath $($sandbox.BackupPath) @at" { Get-Image } 'the image that has begun' $slow
        Assert-NothingLeft
        (Get-Db2Database CIRC @at).BackupPending | Should -BeTrue
        $done = Enable-Db2ArchiveLogging CIRC $sandbox.ArchivePath -BackupPath $sandbox.BackupPath @at -ErrorAction Stop
        $done.InitialBackup.Path | Remove-Item
        Get-RowCount $sandbox CIRC | Should -Be 10
        $told | Should -Match 'backup pending YES'
    }

    It 'ends a restore, and says in which state the target is' {
        $told = Stop-AtTerminal "Restore-Db2Database SAMPLE -Store '$store' -TargetDatabase COPY -EndOfBackup -WorkPath '$root/restoring' -Confirm:`$false @at" { Get-Utility ROLLFORWARD } 'ROLLFORWARD' 'hang-log@1'
        Get-Utility ROLLFORWARD | Should -BeNullOrEmpty
        Assert-NoClient $sandbox
        (Get-Db2Database COPY @at).RollforwardPending | Should -Not -Be 'NO'
        $told | Should -Match 'COPY of instance .* was left so: .*rollforward pending'
        $logs = Get-ChildItem "$root/restoring/restore-COPY-*/logs"
        $told -replace '\s+' | Should -Match ([regex]::Escape($logs.FullName)) -Because 'a rollforward can go on with them'
    }

    It 'ends a rollforward, which can be gone on with' {
        $logs = (Get-Item "$root/restoring/restore-COPY-*/logs").FullName
        $null = Stop-AtTerminal "Invoke-Db2Rollforward COPY -EndOfBackup -OverflowLogPath '$logs' -NoRetrieve -Force @at" { Get-Utility ROLLFORWARD } 'ROLLFORWARD' 'hang-log@1'
        Get-Utility ROLLFORWARD | Should -BeNullOrEmpty
        Assert-NoClient $sandbox
        (Invoke-Db2Rollforward COPY -EndOfBackup -OverflowLogPath $logs -NoRetrieve -Force @at).IsPending | Should -BeFalse
        Get-RowCount $sandbox COPY | Should -Be 500
    }

    It 'ends the closing of a log, and the log is published by the next run' {
        $null = Stop-AtTerminal "Publish-Db2ArchiveLog SAMPLE '$store' -NoEncryption -ArchiveCurrent -Verbose @at *>'$root/told'" { (Get-Content "$root/told" -ErrorAction Ignore) -match 'ARCHIVE LOG' } 'ARCHIVE LOG' 'hang:ARCHIVE LOG'
        Assert-NoClient $sandbox
        @(Publish-Db2ArchiveLog SAMPLE $store -NoEncryption -ArchiveCurrent @at -ErrorAction Stop).Count | Should -BeGreaterThan 0
    }

    It 'ends <What>, and leaves no file of it' -ForEach @(
        @{ What = 'protecting'; Script = { "Get-BigImage (Invoke-Db2OnlineBackup SAMPLE '$root' @at) '$root/big1' 400MB | Protect-Db2Backup -NoEncryption -Compression None -Destination '$root/out'" } }
        @{ What = 'publishing'; Script = { "Get-BigImage (Invoke-Db2OnlineBackup SAMPLE '$root' @at) '$root/big2' 400MB | Publish-Db2Backup '$root/out'" } }
        @{ What = 'saving'; Script = { "Get-Db2Backup -Store '$bigStore' | Save-Db2Backup '$root/out'" } }
        @{ What = 'unprotecting'; Script = { "Unprotect-Db2Backup -Path '$($packed.Path)' -Destination '$root/out' -IdentityFile '$($key.Path)'" } }
    ) {
        $null = New-Item -ItemType Directory "$root/out"
        $null = Stop-AtTerminal (& $Script) { Get-Part "$root/out" } 'the file that has begun'
        Get-ChildItem "$root/out" -Recurse -Force -File | Should -BeNullOrEmpty
        Remove-Item "$root/out" -Recurse
    }
}

# Here too: PowerShell asks only where there is a terminal, and script(1) is what makes one.
Describe 'A question at a terminal' -Skip:(-not (Get-Command script -ErrorAction Ignore)) {
    BeforeAll {
        # Restores over the database that is there, and types an answer when it is asked; what the terminal showed.
        function Read-Answered([string] $Answer) {
            $file, $shown = "$root/ask.ps1", "$root/shown.txt"
            Remove-Item $shown -ErrorAction Ignore
            Set-Content $file ". '$PSScriptRoot/Common.ps1'`nRestore-Db2Database SAMPLE -Store '$store' -EndOfBackup -WorkPath '$root/asked' -Instance $($sandbox.Instance)"
            $start = [Diagnostics.ProcessStartInfo]::new('script')
            foreach ($word in '-qfec', "$((Get-Process -Id $PID).Path) -NoProfile -File $file", $shown) { $start.ArgumentList.Add($word) }
            $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
            foreach ($variable in (Get-InstanceEnvironment $sandbox).GetEnumerator()) { $start.Environment[$variable.Key] = $variable.Value }
            $terminal = [Diagnostics.Process]::Start($start)
            $null = $terminal.StandardOutput.ReadToEndAsync()
            try {
                Wait-Until { $terminal.HasExited -or ((Get-Content $shown -Raw -ErrorAction Ignore) -match '\[Y\] Yes') } 'the question'
                $terminal.HasExited | Should -BeFalse -Because "it had to ask: $(Get-Content $shown -Raw)"
                $terminal.StandardInput.Write("$Answer`r")
                $terminal.StandardInput.Flush()
                $terminal.WaitForExit(90000) | Should -BeTrue
            }
            finally { if (-not $terminal.HasExited) { $terminal.Kill($true) } }
            # Wrapped at the width of the terminal.
            (Get-Content $shown -Raw) -replace '\s+', ' '
        }
    }

    It 'names database, instance and host, and no leaves everything as it is' {
        $null = Invoke-Db2 $sandbox 'CONNECT TO SAMPLE', "INSERT INTO T VALUES (5000, 'after the backup')"
        $told = Read-Answered 'n'
        $told | Should -Match "REPLACING the database that is there"" on target ""SAMPLE of instance $($sandbox.Instance) on $([Environment]::MachineName)"""
        Get-RowCount $sandbox SAMPLE | Should -Be 501
        "$root/asked" | Should -Not -Exist
    }

    It 'is answered with yes, and the database is replaced' {
        Read-Answered 'y' | Should -Match 'SAMPLE +'
        Get-RowCount $sandbox SAMPLE | Should -Be 500
    }
}

Describe 'Progress' {
    BeforeAll {
        function Get-Shown([scriptblock] $Work) {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("param(`$Manifest, `$given, `$root, `$key) Import-Module `$Manifest; $Work").AddArgument($Manifest).AddArgument($given).AddArgument($root).AddArgument($key)
            $script:output = $shell.Invoke()
            $shell.Streams.Error | Should -BeNullOrEmpty
            $shell.Streams.Progress.ReadAll()
            $shell.Dispose()
        }
    }

    It 'of a backup is shown while Db2 writes, and completed' {
        $given = $sandbox
        $env:DB2EMU_FAULT = 'slow@40000'
        try { $records = @(Get-Shown { Invoke-Db2OnlineBackup SAMPLE $given.BackupPath -Instance $given } | Where-Object Activity -Match 'Backing up SAMPLE') } finally { $env:DB2EMU_FAULT = $null }
        $records.Count | Should -BeGreaterThan 1
        $records[-1].RecordType | Should -Be 'Completed'
        $output.Path | Remove-Item
        Assert-NothingLeft
    }

    It 'of <What> tells the bytes, and is completed' -ForEach @(
        @{ What = 'protecting'; Activity = 'Protecting SAMPLE'; Given = { $big }; Work = { $given | Protect-Db2Backup $key.Recipient -Compression None -Destination "$root/shown" } }
        @{ What = 'publishing'; Activity = 'Publishing SAMPLE'; Given = { $packed }; Work = { $given | Publish-Db2Backup "$root/shown" -ReadBackDigest } }
        @{ What = 'saving'; Activity = 'Saving SAMPLE'; Given = { $stored }; Work = { $given | Save-Db2Backup "$root/shown" } }
        @{ What = 'unprotecting'; Activity = 'Unprotecting SAMPLE'; Given = { $packed }; Work = { $given | Unprotect-Db2Backup "$root/shown" -IdentityFile $key.Path } }
        @{ What = 'removing'; Activity = 'Removing the image of SAMPLE'; Given = { $stored }; Work = { $given | Remove-Db2BackupImage -Force } }
    ) {
        $null = New-Item -ItemType Directory "$root/shown"
        $given = & $Given
        $records = @(Get-Shown $Work | Where-Object Activity -Match $Activity)
        $records.Count | Should -BeGreaterThan 1
        $records[0].StatusDescription | Should -Match 'MiB'
        $records[-1].RecordType | Should -Be 'Completed'
        Remove-Item "$root/shown" -Recurse
    }
}
