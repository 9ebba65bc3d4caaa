#!/usr/bin/env perl
#
# dns.pl -- a name server for the domains of the cases.
#
#     dns.pl CASES ADDRESS:PORT
#
# Each domain has a mail server mx.DOMAIN with an address, except where the case
# is about names.  home.example, to which the failures are reported, has one, too.
# Prints "ready" and then answers, over UDP, until it is ended.

use strict;
use warnings;

use FindBin;
use IO::Socket::INET;
use lib $FindBin::Bin;
use Cases;

use constant {
	NOERROR => 0,
	SERVFAIL => 2,
	NXDOMAIN => 3,
	A => 1,
	PTR => 12,
	MX => 15,
};

my ($table, $place) = @ARGV;
die "Usage: dns.pl CASES ADDRESS:PORT\n" unless defined $place;

my %mx = ('home.example' => '192.0.2.2', 'origin.example' => '192.0.2.1');
my (%address, %failing, %null);
foreach my $case (Cases::read_table($table))
{
	my $domain = $case->{domain};
	if    ($case->{stage} eq 'nxdomain') { next }
	elsif ($case->{stage} eq 'servfail') { $failing{$domain} = 1 }
	elsif ($case->{stage} eq 'nullmx')   { $null{$domain} = 1 }
	else                                 { $mx{$domain} = $case->{address} }
}
$address{"mx.$_"} = $mx{$_} foreach keys %mx;
$address{'mail.origin.example'} = '192.0.2.1';
my %name = map { join('.', reverse(split /\./, $address{$_}), 'in-addr.arpa') => $_ } keys %address;

my $socket = IO::Socket::INET->new(LocalAddr => $place, Proto => 'udp', ReuseAddr => 1)
  or die "dns.pl: $place: $@\n";
$| = 1;
print "ready\n";
while (defined $socket->recv(my $query, 4096))
{
	my $response = respond($query);
	$socket->send($response) if defined $response;
}

# Only queries of one question, without compression, are answered.
sub respond
{
	my ($query) = @_;
	my ($id, $flags, $questions) = unpack('n n n', $query);
	return unless ($questions // 0) == 1 && !($flags & 0x8000);

	my ($position, @labels) = (12);
	while (my $length = unpack('C', substr($query, $position, 1)))
	{
		push @labels, substr($query, $position + 1, $length);
		$position += $length + 1;
	}
	my $question = substr($query, 12, $position + 5 - 12);
	my $type = unpack('n', substr($query, $position + 1, 2));
	my ($code, @data) = look_up(lc join('.', @labels), $type);
	return pack('n n n n n n', $id, 0x8580 | $flags & 0x100 | $code, 1, scalar @data, 0, 0)
	  . $question
	  . join('', map { pack('n n n N n/a*', 0xc00c, $type, 1, 300, $_) } @data);
}

# The response code, and the data of each answer.
sub look_up
{
	my ($name, $type) = @_;
	return SERVFAIL if $failing{ $name =~ s/^mx\.//r };
	return NXDOMAIN unless $mx{$name} || $address{$name} || $null{$name} || $name{$name};
	return (NOERROR, pack('n', 10) . encode("mx.$name")) if $type == MX && $mx{$name};
	return (NOERROR, pack('n C', 0, 0)) if $type == MX && $null{$name};
	return (NOERROR, pack('C4', split /\./, $address{$name})) if $type == A && $address{$name};
	return (NOERROR, encode($name{$name})) if $type == PTR && $name{$name};
	return NOERROR;
}

sub encode
{
	my ($name) = @_;
	return join('', map { pack('C/a*', $_) } split(/\./, $name), '');
}
