namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The percent-encoding of connection strings.</summary>
internal static class UriText
{
    /// <summary>What to do about most malformed strings.</summary>
    public const string EncodingHint = "':', '/', '?', '@' and '%' in a user name or password must be percent-encoded";

    /// <summary>Percent-decodes; a '+' stays a '+'.</summary>
    /// <param name="what">The part of the string that it is, for the message.</param>
    /// <exception cref="MongoUriException">A '%' is not followed by two hexadecimal digits.</exception>
    public static string Decode(string text, string what)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new MongoUriException($"{what} of the MongoDB connection string has a '%' without two hexadecimal digits");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
