namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// One user's salted password, kept because it takes thousands of rounds to make and all members of a replica set ask for the
/// same.
/// </summary>
internal sealed class SaltedPassword(string username, string password)
{
    private ScramHash? _hash;
    private byte[] _salt = [];
    private int _iterations;
    private byte[] _salted = [];

    /// <summary>How often it had to be made.</summary>
    public int Derivations { get; private set; }

    /// <exception cref="LoginException">The password cannot be used with this mechanism.</exception>
    public byte[] Of(ScramHash hash, byte[] salt, int iterations)
    {
        if (_hash != hash || _iterations != iterations || !_salt.AsSpan().SequenceEqual(salt))
        {
            _salted = hash.Salt(hash.PasswordOf(username, password), salt, iterations);
            (_hash, _salt, _iterations) = (hash, salt, iterations);
            Derivations++;
        }

        return _salted;
    }
}
