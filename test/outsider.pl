#!/usr/bin/env perl
#
# outsider.pl -- what another user of this machine can do to a run of the tests.
#
#     perl - DIRECTORY UID
#
# script/test runs this as a user who is neither root nor the server's (UID), from the
# start of its server to the end of the last test.  DIRECTORY is that of the run.  He
# connects to every server of the run that he finds, on a socket or a port; enters,
# lists, reads and writes what is in the directory; puts links where logs are going to be
# written.  On SIGTERM he prints what he could do, and exits with 0 if that was nothing.

use strict;
use warnings;

use Fcntl qw(O_CREAT O_EXCL O_WRONLY);
use Socket;

my ($directory, $uid) = @ARGV;
my ($stopped, %done, %tried);
local $SIG{TERM} = sub { $stopped = 1 };
local $SIG{PIPE} = 'IGNORE';

sub slurp
{
	my ($path) = @_;
	open(my $file, '<', $path) or return;
	my @lines = <$file>;
	shift @lines;    # a heading
	return @lines;
}

# Does the server on the other end take us for a superuser, without a password?
sub is_let_in
{
	my ($socket) = @_;
	my $parameters = join("\0", user => 'postgres', database => 'postgres', '', '');
	syswrite($socket, pack('NN', 8 + length $parameters, 196608) . $parameters);
	my ($answer, $wait) = ('', '');
	vec($wait, fileno($socket), 1) = 1;
	return select($wait, undef, undef, 5) && sysread($socket, $answer, 9) && $answer eq pack('aNN', 'R', 8, 0);
}

sub try_sockets
{
	foreach my $line (slurp('/proc/net/unix'))
	{
		my ($flags, $path) = (split ' ', $line, 8)[ 3, 7 ];
		next if !defined $path || hex($flags) != 0x10000;    # no server's
		chomp $path;
		next if index($path, "$directory/") != 0;
		$tried{$path} = 1;
		socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
		next if !connect($socket, pack_sockaddr_un($path));
		$done{"reaches $path" . (is_let_in($socket) ? ' and is let in' : '')} = 1;
	}
	return;
}

# The ports on which that user's programs listen, IPv4.
sub ports
{
	my @ports;
	foreach my $line (slurp('/proc/net/tcp'))
	{
		my ($local, $state, $owner) = (split ' ', $line)[ 1, 3, 7 ];
		push @ports, hex($1) if $state eq '0A' && $owner == $uid && $local =~ /:(\w+)$/;
	}
	return @ports;
}

my %port_before = map { $_ => 1 } ports();

sub try_ports
{
	foreach my $port (grep { !$port_before{$_} && !$tried{$_}++ } ports())
	{
		socket(my $socket, PF_INET, SOCK_STREAM, 0) or die "socket: $!\n";
		next if !connect($socket, pack_sockaddr_in($port, INADDR_LOOPBACK));
		$done{"is let in on port $port"} = 1 if is_let_in($socket);
	}
	return;
}

sub try_files
{
	my @directories = ($directory, map { "$directory/$_" } qw(private server server/data server/home server/project server/tmp));
	# the directories that the processes work in are ways in, too
	push @directories, map { "$_/cwd" } grep { ((stat)[4] // -1) == $uid } glob '/proc/[0-9]*';
	foreach my $target (@directories)
	{
		my $name = $target =~ s{^/proc/\d+/}{a process's }r;
		$done{"lists $name"} = 1 if opendir(my $listing, $target);
		# cwd may be a directory of the system
		next if $target =~ m{^/proc/};
		$done{"enters $name"} = 1 if chdir $target;
		chdir '/';
		foreach my $file (qw(check.log installcheck.log server.log postgresql.conf outsider))
		{
			my $path = "$target/$file";
			$done{"reads $name/$file"} = 1 if open(my $read, '<', $path);
			$done{"writes $name/$file"} = 1 if open(my $written, '>>', $path);
			next if !symlink('/etc/hostname', $path);
			$done{"makes a link $name/$file"} = 1;
			unlink $path;
		}
		$done{"moves $name"} = 1 if rename($target, "$target.moved") && rename("$target.moved", $target);
	}
	return;
}

# an orphan has nothing to try any more
my $parent = getppid;
while (!$stopped && getppid == $parent)
{
	try_sockets();
	try_ports();
	try_files();
	select(undef, undef, undef, 0.3);
}

my @sockets = grep { /^\// } keys %tried;
printf "%s\n", $_ foreach sort keys %done;
printf "tried %d servers\n", scalar keys %tried;
exit(%done || !@sockets ? 1 : 0);
