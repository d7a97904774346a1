using System.Text;

namespace Db2Backup.Pipeline.Age;

/// <summary>Bech32 (BIP 173) without its length limit: how age writes keys. Upper or lower case, never mixed.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;

    /// <param name="prefix">Lower case, for example <c>age</c>.</param>
    public static string Encode(string prefix, ReadOnlySpan<byte> data)
    {
        var digits = Regroup(data, from: 8, to: 5, pad: true)
            ?? throw new InvalidOperationException("internal error: bytes always regroup into five bits");
        var text = new StringBuilder(prefix).Append('1');
        foreach (var digit in digits) text.Append(Alphabet[digit]);
        foreach (var digit in Checksum(prefix, digits)) text.Append(Alphabet[digit]);
        return text.ToString();
    }

    /// <summary>False when it is not Bech32, mixes cases or has a wrong checksum. <paramref name="prefix"/> is lower case.</summary>
    public static bool TryDecode(string text, out string prefix, out byte[] data)
    {
        (prefix, data) = ("", []);
        var lower = text.ToLowerInvariant();
        if (text != lower && text != text.ToUpperInvariant()) return false;
        var separator = lower.LastIndexOf('1');
        if (separator < 1 || separator + 1 + ChecksumLength > lower.Length) return false;

        var digits = new byte[lower.Length - separator - 1];
        for (var i = 0; i < digits.Length; i++)
        {
            var value = Alphabet.IndexOf(lower[separator + 1 + i], StringComparison.Ordinal);
            if (value < 0) return false;
            digits[i] = (byte)value;
        }
        var found = lower[..separator];
        if (Polymod(found, digits) != 1) return false;
        if (Regroup(digits.AsSpan(0, digits.Length - ChecksumLength), from: 5, to: 8, pad: false) is not { } bytes) return false;
        (prefix, data) = (found, bytes);
        return true;
    }

    private static byte[] Checksum(string prefix, byte[] digits)
    {
        var padded = new byte[digits.Length + ChecksumLength];
        digits.CopyTo(padded, 0);
        var polymod = Polymod(prefix, padded) ^ 1;
        var checksum = new byte[ChecksumLength];
        for (var i = 0; i < ChecksumLength; i++) checksum[i] = (byte)((polymod >> (5 * (5 - i))) & 31);
        return checksum;
    }

    private static uint Polymod(string prefix, ReadOnlySpan<byte> digits)
    {
        var check = 1u;
        foreach (var c in prefix) check = Step(check, (byte)(c >> 5));
        check = Step(check, 0);
        foreach (var c in prefix) check = Step(check, (byte)(c & 31));
        foreach (var digit in digits) check = Step(check, digit);
        return check;
    }

    private static uint Step(uint check, byte digit)
    {
        ReadOnlySpan<uint> generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        var top = check >> 25;
        check = ((check & 0x1ffffff) << 5) ^ digit;
        for (var i = 0; i < generator.Length; i++)
            if (((top >> i) & 1) != 0) check ^= generator[i];
        return check;
    }

    private static byte[]? Regroup(ReadOnlySpan<byte> data, int from, int to, bool pad)
    {
        var output = new List<byte>(data.Length * from / to + 1);
        int accumulator = 0, bits = 0, mask = (1 << to) - 1;
        foreach (var value in data)
        {
            accumulator = ((accumulator << from) | value) & 0xffffff;
            bits += from;
            while (bits >= to)
            {
                bits -= to;
                output.Add((byte)((accumulator >> bits) & mask));
            }
        }
        if (pad)
        {
            if (bits > 0) output.Add((byte)((accumulator << (to - bits)) & mask));
        }
        else if (bits >= from || ((accumulator << (to - bits)) & mask) != 0)
        {
            return null;
        }
        return [.. output];
    }
}
