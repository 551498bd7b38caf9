using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace QuickScale.Modules.Notifications.Tests;

/// <summary>The resolver against a name server on loopback that also tells lies (RFC 1035).</summary>
public class NameServersAreAsked
{
    [Test]
    public async Task Texts_of_several_parts_are_put_together()
    {
        await using var server = new NameServer((query, _) => Answer(query, Txt("v=spf1 include:mail.example ", "~all"), Txt("other")));

        (await Ask(server, "acme.example")).ShouldBe(["v=spf1 include:mail.example ~all", "other"]);
        server.Names.ShouldBe(["acme.example"]);
    }

    [Test]
    public async Task A_long_answer_comes_by_TCP()
    {
        var key = new string('k', 800);
        await using var server = new NameServer((query, isTcp) => isTcp ? Answer(query, Txt(key[..255], key[255..510], key[510..765], key[765..])) : Answer(query, flags: 0x8380));

        (await Ask(server, "s1._domainkey.acme.example")).Single().ShouldBe(key);
    }

    [Test]
    public async Task A_name_that_is_not_there_has_no_texts()
    {
        await using var server = new NameServer((query, _) => Answer(query, flags: 0x8183));

        (await Ask(server, "nowhere.example")).ShouldBeEmpty();
    }

    /// <summary>Providers have their keys looked up by a CNAME.</summary>
    [Test]
    public async Task A_name_for_another_name_is_followed_and_records_of_strangers_are_not_read()
    {
        byte[] target = [3, .. "key"u8, 4, .. "mail"u8, 7, .. "example"u8, 0];
        byte[] stranger = [4, .. "evil"u8, 7, .. "example"u8, 0];
        await using var server = new NameServer((query, _) => Answer(
            query, Record(5, target), (byte[])[.. target, .. Txt("v=DKIM1; p=abc")[2..]], (byte[])[.. stranger, .. Txt("v=DKIM1; p=forged")[2..]]));

        (await Ask(server, "s1._domainkey.acme.example")).ShouldBe(["v=DKIM1; p=abc"]);

        await using var loop = new NameServer((query, _) => Answer(query, Record(5, [0xC0, 12]), Txt("own")));
        (await Ask(loop, "acme.example")).ShouldBe(["own"]);
    }

    [TestCase(0x8182)] // SERVFAIL
    [TestCase(0x8185)] // REFUSED
    public async Task A_server_that_does_not_know_is_no_missing_record(int flags)
    {
        await using var server = new NameServer((query, _) => Answer(query, flags: flags));

        await Should.ThrowAsync<DnsTxtException>(() => Ask(server, "acme.example"));
    }

    [Test]
    public async Task Lies_are_no_answers()
    {
        Func<byte[], byte[]>[] lies =
        [
            _ => [],
            _ => [1, 2, 3],
            query => query[..Math.Min(12, query.Length)],
            query => Changed(Answer(query, Txt("forged")), 0, 0xFF), // another id
            query => Answer(query, Txt("cut off"))[..^4],
            query => [.. Answer(query, [], flags: 0x8180, count: 1000)], // answers that are not there
            query => Answer(query, Record(16, [200, 65, 66])), // a part that is longer than its record
            query => Answer(query, [0xC0, 0xFF, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 1, 65]), // a name that points out of the message
            query => Answer(query, [0xC0, (byte)query.Length, 0, 16, 0, 1, 0, 0, 0, 60, 0, 2, 1, 65]), // a name that points to itself
        ];
        foreach (var (index, lie) in lies.Index())
        {
            await using var server = new NameServer((query, _) => lie(query));
            try
            {
                var texts = await Ask(server, "acme.example").WaitAsync(TimeSpan.FromSeconds(30));

                // What can be read of a broken answer may be nothing, and is never something made up.
                texts.ShouldBeEmpty($"lie {index}");
            }
            catch (DnsTxtException)
            {
                // It is said that nobody could tell.
            }
        }
    }

