namespace QuickScale.Modules.Core.Tests;

public class PicturesAreKnownByTheirBytes
{
    [TestCase("89504E470D0A1A0A0000", "image/png")]
    [TestCase("FFD8FFE000104A464946", "image/jpeg")]
    [TestCase("474946383761", "image/gif")]
    [TestCase("47494638396101", "image/gif")]
    [TestCase("524946461A000000574542505650", "image/webp")]
    public async Task Four_kinds_are_taken_as_they_are(string bytes, string type)
    {
        var (file, refusal) = await ReadAsync(Convert.FromHexString(bytes));

        refusal.ShouldBeNull();
        file!.ContentType.ShouldBe(type);
        Convert.ToHexString(file.Bytes.Span).ShouldBe(bytes);
    }

    [TestCase("")]
    [TestCase("89504E47")]
    [TestCase("3C7376673E")]
    [TestCase("3C68746D6C3E89504E470D0A1A0A")]
    [TestCase("524946461A00000041564920")]
    [TestCase("52494646")]
    [TestCase("424D")]
    public async Task Everything_else_is_no_picture(string bytes) =>
        (await ReadAsync(Convert.FromHexString(bytes))).ShouldBe((null, PictureRefusal.NoPicture));

    [Test]
    public async Task There_is_a_limit_and_what_lies_behind_it_is_not_read()
    {
        var png = new byte[100_000];
        Convert.FromHexString("89504E470D0A1A0A").CopyTo(png, 0);

        (await ReadAsync(png, 100_000)).Refusal.ShouldBeNull();
        using var stream = new MemoryStream(png);
        (await PictureFile.ReadAsync(stream, CancellationToken.None, 50_000)).ShouldBe((null, PictureRefusal.TooLarge));
        stream.Position.ShouldBeLessThan(80_000);
    }

    private static async Task<(FileContent? File, PictureRefusal? Refusal)> ReadAsync(byte[] bytes, int limit = PictureFile.DefaultLimit)
    {
        using var stream = new MemoryStream(bytes);
        return await PictureFile.ReadAsync(stream, CancellationToken.None, limit);
    }
}
