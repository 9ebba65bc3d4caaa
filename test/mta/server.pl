#!/usr/bin/env perl
#
# server.pl -- an SMTP server that refuses as it is told.
#
#     server.pl CASES DIRECTORY ADDRESS:PORT[=CASE]...
#
# CASES is a table such as cases.tsv: what to reply, and at which stage of the
# session (connect, ehlo, mail, rcpt, data, end).  Which case a session is about
# is said by the place it came to, ADDRESS:PORT; at RCPT, first of all by the
# local part of the recipient, if that is the name of a case.  Everything else
# is accepted, and messages are stored in DIRECTORY as RECIPIENT.NUMBER, where
# RECIPIENT is the local part of the address.
#
# In place of a reply, CLOSE resets the connection, SILENT says nothing; in a
# reply, \n is a new line, %r the recipient, %f the sender, %h the server's name.
# The stage "ehlo-says" has a keyword to answer EHLO with.
#
# A case to notify of a delay is refused until that notification has come: so the
# mail server may take its time.
#
# Port 0 is any free port.  The server prints one line for each place, with the
# port that it listens on, and then serves until it is ended.

use strict;
use warnings;

use FindBin;
use IO::Select;
use IO::Socket::INET;
use Socket qw(SOL_SOCKET SO_LINGER);
use lib $FindBin::Bin;
use Cases;

$SIG{CHLD} = 'IGNORE';
$SIG{PIPE} = 'IGNORE';
$| = 1;

my ($table, $directory, @places) = @ARGV;
die "Usage: server.pl CASES DIRECTORY ADDRESS:PORT[=CASE]...\n" unless @places;

my %case = map { $_->{name} => $_ } Cases::read_table($table);
my $select = IO::Select->new;
my %case_at;    # by socket

