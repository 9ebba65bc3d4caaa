#!/usr/bin/env perl
#
# inside.pl -- run one mail server over all cases, in a machine of its own.
#
#     inside.pl MTA DIRECTORY PACKAGES CODE SECONDS
#
# MTA.pm runs this as the first process in new namespaces: as their root, with
# a network that has nothing but loopback, with its own host name, mounts and
# processes.  When it ends, the kernel ends all that it has started.
#
# DIRECTORY has pretend.so (see there).  The mail server's /etc, /var, /run and
# /dev are directories in it.  What it leaves: result/sender+CASE.NUMBER, a
# message to the sender of the case; mail.log; server.log, the other output.

use strict;
use warnings;

use File::Find qw(find);
use FindBin;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX qw(strftime);
use Socket qw(SOCK_DGRAM inet_aton pack_sockaddr_in);
use Time::HiRes qw(sleep time);
use lib $FindBin::Bin;
use Cases;

my ($mta, $directory, $packages, $code, $seconds) = @ARGV;
my $host = 'mail.origin.example';
my @cases = Cases::read_table();

# Where the mail server finds DIRECTORY, its package and this code.
my $top = '/mnt';
my $package = "$top/package";

# What a child process of ours may take to start.
my $patience = 20;

$ENV{PATH} = '/usr/sbin:/usr/bin:/sbin:/bin';
delete @ENV{ grep { /^(LC_|LANG|PERL|TMPDIR)/ } keys %ENV };

# ------------------------------------------------------------ the mail servers

my %postfix = (
	files => {
		'/etc/postfix/main.cf' => <<"CONF",
compatibility_level = 3.6
command_directory = $package/usr/sbin
daemon_directory = $package/usr/lib/postfix/sbin
shlib_directory = $package/usr/lib/postfix
data_directory = /var/lib/postfix
mail_owner = postfix
setgid_group = postdrop
myhostname = $host
mydomain = origin.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtp_tls_security_level = none
smtpd_peername_lookup = no

# Give up soon, but not before there was time for a second attempt, which is
# when a delay is reported.  If the two are too near to each other, qmgr may find
# the message still locked by the first one, and leaves it alone for minutes.
queue_run_delay = 1s
minimal_backoff_time = 4s
maximal_backoff_time = 4s
maximal_queue_lifetime = 15s
bounce_queue_lifetime = 60s
delay_warning_time = 2s
transport_maps = inline:{silent.example=impatient:}
CONF
		'/etc/postfix/master.cf' => <<'CONF',
127.0.0.1:25 inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr    unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce  unix - - n - 0 bounce
defer   unix - - n - 0 bounce
trace   unix - - n - 0 bounce
verify  unix - - n - 1 verify
flush   unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp    unix - - n - - smtp
impatient unix - - n - - smtp -o smtp_helo_timeout=3s
relay   unix - - n - - smtp
error   unix - - n - - error
retry   unix - - n - - error
discard unix - - n - - discard
local   unix - n n - - local
anvil   unix - - n - 1 anvil
scache  unix - - n - 1 scache
CONF
	},
	directories => [
		'/var/lib/postfix',
		map { "/var/spool/postfix/$_" }
		  qw(active bounce corrupt defer deferred flush hold incoming maildrop
		  pid private public saved trace)
	],
	queue => [ map { "/var/spool/postfix/$_" } qw(incoming active deferred defer bounce trace maildrop) ],
	command => [ "$package/usr/lib/postfix/sbin/master", '-d', '-c', '/etc/postfix' ],
);

