using PbxPortal.Server.Directory;

namespace PbxPortal.Tests.Server.Directory;

public sealed class UserDirectoryTests
{
    private readonly UserDirectory _directory = new();

    public UserDirectoryTests()
    {
        _directory.Apply(Tenants.All());
    }

    [Fact]
    public void Finds_domains_in_any_case_and_lists_them_by_name()
    {
        Assert.Equal(1, _directory.FindDomain("ACME.example")!.Id);
        Assert.Equal("globex.example", _directory.FindDomain(2)!.Name);
        Assert.Null(_directory.FindDomain("acme.example.org"));
        Assert.Equal(["acme.example", "globex.example"], _directory.Domains.Select(domain => domain.Name));
    }

    [Fact]
    public void Finds_users_by_extension_number_and_credential_within_their_domain()
    {
        var credential = Tenants.Credential(5, "3516.k7f2", Tenants.Acme);
        _directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { PhoneNumbers = ["+49891234567"], Credentials = [credential] }));

        Assert.Equal(11, _directory.FindUser(1, "3516")!.Id);
        Assert.Equal(21, _directory.FindUser(2, "3516")!.Id);
        Assert.Equal(11, _directory.FindUser(1, "+49 (89) 1234567")!.Id);
        Assert.Null(_directory.FindUser(2, "+49891234567"));
        Assert.Equal((11, credential), (_directory.FindCredential(1, "3516.k7f2")!.Value.User.Id, _directory.FindCredential(1, "3516.k7f2")!.Value.Credential));
        Assert.Null(_directory.FindCredential(1, "3516"));
        Assert.Null(_directory.FindCredential(2, "3516.k7f2"));
        Assert.Null(_directory.FindUser(99, "3516"));
    }

    [Fact]
    public void Lists_the_users_of_a_domain_as_people_read_numbers()
    {
        _directory.Apply(Tenants.Added(Tenants.User(13, "9"), Tenants.User(14, "10")));
        Assert.Equal(["9", "10", "3516", "3517"], _directory.UsersOf(1).Select(user => user.Extension));

        _directory.Apply(Tenants.Added(Tenants.User(14, "8")));

        Assert.Equal(["8", "9", "3516", "3517"], _directory.UsersOf(1).Select(user => user.Extension));
    }

    [Fact]
    public void Forgets_old_names_and_keeps_those_that_another_has_taken()
    {
        _directory.Apply(Tenants.Added(Tenants.User(11, "3517"), Tenants.User(12, "3516")));

        Assert.Equal(11, _directory.FindUser(1, "3517")!.Id);
        Assert.Equal(12, _directory.FindUser(1, "3516")!.Id);
        _directory.Apply(Tenants.Added(Tenants.User(11, "4000")));
        Assert.Null(_directory.FindUser(1, "3517"));
        Assert.Null(_directory.FindCredential(1, "3517"));
        Assert.Equal(2, _directory.UsersOf(1).Count);
    }

    [Fact]
    public void Forgets_a_removed_user_and_says_who_it_was()
    {
        DirectoryChange? told = null;
        _directory.Changed += change => told = change;

        _directory.Apply(Tenants.Removed(11, 4711));

        Assert.Null(_directory.FindUser(11));
        Assert.Null(_directory.FindUser(1, "3516"));
        Assert.Null(_directory.FindCredential(1, "3516"));
        Assert.Equal("3516", Assert.Single(told!.RemovedUsers).Extension);
    }

    [Fact]
    public void A_changed_domain_reaches_its_users_and_a_removed_one_takes_them_along()
    {
        _directory.Apply(Tenants.Changed(Tenants.Acme with { Name = "acme.test" }));
        Assert.Equal("sip:3516@acme.test", _directory.FindUser(11)!.AddressOfRecord.ToString());
        Assert.Equal("globex.example", _directory.FindUser(21)!.Domain.Name);

        _directory.Apply(new DirectoryChange([], [], [1], [11, 12]));

        Assert.Null(_directory.FindDomain("acme.test"));
        Assert.Empty(_directory.UsersOf(1));
        Assert.Null(_directory.FindUser(11));
    }

    [Fact]
    public async Task A_user_is_found_at_every_moment_while_he_is_edited()
    {
        using var stopping = new CancellationTokenSource();
        var misses = 0;
        var looking = Task.Run(
            () =>
            {
                while (!stopping.IsCancellationRequested)
                {
                    misses += _directory.FindCredential(1, "3516") is null || _directory.FindUser(1, "3516") is null ? 1 : 0;
                }
            },
            CancellationToken.None);

        for (var i = 0; i < 20_000; i++)
        {
            _directory.Apply(Tenants.Added(Tenants.User(11, "3516") with { MaxDevices = i }));
        }

        await stopping.CancelAsync();
        await looking;
        Assert.Equal(0, misses);
    }

    [Fact]
    public async Task A_list_that_was_read_during_a_change_does_not_stay()
    {
        using var stopping = new CancellationTokenSource();
        var looking = Task.Run(
            () =>
            {
                while (!stopping.IsCancellationRequested)
                {
                    _ = _directory.UsersOf(1);
                }
            },
            CancellationToken.None);

        for (var i = 0; i < 300; i++)
        {
            _directory.Apply(Tenants.Added(Tenants.User(1000 + i, $"5{i:0000}")));
            Assert.Equal(3 + i, _directory.UsersOf(1).Count);
        }

        await stopping.CancelAsync();
        await looking;
    }
}
