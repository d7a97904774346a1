BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $sandbox = New-Db2Sandbox -ErrorAction Stop
    New-TestDatabase $sandbox SAMPLE -Rows 500 -Recoverable
    # Temporary folders of what runs here, so that a leftover is seen.
    $temporary = (New-Item -ItemType Directory "$($sandbox.Path)/tmp").FullName
    $slow = 'slow@10000'

    function Assert-NothingLeft {
        Assert-NoClient $sandbox
        Get-ChildItem $sandbox.BackupPath -Recurse -File | Should -BeNullOrEmpty -Because 'no partial image is left'
        Get-ChildItem $temporary -Filter db2backup-* | Should -BeNullOrEmpty -Because 'no folder with statements is left'
        Invoke-Db2 $sandbox 'LIST UTILITIES' | Where-Object { $_ -match 'BACKUP' } | Should -BeNullOrEmpty
        Get-RowCount $sandbox SAMPLE | Should -Be 500
    }
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

    # A real terminal comes from script(1); where a machine lacks it, the summary counts this test as skipped.
    It 'by Ctrl+C at a terminal' -Skip:(-not (Get-Command script -ErrorAction Ignore)) {
        $file = "$($sandbox.Path)/stop.ps1"
        $mark = "$($sandbox.Path)/running"
        Set-Content $file @"
            Import-Module '$Manifest'
            Set-Content '$mark' 'yes'
            Invoke-Db2OnlineBackup SAMPLE $($sandbox.BackupPath) -Instance $($sandbox.Instance)
            Set-Content '$mark' 'went on'
"@
        $start = [Diagnostics.ProcessStartInfo]::new('script')
        foreach ($word in '-qec', "$((Get-Process -Id $PID).Path) -NoProfile -File $file", '/dev/null') { $start.ArgumentList.Add($word) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        foreach ($variable in ((Get-InstanceEnvironment $sandbox) + @{ DB2EMU_FAULT = $slow; TMPDIR = $temporary; TERM = 'xterm' }).GetEnumerator()) { $start.Environment[$variable.Key] = $variable.Value }
        $terminal = [Diagnostics.Process]::Start($start)
        $shown = $terminal.StandardOutput.ReadToEndAsync()
        # Db2 writes: the image is there and grows.
        for ($until = [datetime]::UtcNow.AddSeconds(90); -not (Get-ChildItem $sandbox.BackupPath -Recurse -File) -and [datetime]::UtcNow -lt $until; ) { Start-Sleep -Milliseconds 200 }
        Get-ChildItem $sandbox.BackupPath -Recurse -File | Should -Not -BeNullOrEmpty -Because 'the backup had begun'
        $terminal.StandardInput.Write([char]3)
        $terminal.StandardInput.Flush()
        $ended = $terminal.WaitForExit(90000)
        if (-not $ended) { $terminal.Kill($true) }
        $ended | Should -BeTrue -Because 'the prompt comes back'
        $null = $shown.Result
        Get-Content $mark | Should -Be 'yes'
        Assert-NothingLeft
    }
}

Describe 'Progress' {
    It 'is shown while Db2 writes, and completed' {
        $env:DB2EMU_FAULT = 'slow@40000'
        try {
            $shell = [powershell]::Create()
            $null = $shell.AddScript("param(`$sandbox) Import-Module '$Manifest'; Invoke-Db2OnlineBackup SAMPLE '$($sandbox.BackupPath)' -Instance `$sandbox").AddArgument($sandbox)
            $image = $shell.Invoke()
        }
        finally { $env:DB2EMU_FAULT = $null }
        $shell.Streams.Error | Should -BeNullOrEmpty
        $records = @($shell.Streams.Progress | Where-Object Activity -Match 'Backing up SAMPLE')
        $records.Count | Should -BeGreaterThan 1
        $records[-1].RecordType | Should -Be 'Completed'
        $image.Path | Remove-Item
        $shell.Dispose()
        Assert-NothingLeft
    }
}