my %exim = (
	files => {
		'/etc/exim4/exim4.conf' => <<"CONF",
exim_path = $package/usr/sbin/exim4
primary_hostname = $host
local_interfaces = 127.0.0.1
daemon_smtp_ports = 25
keep_environment =
acl_smtp_rcpt = accept
dsn_advertise_hosts = *
smtputf8_advertise_hosts = *
recipient_unqualified_hosts =
rfc1413_hosts =
host_lookup =
tls_advertise_hosts =
smtp_accept_max = 100
smtp_accept_queue_per_connection = 100
# Give up soon.
delay_warning = 2s
queue_run_max = 10

begin routers
silent:
  driver = dnslookup
  domains = silent.example
  transport = impatient_smtp
  no_more
dnslookup:
  driver = dnslookup
  domains = *
  transport = remote_smtp
  no_more

begin transports
remote_smtp:
  driver = smtp
  hosts_try_dane =
impatient_smtp:
  driver = smtp
  command_timeout = 3s
  hosts_try_dane =

begin retry
home.example * F,60s,1s
delayed.example * F,60s,1s
* * F,4s,1s
CONF
	},
	directories => [ '/var/spool/exim4', '/var/log/exim4' ],
	queue => ['/var/spool/exim4/input'],
	log => '/var/log/exim4/mainlog',
	command => [ "$package/usr/sbin/exim4", '-bdf', '-q1s' ],
);

my %opensmtpd = (
	files => {
		'/etc/smtpd.conf' => <<"CONF",
listen on 127.0.0.1 port 25 hostname $host
# Give up soon.
action out relay helo $host ttl 6s
action patient relay helo $host ttl 60s
match from any for domain "home.example" action patient
match from any for any action out
bounce warn-interval 2s
CONF
		# No host has a certificate, but from 7.6 on the file has to be there.
		'/etc/ssl/certs/ca-certificates.crt' => '',
	},
	directories => [ '/var/spool', '/var/lib/opensmtpd/empty' ],
	queue => [ '/var/spool/smtpd/incoming', '/var/spool/smtpd/queue' ],
	command => [ "$package/usr/sbin/smtpd", '-F' ],
	skip => ['silent'],    # it waits for five minutes
);

my %settings = (postfix => \%postfix, exim => \%exim, opensmtpd => \%opensmtpd);
my $settings = $settings{$mta} or die "inside.pl: no such mail server: $mta\n";

# --------------------------------------------------------------- the machine

sub run
{
	my @command = @_;
	system(@command) == 0 or die "inside.pl: @command: status $?\n";
	return;
}

sub make_directory
{
	my ($path) = @_;
	my $made = '';
	foreach my $part (split m{/}, $path =~ s{^/}{}r)
	{
		$made .= "/$part";
		-d $made or mkdir $made, 0755 or die "$made: $!\n";
	}
	return;
}

sub write_file
{
	my ($path, $text) = @_;
	make_directory($path =~ s{/[^/]*$}{}r);
	open(my $file, '>', $path) or die "$path: $!\n";
	print $file $text;
	close $file or die "$path: $!\n";
	return;
}

# Gives the loopback interface an address and switches it on, as
# "ip address add" and "ip link set up" do.  All addresses of the network that
# the address belongs to are then this machine's.
sub raise_loopback
{
	my ($interface, $address, $set_address, $set_flags, $up) = (@_, 0x8916, 0x8914, 0x41);
	socket(my $socket, Socket::PF_INET(), SOCK_DGRAM, 0) or die "socket: $!\n";
	ioctl($socket, $set_address, pack('a16 a16 x8', $interface, pack_sockaddr_in(0, inet_aton($address))))
	  or die "inside.pl: address of $interface: $!\n";
	ioctl($socket, $set_flags, pack('a16 s x22', $interface, $up))
	  or die "inside.pl: $interface up: $!\n";
	return;
}

