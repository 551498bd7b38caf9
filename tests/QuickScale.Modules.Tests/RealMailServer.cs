using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace QuickScale.Modules.Tests;

/// <summary>Debian's aiosmtpd on loopback, with a certificate for "localhost" of an authority that only those trust who are told of it.</summary>
internal sealed partial class RealMailServer : IAsyncDisposable
{
    private readonly TestProcess _process;
    private readonly JsonNode _ports;

    private RealMailServer(TestProcess process, JsonNode ports, string authority) => (_process, _ports, Authority) = (process, ports, authority);

    /// <summary>The authority's certificate, a PEM file for the variable SSL_CERT_FILE.</summary>
    public string Authority { get; }

    /// <summary>Every message that was taken, as Python's e-mail library reads it.</summary>
    public IReadOnlyList<JsonNode> Messages => [.. _process.Text.Split('\n').Where(line => line.StartsWith("{\"envelope_from\"", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line)!)];

    public static async Task<RealMailServer> StartAsync()
    {
        var folder = TemporaryFolder.ForTheRun();
        var (authority, certificate, key) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "server.pem"), Path.Combine(folder, "server.key"));
        await WriteCertificatesAsync(authority, certificate, key);
        var process = TestProcess.Start(await PythonAsync(), [Repository.PathOf("tests", "QuickScale.Modules.Tests", "mail_server.py"), certificate, key]);
        var ports = JsonNode.Parse((await process.WaitForTextAsync(Ports(), TimeSpan.FromSeconds(30))).Value)!;
        return new RealMailServer(process, ports, authority);
    }

    /// <param name="way">plain, starttls or tls.</param>
    public int Port(string way) => _ports[way]!.GetValue<int>();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>The library is a package of the system's own Python, which need not be the first one on PATH.</summary>
    private static async Task<string> PythonAsync()
    {
        foreach (var python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                if ((await TestProcess.RunAsync(python, ["-c", "import aiosmtpd"])).ExitCode == 0)
                    return python;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // There is no such program.
            }
        }

        throw new InvalidOperationException("aiosmtpd is missing: install Debian's python3-aiosmtpd, or 'pip install aiosmtpd'.");
    }

    private static async Task WriteCertificatesAsync(string authority, string certificate, string key)
    {
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var issuer = authorityRequest.CreateSelfSigned(from, to);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(issuer, from, to, [1, 2, 3, 4]);

        await File.WriteAllTextAsync(authority, issuer.ExportCertificatePem());
        await File.WriteAllTextAsync(certificate, issued.ExportCertificatePem());
        await File.WriteAllTextAsync(key, serverKey.ExportPkcs8PrivateKeyPem());
    }

    [GeneratedRegex(@"\{""plain"".*\}")]
    private static partial Regex Ports();
}
