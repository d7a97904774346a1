BeforeAll {
    . "$PSScriptRoot/Common.ps1"
    $text = @'
$ db2 backup db orders online to /backup

Backup successful. The timestamp for this backup image is : 20240131120000

$ db2 "select id, name from t"

ID          NAME
----------- ----------
          1 Anna
          2 -

  2 record(s) selected.

$ db2 connect to orders
SQL1117N  A connection to or activation of database "ORDERS" cannot be made
because of ROLL-FORWARD PENDING.  SQLSTATE=57019
'@
}

Describe 'ConvertFrom-Db2Output' {
    It 'gives the same for a text, for its lines and for a file' {
        $file = Join-Path $TestDrive 'saved.txt'
        Set-Content -LiteralPath $file $text -Encoding utf8BOM
        foreach ($output in @(, @($text | ConvertFrom-Db2Output)), @(, @($text -split "`n" | ConvertFrom-Db2Output)), @(, @(ConvertFrom-Db2Output -Path $file)), @(, @(Get-Item $file | ConvertFrom-Db2Output)), @(, @(ConvertFrom-Db2Output $text))) {
            ($output[0] | ForEach-Object { $_.GetType().Name }) -join ' ' | Should -Be 'Db2BackupOutput Db2RowOutput Db2RowOutput Db2CommandOutput'
            "$($output[0][0].Database) $($output[0][0].Timestamp)" | Should -Be 'ORDERS 20240131120000'
            $output[0][3].Messages[0].SqlState | Should -Be '57019'
            $output[0].Unread | Should -BeNullOrEmpty
        }
    }

    It 'makes properties of the columns of a query' {
        $rows = $text | ConvertFrom-Db2Output | Where-Object Report -EQ Query
        $rows.NAME | Should -Be @('Anna', $null)
        $rows[1].ID | Should -Be '2'
    }

    It 'takes the statement and the exit code' {
        $output = 'SQL1035N  The database is currently in use.  SQLSTATE=57019' | ConvertFrom-Db2Output -Statement 'backup db orders' -ExitCode 4
        $output | Should -BeOfType ([Db2Backup.Db2BackupOutput])
        $output.HasError | Should -BeTrue
        $output.ExitCode | Should -Be 4
        $output.Timestamp | Should -BeNullOrEmpty
    }

    It 'reads a file in the encoding that is named' {
        $file = Join-Path $TestDrive 'wide.txt'
        [IO.File]::WriteAllText($file, "SQL1024N  Für keine.  SQLSTATE=08003`n", [Text.Encoding]::Latin1)
        (ConvertFrom-Db2Output -Path $file -Encoding ([Text.Encoding]::Latin1)).Messages[0].Text | Should -Be 'Für keine.'
    }

    It 'says which file is missing and reads the next one' {
        $file = Join-Path $TestDrive 'saved2.txt'
        Set-Content -LiteralPath $file $text
        $read = @(ConvertFrom-Db2Output -Path (Join-Path $TestDrive 'none.txt'), $file -ErrorAction SilentlyContinue -ErrorVariable problem)
        $read.Count | Should -Be 4
        Assert-Error $problem[0] 'FileNotFound' 'ObjectNotFound'
    }

    It 'reads what the stand-in prints, and it is fully read' {
        $sandbox = New-Db2Sandbox
        try {
            New-TestDatabase $sandbox 'ORDERS' -Recoverable
            $printed = Invoke-Db2 $sandbox 'LIST DATABASE DIRECTORY', 'GET DB CFG FOR ORDERS', 'LIST HISTORY BACKUP ALL FOR ORDERS', 'CONNECT TO ORDERS', 'LIST TABLESPACES SHOW DETAIL', 'LIST APPLICATIONS', 'SELECT COUNT(*) AS N FROM T'
            $output = @($printed | ConvertFrom-Db2Output)
            ($output.Report | Select-Object -Unique) -join ' ' | Should -Be 'Directory DatabaseConfiguration History Connection TableSpaces Applications Query'
            @($output | Where-Object { $_.Unread.Count }).Count | Should -Be 0 -Because (($output.Unread) -join '; ')
            ($output | Where-Object Parameter -EQ LOGARCHMETH1).Value | Should -BeLike 'DISK:*'
        }
        finally { $sandbox | Remove-Db2Sandbox -Force }
    }

    It 'shows each type as a table' {
        $shown = $text | ConvertFrom-Db2Output | Where-Object Report -EQ Backup | Out-String -Width 120
        $shown | Should -Match 'Database\s+Timestamp\s+HasError'
        $shown | Should -Match 'ORDERS\s+20240131120000\s+False'
    }
}
