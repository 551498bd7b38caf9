namespace QuickScale.Modules.Auth;

/// <param name="EnabledAt">Null while it is off.</param>
public sealed record TwoFactorStatus(DateTime? EnabledAt, int RecoveryCodesLeft)
{
    public bool IsOn => EnabledAt is not null;
}

/// <param name="Secret">In Base32, to type.</param>
/// <param name="Uri">For the app, as the QR code has it.</param>
public sealed record TwoFactorSecret(string Secret, string Uri)
{
    /// <summary>The QR code, an SVG element.</summary>
    public string QrCode => Auth.QrCode.Svg(Uri);
}

/// <summary>Recovery codes as they are shown, once.</summary>
public sealed record RecoveryCodeList(IReadOnlyList<string> Codes);
