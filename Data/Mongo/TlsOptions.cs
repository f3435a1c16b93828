namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Whether and how connections are encrypted. A class, not a record: it holds a password that must not be
/// printed.</summary>
internal sealed class TlsOptions
{
    internal TlsOptions(UriOptionValues values, bool isDefault)
    {
        bool isInsecure = values.Flag("tlsInsecure") == true;
        IsOn = values.Flag("tls") ?? isDefault;
        AllowsInvalidCertificates = isInsecure || values.Flag("tlsAllowInvalidCertificates") == true;
        AllowsInvalidHostnames = isInsecure || values.Flag("tlsAllowInvalidHostnames") == true;
        CaFile = values.Text("tlsCAFile");
        CertificateKeyFile = values.Text("tlsCertificateKeyFile");
        CertificateKeyFilePassword = values.Text("tlsCertificateKeyFilePassword");
    }

    public bool IsOn { get; }

    /// <summary>No certificate is checked: whoever answers is believed.</summary>
    public bool AllowsInvalidCertificates { get; }

    /// <summary>A certificate may be for another name than the one connected to.</summary>
    public bool AllowsInvalidHostnames { get; }

    /// <summary>PEM file with the authorities to trust; null: those of the system.</summary>
    public string? CaFile { get; }

    /// <summary>PEM file with our own certificate and its key; null: none.</summary>
    public string? CertificateKeyFile { get; }

    public string? CertificateKeyFilePassword { get; }

    /// <summary>What is not checked although the connection is encrypted; empty when all is.</summary>
    public IReadOnlyList<string> Warnings => (IsOn, AllowsInvalidCertificates, AllowsInvalidHostnames) switch
    {
        (true, true, _) => ["MongoDB's certificate is not checked, as MONGO_URL asks: anyone can pose as the server"],
        (true, false, true) => ["the name in MongoDB's certificate is not checked, as MONGO_URL asks"],
        _ => [],
    };
}
