using System.Security.Cryptography;
using QsApp.Hosting;

namespace QsApp.Migrator;

/// <summary>Prints a new value for App__Secret: 256 random bits as 64 hexadecimal digits.</summary>
internal static class SecretCommand
{
    public static async Task<int> Run()
    {
        await Console.Out.WriteLineAsync(RandomNumberGenerator.GetHexString(64, lowercase: true));
        return ExitCode.Done;
    }
}