    [Test]
    public async Task Records_of_other_kinds_and_floods_are_left_aside()
    {
        var long1 = Enumerable.Repeat(new string('x', 255), 40).ToArray(); // 10,200 characters in one text
        await using var server = new NameServer((query, isTcp) => isTcp
            ? Answer(query, [.. Record(1, [192, 0, 2, 1]), .. Txt(long1), .. Enumerable.Range(0, 300).SelectMany(number => Txt($"{number}"))], flags: 0x8180, count: 302)
            : Answer(query, flags: 0x8380));

        var texts = await Ask(server, "flood.example");

        texts.Count.ShouldBeLessThanOrEqualTo(100);
        texts.ShouldAllBe(text => text.Length <= 8192);
    }

    [Test]
    public async Task A_server_that_is_silent_is_not_waited_for_long()
    {
        using var silent = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var started = DateTime.UtcNow;

        await Should.ThrowAsync<DnsTxtException>(() => new DnsTxt([(IPEndPoint)silent.Client.LocalEndPoint!], TimeSpan.FromSeconds(1)).QueryAsync("acme.example", CancellationToken.None));

        (DateTime.UtcNow - started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    private static Task<IReadOnlyList<string>> Ask(NameServer server, string name) => new DnsTxt([server.Address], TimeSpan.FromSeconds(1)).QueryAsync(name, CancellationToken.None);

    private static byte[] Answer(byte[] query, params byte[][] records) => Answer(query, [.. records.SelectMany(record => record)], 0x8180, records.Length);

    private static byte[] Answer(byte[] query, byte[] records, int flags = 0x8180, int count = 1)
    {
        var end = EndOfQuestion(query);
        byte[] answer = [.. query[..end], .. records];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)flags);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(4), 1);
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), (ushort)count);
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(8), 0);
        return answer;
    }

    private static byte[] Answer(byte[] query, int flags) => Answer(query, [], flags, 0);

    private static int EndOfQuestion(byte[] query)
    {
        var position = 12;
        while (query[position] != 0)
        {
            position += query[position] + 1;
        }

        return position + 5;
    }

    private static byte[] Txt(params string[] parts) => Record(16, [.. parts.SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.ASCII.GetBytes(part)])]);

    private static byte[] Record(ushort type, byte[] data)
    {
        byte[] record = [0xC0, 12, (byte)(type >> 8), (byte)type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        return record;
    }

    private static byte[] Changed(byte[] bytes, int position, byte mask)
    {
        bytes[position] ^= mask;
        return bytes;
    }

    /// <summary>Answers by UDP and by TCP on the same port.</summary>
    private sealed class NameServer : IAsyncDisposable
    {
        private readonly Func<byte[], bool, byte[]> _answer;
        private readonly CancellationTokenSource _end = new();
        private readonly TcpListener _tcp = new(IPAddress.Loopback, 0);
        private readonly UdpClient _udp;
        private readonly Task _work;

        public NameServer(Func<byte[], bool, byte[]> answer)
        {
            _answer = answer;
            _tcp.Start();
            _udp = new UdpClient(Address);
            _work = Task.WhenAll(ServeUdpAsync(), ServeTcpAsync());
        }

        public IPEndPoint Address => (IPEndPoint)_tcp.LocalEndpoint;

        public List<string> Names { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _udp.Dispose();
            _tcp.Stop();
            await _work;
            _end.Dispose();
        }

        private async Task ServeUdpAsync()
        {
            try
            {
                while (true)
                {
                    var query = await _udp.ReceiveAsync(_end.Token);
                    Names.Add(NameIn(query.Buffer));
                    await _udp.SendAsync(_answer(query.Buffer, false), query.RemoteEndPoint, _end.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The test has ended.
            }
        }

        private async Task ServeTcpAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _tcp.AcceptTcpClientAsync(_end.Token);
                    await using var stream = client.GetStream();
                    var length = new byte[2];
                    await stream.ReadExactlyAsync(length, _end.Token);
                    var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                    await stream.ReadExactlyAsync(query, _end.Token);
                    var answer = _answer(query, true);
                    BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
                    await stream.WriteAsync((byte[])[.. length, .. answer], _end.Token);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or InvalidOperationException)
            {
                // The test has ended.
            }
        }

        private static string NameIn(byte[] query)
        {
            List<string> labels = [];
            for (var position = 12; query[position] != 0; position += query[position] + 1)
            {
                labels.Add(Encoding.ASCII.GetString(query, position + 1, query[position]));
            }

            return string.Join('.', labels);
        }
    }
}
