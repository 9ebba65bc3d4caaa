# Runs Debian's mail servers over the cases of cases.tsv.
#
#     use MTA;
#     plan skip_all => $_ foreach grep { $_ } MTA::obstacle($packages);
#     my @runs = map { MTA::start($_, packages => $packages) } MTA::names();
#     foreach my $result (map { MTA::finish($_) } @runs) { ... }
#
# Each mail server runs in namespaces of its own (see inside.pl): it sees no
# network but loopback, writes to no file but those in a temporary directory, and
# cannot outlive the run.  No root is needed where users may make namespaces.

package MTA;

use strict;
use warnings;

use Cwd qw(abs_path);
use Fcntl qw(F_SETFD);
use File::Basename qw(dirname);
use File::Spec;
use File::Temp;
use POSIX ();

use lib dirname(__FILE__);
use Cases;

my $here = abs_path(dirname(__FILE__));

# Where "fetch" has put the packages if nobody says otherwise.
my $default_packages = $ENV{SMTPCODE_MTA} // '/var/cache/smtpcode/mta';

# A run takes about 20 seconds.
my $default_seconds = 90;

my @names = qw(postfix exim opensmtpd);
my @namespaces = qw(--net --mount --uts --ipc --pid --fork --kill-child --mount-proc);

sub names { return @names }

# Why the mail servers cannot run here, or the empty string.
sub obstacle
{
	my ($packages) = @_;
	$packages //= $default_packages;
	foreach my $tool (qw(cc setpriv unshare mount hostname ldconfig))
	{
		return "no program \"$tool\" here" unless find_program($tool);
	}
	return 'no namespaces: neither may this user make some nor is he root who may' unless way_in();
	foreach my $name (@names)
	{
		return "no package of $name in $packages: run test/mta/fetch $packages"
		  unless -d "$packages/$name/usr";
	}
	return '';
}

sub find_program
{
	my ($name) = @_;
	foreach my $directory (File::Spec->path, '/usr/sbin', '/sbin')
	{
		return "$directory/$name" if -x "$directory/$name";
	}
	return;
}

# The command that runs another one as root of new namespaces.  Root himself can
# do without that of users.
my $way_in;

sub way_in
{
	return @$way_in if $way_in;
	my @ways = ([ '--user', '--map-root-user' ]);
	push @ways, [] if $> == 0;
	foreach my $way (@ways)
	{
		my @command = (find_program('unshare'), @$way, @namespaces);
		next unless quietly(@command, find_program('mount'), '-t', 'tmpfs', 'tmpfs', '/mnt');
		$way_in = \@command;
		return @command;
	}
	return;
}

# Runs a command without its output; true if it succeeds.
sub quietly
{
	my @command = @_;
	my $child = fork // die "fork: $!\n";
	if (!$child)
	{
		open(STDOUT, '>', File::Spec->devnull);
		open(STDERR, '>', File::Spec->devnull);
		exec(@command) or POSIX::_exit(127);
	}
	waitpid($child, 0);
	return $? == 0;
}

# Starts a run of a mail server.  Options: packages, where fetch has put them;
# seconds, when to give up.
sub start
{
	my ($name, %option) = @_;
	my $self = bless {
		name => $name,
		directory => File::Temp->newdir('mta.XXXXXX', TMPDIR => 1),
	}, __PACKAGE__;
	my $directory = abs_path("$self->{directory}");
	my $packages = abs_path($option{packages} // $default_packages);
	system('cc', '-shared', '-fPIC', '-O2', '-o', "$directory/pretend.so", "$here/pretend.c") == 0
	  or die "MTA: cannot compile pretend.c\n";

	# Killed with us, should we be killed.
	my @command = (find_program('setpriv'), '--pdeathsig', 'KILL', way_in(), $^X, "$here/inside.pl", $name, $directory, $packages, $here,
		$option{seconds} // $default_seconds);
	# The processes of the run hold the other end of the pipe: see DESTROY.
	pipe($self->{pipe}, my $held) or die "pipe: $!\n";
	$self->{child} = fork // die "fork: $!\n";
	if (!$self->{child})
	{
		fcntl($held, F_SETFD, 0) or POSIX::_exit(126);
		exec(@command) or POSIX::_exit(127);
	}
	$self->{owner} = $$;
	return $self;
}

# Waits for the end of the run.  Returns a hash for each case:
#     mta, case       their names
#     recipients      the addresses that the message was sent to
#     reports         the messages that came back, in order of arrival
#     log             the lines of the log about the domain of these addresses,
#                     and those about the same message or the same connection
sub finish
{
	my ($self) = @_;
	waitpid($self->{child}, 0);
	my $status = $?;
	delete $self->{child};
	my $directory = $self->{directory};
	my $output = slurp("$directory/server.log");
	die "MTA: $self->{name} did not run (status $status):\n$output" if $status != 0;
	my @log = split /^/, slurp("$directory/mail.log");

	return map {
		my $case = $_;
		my $prefix = "$directory/result/sender+$case->{name}";
		my @files = grep { -e } map { "$prefix.$_" } 1 .. 99;
		+{
			mta => $self->{name},
			case => $case->{name},
			recipients => $case->{recipients},
			reports => [ map { slurp($_) } @files ],
			log => [ lines_about($case->{domain}, @log) ],
		};
	} Cases::read_table();
}

sub lines_about
{
	my ($domain, @lines) = @_;
	# Postfix's queue id, Exim's message id, OpenSMTPD's id of a connection.
	my $id = qr/ postfix\/\w+\[\d+\]:[ ]([0-9A-F]+):
		| ^\S+[ ]\S+[ ](\w{6}-\w{6}-\w{2})[ ]
		| smtpd\[\d+\]:[ ]([0-9a-f]{16})[ ]mta[ ] /x;
	my @ids = map { /$id/ ? $1 // $2 // $3 : '' } @lines;
	my @about = map { /[@.]\Q$domain\E\b/ ? 1 : 0 } @lines;
	my %wanted = map { $ids[$_] => 1 } grep { $about[$_] && $ids[$_] =~ /[^0]/ } 0 .. $#lines;
	return @lines[ grep { $about[$_] || $wanted{ $ids[$_] } } 0 .. $#lines ];
}

# The text of mail.log, or of server.log: what was said, except to the log.
sub file
{
	my ($self, $name) = @_;
	return slurp("$self->{directory}/$name");
}

sub slurp
{
	my ($path) = @_;
	open(my $file, '<', $path) or return '';
	local $/ = undef;
	return <$file> // '';
}

# A run that nobody waits for ends: with unshare, the kernel ends all its
# processes.  When the last of them is gone, the pipe has an end.
sub DESTROY
{
	my ($self) = @_;
	return unless $self->{child} && $self->{owner} == $$;
	local ($?, $!);
	kill 'KILL', $self->{child};
	waitpid($self->{child}, 0);
	readline $self->{pipe};
	return;
}

1;