# The mail server's user ids are all the same to the kernel (see pretend.c), but
# not to the mail servers: OpenSMTPD looks whose its directories are, the others
# refuse to be root.
sub write_etc
{
	my $etc = "$directory/etc";
	my $libraries = join('', map { "$package$_\n" } library_directories());
	write_file("$etc/passwd", <<'PASSWD');
root:x:0:0:root:/root:/bin/sh
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
postfix:x:101:101::/var/spool/postfix:/usr/sbin/nologin
Debian-exim:x:102:102::/var/spool/exim4:/usr/sbin/nologin
opensmtpd:x:0:0::/var/lib/opensmtpd/empty:/usr/sbin/nologin
opensmtpq:x:0:0::/var/lib/opensmtpd/empty:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
PASSWD
	write_file("$etc/group", <<'GROUP');
root:x:0:
mail:x:8:
postfix:x:101:
postdrop:x:103:
Debian-exim:x:102:
opensmtpd:x:0:
opensmtpq:x:0:
nogroup:x:65534:
GROUP
	write_file("$etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n");
	write_file("$etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:2 attempts:1\n");
	write_file("$etc/hosts", "127.0.0.1 localhost\n192.0.2.1 $host mail\n");
	write_file("$etc/services", "smtp 25/tcp mail\ndomain 53/tcp\ndomain 53/udp\n");
	write_file("$etc/protocols", "ip 0 IP\nicmp 1 ICMP\ntcp 6 TCP\nudp 17 UDP\n");
	write_file("$etc/mailname", "$host\n");
	write_file("$etc/aliases", '');
	write_file("$etc/ld.so.preload", "$top/pretend.so\n");
	write_file("$etc/ld.so.conf", join('', $libraries, map { slurp($_) } '/etc/ld.so.conf', glob '/etc/ld.so.conf.d/*.conf') =~ s/^include.*$//mgr);
	return;
}

sub slurp
{
	my ($path) = @_;
	open(my $file, '<', $path) or return '';
	local $/ = undef;
	return <$file>;
}

# The directories of the package that have shared libraries.
sub library_directories
{
	my %found;
	my $start = "$packages/$mta";
	find({ no_chdir => 1, wanted => sub { $found{$File::Find::dir} = 1 if /\.so[^\/]*$/ } }, $start);
	return map { substr($_, length $start) } sort keys %found;
}

sub set_up_machine
{
	umask 022;
	make_directory("$directory/var");
	# In memory, so that no mail server waits for a disk.
	run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', "$directory/var");
	make_directory("$directory/$_") foreach qw(etc var/log var/tmp var/mail var/cache/ldconfig run dev/shm result package code);
	write_etc();
	symlink '/run', "$directory/var/run" or die "run: $!\n";
	foreach my $file (keys %{ $settings->{files} })
	{
		write_file("$directory$file", $settings->{files}{$file});
	}
	make_directory("$directory$_") foreach @{ $settings->{directories} };
	foreach my $device (qw(null zero random urandom full))
	{
		write_file("$directory/dev/$device", '');
		run('mount', '--bind', "/dev/$device", "$directory/dev/$device");
	}
	symlink '/proc/self/fd', "$directory/dev/fd";
	run('mount', '--bind', "$packages/$mta", "$directory/package");
	run('mount', '--bind', $code, "$directory/code");
	# With what is mounted in it.
	run('mount', '--rbind', $directory, $top);
	run('mount', '--rbind', "$top/$_", "/$_") foreach qw(dev etc var run);
	run('ldconfig', '-X');
	run('hostname', $host);
	raise_loopback('lo', '127.0.0.1');
	raise_loopback('lo:1', '192.0.2.1');
	chdir $top or die "$top: $!\n";
	return;
}

# ---------------------------------------------------------------- the servers

# Starts a program of ours, and returns when it has printed a line.
sub start_own
{
	my @command = @_;
	pipe(my $read, my $write) or die "pipe: $!\n";
	my $child = fork // die "fork: $!\n";
	if (!$child)
	{
		open(STDOUT, '>&', $write) or die "stdout: $!\n";
		exec($^X, @command) or die "$command[0]: $!\n";
	}
	close $write;
	<$read> // die "inside.pl: $command[0] does not start\n";
	return;
}

# What syslogd does: one line for each message, with time and host name.
sub start_syslog
{
	my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => '/dev/log')
	  or die "inside.pl: /dev/log: $!\n";
	my $child = fork // die "fork: $!\n";
	return if $child;
	open(my $log, '>>', "$top/mail.log") or die "mail.log: $!\n";
	$log->autoflush(1);
	while (1)
	{
		defined $socket->recv(my $message, 65536) or next;
		# <priority>time of the client tag: text
		my ($text) = $message =~ /^<\d+>\w+ +\d+ [\d:]+ (.*)/s or next;
		print $log strftime('%b %e %H:%M:%S', localtime), ' mail ', $text =~ s/[\0\n]+$//r, "\n";
	}
}

sub start_mail_server
{
	my @command = @{ $settings->{command} };
	my $child = fork // die "fork: $!\n";
	if (!$child)
	{
		exec(@command) or die "$command[0]: $!\n";
	}
	my $end = time + $patience;
	while (!IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 25))
	{
		die "inside.pl: $mta does not start\n", slurp("$top/mail.log") if time > $end;
		sleep 0.1;
	}
	return;
}

