using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class DnsServersTests
{
    [Theory]
    [InlineData("nameserver 10.0.0.1", "10.0.0.1:53")]
    [InlineData("nameserver\t10.0.0.1 # ours", "10.0.0.1:53")]
    [InlineData("search a.b\nnameserver 10.0.0.2\noptions edns0\nnameserver 2001:db8::1", "10.0.0.2:53 [2001:db8::1]:53")]
    [InlineData("nameserver 1.1.1.1\nnameserver 1.1.1.2\nnameserver 1.1.1.3\nnameserver 1.1.1.4", "1.1.1.1:53 1.1.1.2:53 1.1.1.3:53")]
    [InlineData("# nameserver 10.0.0.1\n; nameserver 10.0.0.2\nnameservers 10.0.0.3\nnameserver\nnameserver x", "127.0.0.1:53")]
    [InlineData("", "127.0.0.1:53")]
    public void List_is_read_as_the_system_reads_it(string file, string expected) =>
        Assert.Equal(expected, string.Join(' ', DnsServers.Parse(file.Split('\n'))));
}
