# A server on 127.0.0.1 that repeats everything it is sent, in status line, headers and body: the worst that a store or something on the way to it
# can do to who must not tell a secret. Swift's sign-in succeeds there with the right key; everything else is refused.

function Start-Mirror([string] $Key, [string] $Token) {
    $probe = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $probe.Start()
    $port = $probe.LocalEndpoint.Port
    $probe.Stop()
    $listener = [Net.HttpListener]::new()
    $listener.Prefixes.Add("http://127.0.0.1:$port/")
    $listener.Start()
    $requests = [Collections.Concurrent.ConcurrentQueue[object]]::new()
    $shell = [powershell]::Create().AddScript({
        param($listener, $requests, $port, $key, $token)
        while ($listener.IsListening) {
            try { $context = $listener.GetContext() } catch { break } # stopped
            $request, $answer = $context.Request, $context.Response
            $headers = @{}
            foreach ($name in $request.Headers.AllKeys) { $headers[$name] = $request.Headers[$name] }
            $requests.Enqueue([pscustomobject]@{ Url = $request.RawUrl; Headers = $headers })
            try {
                if ($request.RawUrl.StartsWith('/auth/v1.0') -and $headers['X-Auth-Key'] -ceq $key) {
                    $answer.Headers['X-Auth-Token'] = $token
                    $answer.Headers['X-Storage-Url'] = "http://127.0.0.1:$port/v1/AUTH_x"
                }
                else {
                    $sent = "$($request.RawUrl) $(($headers.GetEnumerator() | ForEach-Object { "$($_.Key): $($_.Value)" }) -join ' ')" -replace '[^\x20-\x7e]'
                    $answer.StatusCode = if ($request.RawUrl.StartsWith('/auth')) { 401 } else { 403 }
                    $answer.StatusDescription = $sent
                    $answer.Headers['X-Mirror'] = $sent
                    $answer.Headers['x-ms-error-code'] = 'AuthenticationFailed'
                    $answer.Headers['x-ms-request-id'] = $answer.Headers['X-Trans-Id'] = $answer.Headers['x-amz-request-id'] = $sent
                    $answer.ContentType = 'application/xml'
                    if ($request.HttpMethod -ne 'HEAD') {
                        $body = [Text.Encoding]::UTF8.GetBytes("<?xml version='1.0'?><Error><Code>SignatureDoesNotMatch</Code><Message>$([Security.SecurityElement]::Escape($sent))</Message></Error>")
                        $answer.OutputStream.Write($body, 0, $body.Length)
                    }
                }
            }
            catch { $requests.Enqueue([pscustomobject]@{ Url = "mirror: $_"; Headers = @{} }) }
            finally { try { $answer.Close() } catch { } } # the client has gone
        }
    }).AddArgument($listener).AddArgument($requests).AddArgument($port).AddArgument($Key).AddArgument($Token)
    $null = $shell.BeginInvoke()
    [pscustomobject]@{ Port = $port; Requests = $requests; Listener = $listener; Shell = $shell }
}

function Stop-Mirror([object] $Mirror) {
    $Mirror.Listener.Stop()
    $Mirror.Shell.Dispose()
}