# ------------------------------------------------------------------ the mail

# Sends one message to the recipients of a case; returns what was refused.
sub inject
{
	my ($case) = @_;
	my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => 25, Timeout => $patience)
	  or die "inside.pl: connect: $@\n";
	my $say = sub {
		my ($command) = @_;
		print $socket "$command\r\n" if defined $command;
		my ($reply, $line) = ('');
		do
		{
			$line = <$socket> // die "inside.pl: $mta hung up on $case->{name}\n";
			$reply .= $line;
		} while ($line =~ /^\d+-/);
		return $reply;
	};
	my $check = sub {
		my ($command) = @_;
		my $reply = $say->($command);
		return $reply if $reply =~ /^[23]/;
		die "$command: $reply";
	};
	my $refusal = '';
	eval {
		$say->();
		my $dsn = $check->('EHLO client.origin.example') =~ /^250[ -]DSN\r?$/mi;
		my $utf8 = grep { /[^[:ascii:]]/ } @{ $case->{recipients} };
		$check->("MAIL FROM:<sender+$case->{name}\@home.example>"
			  . ($dsn ? " RET=HDRS ENVID=env-$case->{name}" : '')
			  . ($utf8 ? ' SMTPUTF8' : ''));
		foreach my $recipient (@{ $case->{recipients} })
		{
			$check->("RCPT TO:<$recipient>"
				  . ($dsn ? " NOTIFY=$case->{notify}" : '')
				  . ($dsn && !$utf8 ? " ORCPT=rfc822;list+2B$case->{name}\@home.example" : ''));
		}
		$check->('DATA');
		my $to = join(', ', @{ $case->{recipients} });
		$check->(join("\r\n",
				"From: <sender+$case->{name}\@home.example>",
				"To: $to",
				"Subject: test $case->{name}",
				'Message-ID: <' . "$case->{name}.1\@home.example>",
				'Date: ' . strftime('%a, %d %b %Y %H:%M:%S +0000', gmtime),
				'',
				'Hello.',
				'.'));
		1;
	} or $refusal = $@;
	eval { $say->('QUIT') };
	return $refusal;
}

# Waits until nothing is left in the queue, for a whole second: between two files
# a message may be in none.
sub wait_for_queue
{
	my $end = time + $seconds;
	my ($empty_since, @files);
	while (time < $end)
	{
		@files = grep { -f } map { glob "$_/* $_/*/* $_/*/*/*" } @{ $settings->{queue} };
		$empty_since = @files ? undef : $empty_since // time;
		return if defined $empty_since && time - $empty_since > 1;
		sleep 0.1;
	}
	print "inside.pl: left in the queue of $mta after $seconds s: @files\n";
	return;
}

# ----------------------------------------------------------------------- main

$SIG{CHLD} = 'DEFAULT';
local $SIG{ALRM} = sub { print "inside.pl: $mta takes too long\n"; exit 1 };
alarm $seconds + 3 * $patience;
open(STDOUT, '>', "$directory/server.log") or die "server.log: $!\n";
open(STDERR, '>&', \*STDOUT) or die "stderr: $!\n";
open(STDIN, '<', '/dev/null') or die "stdin: $!\n";

set_up_machine();
start_syslog();
start_own("$top/code/dns.pl", "$top/code/cases.tsv", '127.0.0.1:53');
start_own("$top/code/server.pl", "$top/code/cases.tsv", "$top/result", '192.0.2.2:25',
	map { "$_->{address}:25=$_->{name}" } grep { $_->{stage} !~ /^(none|unreachable|nxdomain|nullmx|servfail)$/ } @cases);
start_mail_server();
my %skip = map { $_ => 1 } @{ $settings->{skip} // [] };
foreach my $case (grep { !$skip{ $_->{name} } } @cases)
{
	my $refusal = inject($case);
	print "inside.pl: $mta refuses $case->{name}: $refusal\n" if $refusal;
}
wait_for_queue();
my $log = $settings->{log};
if ($log)
{
	write_file("$top/mail.log", slurp($log));
}
exit 0;
