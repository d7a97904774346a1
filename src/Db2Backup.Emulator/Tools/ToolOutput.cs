using System.Globalization;
using Db2Backup.Emulator.Clp;
using Db2Backup.Emulator.Messages;
using Db2Backup.Emulator.Wire;

namespace Db2Backup.Emulator.Tools;

/// <summary>How db2start and db2stop answer: a line with the time and the member, then the message by itself.</summary>
internal static class ToolOutput
{
    public static int Run(string[] arguments, Func<string[], SentMessage> work, Func<SentMessage, int> exitCode)
    {
        try
        {
            var message = work(arguments);
            var time = DateTime.Now.ToString("MM/dd/yyyy HH:mm:ss", CultureInfo.InvariantCulture);
            // 01/31/2024 12:00:00     0   0   SQL1063N  DB2START processing was successful.
            FrontEnd.Print($"{time}     0   0   {message.Id}  {message.Text}\n{message.Render()}\n");
            return exitCode(message);
        }
        catch (Db2Exception refusal)
        {
            FrontEnd.Print(refusal.Db2Message + "\n");
            return refusal.Db2Message.Definition.Id is "SQL1390C" or "SQL10007N" ? ExitCodes.SystemError : ExitCodes.Error;
        }
    }
}
