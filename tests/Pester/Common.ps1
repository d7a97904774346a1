# What the tests share: the built module, databases in a sandbox, a second PowerShell.

$Manifest = if ($env:DB2BACKUP_MODULE) { $env:DB2BACKUP_MODULE } else { (Resolve-Path "$PSScriptRoot/../../Db2Backup.psd1").Path }
Import-Module $Manifest
# A dozen questions to Db2 with every backup: only the test of the recovery kit asks them.
$global:PSDefaultParameterValues['Backup-Db2Database:NoRecoveryKit'] = $global:PSDefaultParameterValues['Publish-Db2Backup:NoRecoveryKit'] = $true

# Runs db2 statements in one session of the sandbox, and gives what it printed.
function Invoke-Db2([object] $Sandbox, [string[]] $Statement) {
    $script = '. "$1"; shift; for s in "$@"; do db2 "$s" || [ $? -lt 4 ] || { db2 terminate >/dev/null; exit 4; }; done; db2 terminate >/dev/null'
    $output = & bash -c $script db2 $Sandbox.InstanceInfo.ProfilePath @Statement 2>&1
    if ($LASTEXITCODE -ne 0) { throw "db2 ended with $LASTEXITCODE`: $($output -join "`n")" }
    $output
}

# A database with a table T of so many rows; recoverable when asked.
function New-TestDatabase([object] $Sandbox, [string] $Name, [int] $Rows = 10, [switch] $Recoverable) {
    $null = Invoke-Db2 $Sandbox "CREATE DATABASE $Name", "CONNECT TO $Name", 'CREATE TABLE T (I INTEGER NOT NULL, S VARCHAR(200))',
        "INSERT INTO T WITH N(I) AS (VALUES 1 UNION ALL SELECT I + 1 FROM N WHERE I < $Rows) SELECT I, 'a row that takes some room in an image' FROM N"
    if ($Recoverable) { $null = Enable-Db2ArchiveLogging $Name $Sandbox.ArchivePath -Instance $Sandbox -ErrorAction Stop }
}

function Get-RowCount([object] $Sandbox, [string] $Name) {
    [int](Invoke-Db2 $Sandbox "CONNECT TO $Name", 'SELECT COUNT(*) AS N FROM T' | Where-Object { $_ -match '^\s*\d+\s*$' } | Select-Object -First 1)
}

# Every living process of the sandbox but its engine: those with its home in their environment.
function Get-ClientProcess([object] $Sandbox) {
    foreach ($folder in Get-ChildItem /proc -Directory | Where-Object Name -Match '^\d+$') {
        try {
            $environment = [IO.File]::ReadAllText("$folder/environ")
            $command = [IO.File]::ReadAllText("$folder/cmdline").Replace("`0", ' ')
        }
        catch { continue } # gone meanwhile, or another user's
        if ($environment.Contains("INSTHOME=$($Sandbox.InstanceInfo.Home)") -and $command -and $command -notmatch 'db2sysc') { $command }
    }
}

# No client may be left; a back end may take its time to see that its parent is gone.
function Assert-NoClient([object] $Sandbox) {
    for ($until = [datetime]::UtcNow.AddSeconds(20); (Get-ClientProcess $Sandbox) -and [datetime]::UtcNow -lt $until; ) { Start-Sleep -Milliseconds 300 }
    Get-ClientProcess $Sandbox | Should -BeNullOrEmpty -Because 'no db2 process is left behind'
}

# Runs a script in a fresh PowerShell with the module path in $Manifest; what it printed, both streams.
function Invoke-FreshPwsh([string] $Script, [hashtable] $Environment = @{}) {
    $file = Join-Path ([IO.Path]::GetTempPath()) "d2-$([guid]::NewGuid().ToString('N')).ps1"
    Set-Content -LiteralPath $file -Value "`$Manifest = '$Manifest'`n$Script"
    $saved = @{}
    try {
        foreach ($name in $Environment.Keys) {
            $saved[$name] = [Environment]::GetEnvironmentVariable($name)
            [Environment]::SetEnvironmentVariable($name, $Environment[$name])
        }
        (& (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File $file 2>&1 | ForEach-Object { "$_" }) -join "`n"
    }
    finally {
        foreach ($name in $saved.Keys) { [Environment]::SetEnvironmentVariable($name, $saved[$name]) }
        Remove-Item -LiteralPath $file
    }
}

# The environment by which a new process finds the sandbox under its name.
function Get-InstanceEnvironment([object] $Sandbox) { @{ DB2INSTANCE = $Sandbox.Instance; INSTHOME = $Sandbox.InstanceInfo.Home } }

# The one error of a script block, as PowerShell shows it.
function Get-OneError([scriptblock] $Script) {
    $ErrorActionPreference = 'Continue'
    $problem = $null
    try { $null = & $Script 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { $problem = $_ } } }
    catch { $problem = $_ } # one that ends the pipeline
    $problem
}

function Assert-Error([object] $ErrorRecord, [string] $Id, [string] $Category, [string] $Target) {
    $ErrorRecord | Should -Not -BeNullOrEmpty
    $ErrorRecord.FullyQualifiedErrorId.Split(',')[0] | Should -Be $Id
    $ErrorRecord.CategoryInfo.Category | Should -Be $Category
    if ($Target) { "$($ErrorRecord.TargetObject)" | Should -Be $Target }
    $ErrorRecord.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
}

# A copy of a record with other values.
function Copy-Record([object] $Record, [hashtable] $With) {
    $copy = $Record.GetType().GetMethod('<Clone>$').Invoke($Record, @())
    foreach ($name in $With.Keys) { $copy.GetType().GetProperty($name).SetValue($copy, $With[$name]) }
    $copy
}

# An image as large as wanted: what is done with it takes a while, though it takes no room on the disk.
function Get-BigImage([object] $Image, [string] $Folder, [long] $Bytes) {
    $null = New-Item -ItemType Directory $Folder -Force
    $path = Join-Path $Folder $Image.Files[0].Name
    & truncate -s $Bytes $path
    Copy-Record $Image @{ Files = [Collections.Generic.List[Db2Backup.BackupImageFile]]@([Db2Backup.BackupImageFile]::new($path, $Image.Files[0].Name, $Bytes)) }
}

function Wait-Until([scriptblock] $Holds, [string] $What) {
    for ($until = [datetime]::UtcNow.AddSeconds(90); -not (& $Holds); Start-Sleep -Milliseconds 100) { if ([datetime]::UtcNow -gt $until) { throw "not within 90 s: $What" } }
}

# The process id of a sandbox's engine.
function Get-EnginePid([object] $Sandbox) {
    foreach ($folder in Get-ChildItem /proc -Directory | Where-Object Name -Match '^\d+$') {
        try { $mine = [IO.File]::ReadAllText("$folder/environ").Contains("INSTHOME=$($Sandbox.InstanceInfo.Home)") -and [IO.File]::ReadAllText("$folder/cmdline").Contains('db2sysc') }
        catch { continue } # gone meanwhile, or another user's
        if ($mine) { return [int]$folder.Name }
    }
}
