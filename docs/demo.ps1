<#
The whole cycle with the module's cmdlets, on a stand-in for Db2, checked at each step.
Started by: ./build.sh demo     (or: pwsh docs/demo.ps1, after ./build.sh build)
It lies in docs/ because it is documentation that runs.
-Store (or the variable DEMO_STORE) publishes to a store of yours, a name of Get-Db2BackupStore or a location, in place of a folder of the sandbox:
in a folder of this run's own, whose backup is removed in the end.
#>
param([int] $Rows = 200000, [string] $Store = $env:DEMO_STORE)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$ConfirmPreference = 'None'
$ProgressPreference = 'SilentlyContinue'
Import-Module "$PSScriptRoot/../Db2Backup.psd1"

$configuration = $env:DB2BACKUP_CONFIG
$number = 0
$started = [Diagnostics.Stopwatch]::StartNew()
function Step([string] $Title, [scriptblock] $Act, [scriptblock] $Tell) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $result = & $Act
    $script:number++
    '{0,3}. {1}' -f $script:number, $Title | Out-Host
    '     {0}  [{1:0.0} s]' -f ($result | ForEach-Object $Tell | Join-String -Separator '; '), $watch.Elapsed.TotalSeconds | Out-Host
    $result
}
function Require([bool] $Holds, [string] $Otherwise) { if (-not $Holds) { throw "The demo found something wrong: $Otherwise" } }
function Size([long] $Bytes) { '{0:0.0} MiB' -f ($Bytes / 1MB) }