foreach my $place (@places)
{
	my ($address, $port, $name) = $place =~ /^([^:]+):(\d+)(?:=(.+))?$/
	  or die "server.pl: not a place: $place\n";
	die "server.pl: no such case: $name\n" if defined $name && !$case{$name};
	my $socket = IO::Socket::INET->new(
		LocalAddr => $address,
		LocalPort => $port,
		Listen => 20,
		ReuseAddr => 1) or die "server.pl: $place: $@\n";
	$case_at{$socket} = $case{ $name // '' };
	$select->add($socket);
	print $address, ':', $socket->sockport, defined $name ? "=$name" : '', "\n";
}

while (my @ready = $select->can_read)
{
	foreach my $socket (@ready)
	{
		my $client = $socket->accept or next;
		my $child = fork // die "fork: $!\n";
		next if $child;
		serve($client, $case_at{$socket});
		exit;
	}
}

# The reply of the case at that stage, else the other one.  Ends the session if
# the case says so.
sub answer
{
	my ($session, $case, $stage, $otherwise) = @_;
	my $client = $session->{client};
	return reply($session, $otherwise) unless $case && $case->{stage} eq $stage;
	return reply($session, $otherwise)
	  if $case->{notify} eq 'DELAY' && -e "$directory/sender+$case->{name}.1";

	my $reply = $case->{reply};
	if ($reply eq 'CLOSE')
	{
		# With nothing to wait for, close() sends a reset.
		setsockopt($client, SOL_SOCKET, SO_LINGER, pack('ii', 1, 0));
		close $client;
		exit;
	}
	if ($reply eq 'SILENT')
	{
		1 while <$client>;
		exit;
	}
	$reply =~ s/%r/$session->{recipient}/g;
	$reply =~ s/%f/$session->{sender}/g;
	$reply =~ s/%h/$session->{host}/g;
	reply($session, $reply);
	exit if $reply =~ /^421/;
	return $reply =~ /^2/;
}

sub reply
{
	my ($session, $text) = @_;
	my $client = $session->{client};
	print $client join("\r\n", split(/\\n/, $text), '');
	$client->flush;
	return 1;
}

# One session, till the client is done.
sub serve
{
	my ($client, $case) = @_;
	my $host = $case ? "mx.$case->{domain}" : 'mx.home.example';
	my %session = (client => $client, host => $host, sender => '', recipient => '');
	my $refused_from_start = !answer(\%session, $case, 'connect', "220 $host ESMTP");
	my @recipients;

	while (defined(my $line = <$client>))
	{
		$line =~ s/\r?\n$//;
		if ($line =~ /^QUIT/i)
		{
			reply(\%session, "221 $host closing connection");
			return;
		}
		elsif ($refused_from_start)
		{
			reply(\%session, '503 bad sequence of commands');
		}
		elsif ($line =~ /^(EHLO|HELO)/i)
		{
			my @keywords = ('ENHANCEDSTATUSCODES', '8BITMIME', 'SMTPUTF8');
			push @keywords, $case->{reply} if $case && $case->{stage} eq 'ehlo-says';
			my @lines = ($host, uc $1 eq 'EHLO' ? @keywords : ());
			my $last = pop @lines;
			answer(\%session, $case, 'ehlo', join('\n', (map { "250-$_" } @lines), "250 $last"));
		}
		elsif (too_large($case, $line))
		{
			reply(\%session, '552 5.3.4 Message size exceeds fixed limit');
		}
		elsif ($line =~ /^MAIL FROM: *<(.*?)>/i)
		{
			$session{sender} = $1;
			@recipients = ();
			answer(\%session, $case, 'mail', '250 2.1.0 Ok');
		}
		elsif ($line =~ /^RCPT TO: *<(.*?)>/i)
		{
			my $recipient = $session{recipient} = $1;
			my $named = $case{ $recipient =~ s/@.*//r };
			push @recipients, $recipient
			  if answer(\%session, $named && $named->{stage} eq 'rcpt' ? $named : $case,
				'rcpt', '250 2.1.5 Ok');
		}
		elsif ($line =~ /^DATA/i)
		{
			if (!@recipients)
			{
				reply(\%session, '554 5.5.1 no valid recipients');
				next;
			}
			answer(\%session, $case, 'data', '354 go ahead') or next;
			receive(\%session, $case, @recipients) or return;
		}
		elsif ($line =~ /^(RSET|NOOP)/i)
		{
			reply(\%session, '250 2.0.0 Ok');
		}
		else
		{
			reply(\%session, '502 5.5.2 command not recognized');
		}
	}
	return;
}

# Does the client announce more than the case's keyword SIZE allows?
sub too_large
{
	my ($case, $line) = @_;
	return 0 unless $case && $case->{stage} eq 'ehlo-says';
	my ($limit) = $case->{reply} =~ /^SIZE (\d+)/;
	my ($size) = $line =~ /^MAIL FROM:.* SIZE=(\d+)/i;
	return defined $limit && defined $size && $size > $limit;
}

# Takes a message, replies and stores it.  False if the connection was lost.
sub receive
{
	my ($session, $case, @recipients) = @_;
	my $client = $session->{client};
	my $text = '';
	while (1)
	{
		my $line = <$client>;
		return 0 unless defined $line;
		$line =~ s/\r?\n$/\n/;
		last if $line eq ".\n";
		$line =~ s/^\.//;
		$text .= $line;
	}
	# Stored first, so that who has the reply finds the message.
	store($text, @recipients) unless $case && $case->{stage} eq 'end';
	answer($session, $case, 'end', '250 2.0.0 Ok: stored');
	return 1;
}

sub store
{
	my ($text, @recipients) = @_;
	foreach my $recipient (@recipients)
	{
		my $name = $recipient =~ s/@.*//r =~ s/[^\w.+-]/_/gr;
		my $temporary = "$directory/.$$";
		open(my $file, '>', $temporary) or die "$temporary: $!\n";
		print $file $text;
		close $file or die "$temporary: $!\n";
		my $number = 1;
		$number++ until link($temporary, "$directory/$name.$number") || $number > 99;
		unlink $temporary;
	}
	return;
}