# Statements in a session of their own: the shell that runs them is the parent of every db2.
$session = @'
profile=$1; shift
. "$profile" || exit 1
for statement in "$@"; do db2 -x "$statement" || [ $? -lt 4 ] || exit 1; done
db2 terminate >/dev/null
'@
function Invoke-Statement([string[]] $Statement) {
    $answer = bash -c $session demo $sandbox.InstanceInfo.ProfilePath @Statement
    if ($LASTEXITCODE) { throw "db2 refused: $($answer -join "`n")" }
    $answer
}
function Get-RowCount([string] $Database) { [int](Invoke-Statement "CONNECT TO $Database", 'SELECT COUNT(*) FROM ORDERS' | Select-Object -Last 1) }

# Somebody who keeps working: one committed row after the other; the file holds how many are in.
$writing = @'
. "$1" || exit 1
db2 connect to SHOP >/dev/null || exit 1
n=0
until [ -e "$2.stop" ]; do
  db2 "INSERT INTO ORDERS VALUES ($((10000000 + n)), 'written meanwhile')" >/dev/null || exit 1
  n=$((n + 1)); echo "$n" >"$2.new" && mv "$2.new" "$2"
done
db2 terminate >/dev/null
'@

'Db2Backup, the whole cycle on a stand-in for Db2, through the cmdlets' | Out-Host
$sandbox = Step 'New-Db2Sandbox' { New-Db2Sandbox } { "$($_.InstanceInfo) ($($_.InstanceInfo.Level)), in $($_.Path)" }
$writer = $null
try {
    # A sandbox is never a default instance by itself; here it is meant for everything that follows.
    $PSDefaultParameterValues = @{ '*-Db2*:Instance' = $sandbox }
    if (-not $Store) { $store = (New-Item -ItemType Directory "$($sandbox.Path)/store").FullName }
    else {
        # Another run's database of the same name is another database: each run has a folder of its own. Settings and secret are those of the store.
        $known = if ($Store -match '/') { [pscustomobject]@{ Location = $Store; Settings = $null } } else { Get-Db2BackupStore $Store }
        $how = @{ Name = 'demo'; Location = "$($known.Location.TrimEnd('/'))/db2backup-demo-$([DateTime]::UtcNow.ToString('yyyyMMddTHHmmssZ'))" }
        if ($known.Location.StartsWith('/')) { $how.CreateFolder = $true }
        if ($known.Settings -and $known.Settings.Count) { $how.Setting = @($known.Settings.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" }) }
        foreach ($source in 'SecretVariable', 'SecretFile', 'SecretVault', 'SecretName') { if ($known.PSObject.Properties[$source] -and $known.$source) { $how[$source] = $known.$source } }
        $env:DB2BACKUP_CONFIG = "$($sandbox.Path)/config.json"
        $store = (Step "New-Db2BackupStore demo" { New-Db2BackupStore @how } { $_.Location }).Name
        $null = Step 'Test-Db2BackupStore' { Test-Db2BackupStore $store } { "passed: $($_.Passed), can delete: $($_.CanDelete)" }
    }
    $key = New-Db2BackupKey "$($sandbox.Path)/key"

    $null = Step "A database with $Rows rows and circular logging" {
        Invoke-Statement 'CREATE DATABASE SHOP', 'CONNECT TO SHOP', 'CREATE TABLE ORDERS (ID INTEGER NOT NULL PRIMARY KEY, NOTE VARCHAR(60))',
            "INSERT INTO ORDERS WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < $Rows) SELECT I, 'order number ' || VARCHAR(I) FROM N" | Out-Null
        Get-RowCount SHOP
    } { "$_ rows in SHOP" }
    $before = Step 'Get-Db2Database' { Get-Db2Database SHOP } { "recoverable: $($_.IsRecoverable), LOGARCHMETH1 $($_.LogArchiveMethod)" }
    Require (-not $before.IsRecoverable) 'a circular database was shown as recoverable'
    $null = Step 'Enable-Db2ArchiveLogging' { Enable-Db2ArchiveLogging SHOP $sandbox.ArchivePath -BackupPath $sandbox.BackupPath } { "$($_.DatabaseInfo.LogArchiveMethod), initial image $($_.InitialBackup.Timestamp)" }
    $null = Step 'Test-Db2BackupSpace' { Test-Db2BackupSpace SHOP $sandbox.BackupPath } { "$_" }

    $counter = "$($sandbox.Path)/committed"
    Set-Content "$counter.sh" $writing
    $writer = Start-Process bash -ArgumentList "$counter.sh", $sandbox.InstanceInfo.ProfilePath, $counter -PassThru
    while (-not (Test-Path $counter)) { Start-Sleep -Milliseconds 50 }
    $atStart = [int](Get-Content $counter)
    $image = Step 'Invoke-Db2OnlineBackup, while a writer keeps inserting' { Invoke-Db2OnlineBackup SHOP $sandbox.BackupPath } { "$($_.Timestamp), $(Size $_.SizeBytes), logs $($_.FirstLog) to $($_.LastLog), verified: $($_.Verified)" }
    $atEnd = [int](Get-Content $counter)
    $null = New-Item "$counter.stop"
    $writer.WaitForExit()
    $written = [int](Get-Content $counter)
    $published = Step 'Protect-Db2Backup | Publish-Db2Backup' { $image | Protect-Db2Backup $key.Recipient | Publish-Db2Backup -Store $store } { "$(Size $_.PlainBytes) became $(Size $_.StoredBytes), in $($_.Key)" }
    $null = Step 'Remove-Db2BackupImage' { $published | Remove-Db2BackupImage -Force } { 'the local image is gone: the published copy was read back first' }

    $moment = Step 'Two marked commits, a moment apart' {
        Invoke-Statement 'CONNECT TO SHOP', "INSERT INTO ORDERS VALUES (9999998, 'first mark')" | Out-Null
        Start-Sleep -Milliseconds 1500
        [DateTimeOffset]::UtcNow
        Start-Sleep -Milliseconds 1500
        Invoke-Statement 'CONNECT TO SHOP', "INSERT INTO ORDERS VALUES (9999999, 'second mark')" | Out-Null
    } { "the point in time: $($_.ToString('u'))" }
    $null = Step 'Publish-Db2ArchiveLog -ArchiveCurrent' { Publish-Db2ArchiveLog SHOP -Store $store -Recipient $key.Recipient -ArchiveCurrent } { "$($_.Log.Name)" }

    $null = Step 'The database, its images and its archived logs are destroyed' {
        Invoke-Statement 'DROP DATABASE SHOP' | Out-Null
        Get-ChildItem $sandbox.BackupPath, $sandbox.ArchivePath | Remove-Item -Recurse -Force
        @(Get-Db2Database).Count
    } { "databases left: $_; only the store remains" }

    $how = @{ Store = $store; IdentityFile = $key.Path; WorkPath = "$($sandbox.Path)/restore" }
    $null = Step 'Restore-Db2Database -EndOfBackup' { Restore-Db2Database SHOP -TargetDatabase BKPEND -EndOfBackup @how } { "$(Get-RowCount BKPEND) rows; $($_.Checks -join ', ')" }
    $meanwhile = (Get-RowCount BKPEND) - $Rows
    Require ($meanwhile -ge $atStart -and $meanwhile -le $atEnd + 1) "the end of the backup has $meanwhile of the writer's rows; it had committed $atStart before and $atEnd after"
    $null = Step 'Restore-Db2Database -EndOfLogs' { Restore-Db2Database SHOP -EndOfLogs @how } { "$(Get-RowCount SHOP) rows; $($_.Checks -join ', ')" }
    Require ((Get-RowCount SHOP) -eq $Rows + $written + 2) "the end of the logs has $(Get-RowCount SHOP) rows, and $($Rows + $written + 2) were committed"
    $null = Step 'Restore-Db2Database -PointInTime' { Restore-Db2Database SHOP -TargetDatabase POINT -PointInTime $moment @how } { "$(Get-RowCount POINT) rows; $($_.Checks -join ', ')" }
    Require ((Get-RowCount POINT) -eq $Rows + $written + 1) "the point in time has $(Get-RowCount POINT) rows, and $($Rows + $written + 1) were committed by then"

    if ($how.Store -eq 'demo') { $given = Get-Db2BackupStore demo; $null = Step 'Remove-Db2Backup' { Get-Db2Backup -Store demo | Remove-Db2Backup -Force; @(Get-Db2Backup -Store demo).Count } { "backups left: $_" }; "     what remains of this run are its logs and three small objects, below $($given.Location)" | Out-Host }
    elseif ((Get-Command age, zstd -ErrorAction Ignore).Count -eq 2) {
        $file = $published.Manifest.Files[0]
        $digest = Step 'A stored backup, opened without this module: cat slices | age -d | zstd -d' {
            bash -c 'key=$1; shift; cat "$@" | age -d -i "$key" | zstd -d -q | sha256sum' demo $key.Path @($file.Slices | ForEach-Object { "$store/$($published.Key)$($_.Name)" })
        } { $_.Substring(0, 16) + '…' }
        Require $digest.StartsWith($file.PlainSha256) 'age and zstd opened something else than the image'
    }
}
finally {
    if ($writer -and -not $writer.HasExited) { $writer.Kill($true) }
    $sandbox | Remove-Db2Sandbox -Force
    $env:DB2BACKUP_CONFIG = $configuration
}
"`nProven in {0:0} s, by the cmdlets: backed up online while rows were written, published compressed and encrypted, everything local destroyed, restored to the end of the backup, to the end of the logs and to a point in time, every row accounted for." -f $started.Elapsed.TotalSeconds | Out-Host
