# Malformed bytes from a client.  This one speaks the protocol itself, so that it can
# send what no driver would: binary parameters and COPY BINARY of every length and
# content.  What the server says to each is compared with the formats as
# doc/reference.md and doc/tally.md describe them, which are read here anew.

use strict;
use warnings;

use IO::Socket::UNIX;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $too_short = '08P01';
my $invalid = '22P03';

my $node = PostgreSQL::Test::Cluster->new('wire');
$node->init;
$node->start;
my $user = $node->safe_psql('postgres', q(
	CREATE EXTENSION smtpcode;
	CREATE DOMAIN failure AS esc CHECK (VALUE <@ '5.X.X');
	SELECT current_user));

# ------------------------------------------------------------------ the client

my $server = IO::Socket::UNIX->new(Peer => $node->host . '/.s.PGSQL.' . $node->port) or die "no server: $!\n";
binmode $server;
$server->autoflush(0);

sub message
{
	my ($kind, $body) = @_;
	return $kind . pack('N', 4 + length $body) . $body;
}

# The next message of the server: its kind and its body.
sub receive
{
	read($server, my $head, 5) == 5 or die "the server has gone\n";
	my ($kind, $length) = unpack('a N', $head);
	my $body = '';
	read($server, $body, $length - 4) if $length > 4;
	return ($kind, $body);
}

# The answer to a query, up to the point where the server is ready for the next: its
# columns, or the SQLSTATE of its error.
sub answer
{
	my @columns;
	my $sqlstate;
	while (1)
	{
		my ($kind, $body) = receive();
		if ($kind eq 'D')
		{
			my ($count, $rest) = unpack('n a*', $body);
			@columns = unpack('(N/a)*', $rest);
		}
		elsif ($kind eq 'E')
		{
			my %field = map { substr($_, 0, 1) => substr($_, 1) } grep { $_ ne '' } split /\0/, $body;
			die "$field{S}: $field{M}\n" if $field{S} ne 'ERROR';
			$sqlstate = $field{C};
		}
		return defined $sqlstate ? $sqlstate : \@columns if $kind eq 'Z';
	}
}

print $server pack('N N', 0, 196608) =~ s/^..../pack('N', 8 + length(startup()))/er . startup();
sub startup { return "user\0$user\0database\0postgres\0\0" }
$server->flush;
answer();

sub query
{
	print $server message('Q', "$_[0]\0");
	$server->flush;
	return answer();
}

# What the server makes of binary parameters of a type: for each an SQLSTATE, or its
# bytes and its text.
my $statements = 0;
sub exchange
{
	my ($type, @parameters) = @_;
	my $name = 's' . $statements++;
	my @answers;
	print $server message('P', "$name\0SELECT \$1::$type, \$1::$type\0" . pack('n', 0)), message('S', '');
	$server->flush;
	my $parsed = answer();
	die "$type: $parsed\n" if !ref $parsed;
	while (my @batch = splice(@parameters, 0, 200))
	{
		print $server message('B', "\0$name\0" . pack('n n n N/a n n n', 1, 1, 1, $_, 2, 1, 0)),
		  message('E', "\0" . pack('N', 0)), message('S', '')
		  foreach @batch;
		$server->flush;
		push @answers, answer() foreach @batch;
	}
	return @answers;
}

# Compares what the server makes of parameters with what they mean: an SQLSTATE or a
# text.  A value that is taken comes back with the same bytes.
sub agree
{
	my ($type, $meaning, @parameters) = @_;
	my @answers = exchange($type, @parameters);
	my (@wrong, %count);
	foreach my $i (0 .. $#parameters)
	{
		my $expected = $meaning->($parameters[$i]);
		my $got = $answers[$i];
		$count{ $expected =~ /^(?:$too_short|$invalid)$/ ? $expected : 'taken' }++;
		$got = $got->[0] eq $parameters[$i] ? $got->[1] : 'other bytes: ' . unpack('H*', $got->[0]) if ref $got;
		push @wrong, unpack('H*', $parameters[$i]) . " is $got, not $expected" if $got ne $expected;
	}
	my $what = join(', ', map { "$count{$_} $_" } sort keys %count);
	is(join("\n", grep { defined } @wrong[ 0 .. 9 ]), '', "$type: @{[ scalar @parameters ]} messages ($what)");
	return;
}

# ----------------------------------------------------------------- the meanings

sub esc_text
{
	my ($number) = @_;
	my ($class, $subject, $detail) = ($number >> 20, $number >> 10 & 1023, $number & 1023);
	return $class =~ /^[245]$/ && $subject <= 999 && $detail <= 999 ? "$class.$subject.$detail" : undef;
}

sub meaning_of_esc
{
	my ($bytes) = @_;
	return $too_short if length $bytes < 4;
	return $invalid if length $bytes > 4;
	return esc_text(unpack('N', $bytes)) // $invalid;
}

sub meaning_of_reply
{
	my ($bytes) = @_;
	return $too_short if length $bytes < 2;
	my $number = unpack('n', $bytes);
	return length $bytes > 2 || $number < 100 || $number > 599 ? $invalid : $number;
}

sub meaning_of_pattern
{
	my ($bytes) = @_;
	return $too_short if length $bytes < 8;
	return $invalid if length $bytes > 8;
	my ($high, $low) = unpack('N N', $bytes);
	my ($class, $subject) = ($high << 2 | $low >> 30, $low >> 20 & 1023);
	my ($first, $last) = ($low >> 10 & 1023, 999 - ($low & 1023));
	return $invalid if $class !~ /^[0245]$/ || $subject > 1000 || $first > $last;
	return join '.', $class || 'X', $subject ? $subject - 1 : 'X',
	  $first == 0 && $last == 999 ? 'X' : $first == $last ? $first : "$first-$last";
}

sub meaning_of_tally
{
	my @bytes = unpack('C*', $_[0]);
	return $too_short if !@bytes;
	return $invalid if shift @bytes != 1;
	my $code = 2 * 2**20 - 1;
	my @counts;
	# the next number, its fault in place of it
	my $number = sub {
		my $value = 0;
		for my $digit (0 .. 8)
		{
			return $too_short if !@bytes;
			my $byte = shift @bytes;
			$value |= ($byte & 127) << 7 * $digit;
			next if $byte > 127;
			return $byte == 0 && $digit > 0 ? $invalid : $value;
		}
		return $invalid;
	};
	while (@bytes)
	{
		my $skipped = $number->();
		return $skipped if $skipped eq $too_short || $skipped eq $invalid;
		return $invalid if $skipped > 6 * 2**20;
		$code += $skipped + 1;
		my $text = esc_text($code) // return $invalid;
		my $more = $number->();
		return $more if $more eq $too_short || $more eq $invalid;
		return $invalid if $more == ~0 >> 1;    # no bigint is larger
		push @counts, sprintf('"%s": %d', $text, $more + 1);
	}
	return '{' . join(', ', @counts) . '}';
}

# ---------------------------------------------------------- codes and patterns

srand 1;    # the same each time
sub random_bytes { return pack('C*', map { int rand 256 } 1 .. $_[0]) }
my @lengths = ('', map { random_bytes($_) } (1 .. 20) x 20);
my @edges = (0, 1, 2, 511, 512, 649, 997 .. 1002, 1022, 1023);
my @codes = map { pack('N', $_) } map {
	my $class = $_;
	map { my $subject = $_; map { $class << 20 | $subject << 10 | $_ } @edges } @edges
} 0 .. 17, 255, 2047, 2048, 4095;

my $code = pack('N', 5 << 20 | 7 << 10 | 26);
agree('esc', \&meaning_of_esc, @lengths, @codes, map({ random_bytes(4) } 1 .. 2000),
	map({ my $bit = $_; $code ^ pack('N', 1 << $bit) } 0 .. 31), map { $code . random_bytes($_) } 1 .. 9);

agree('reply_code', \&meaning_of_reply, @lengths, map { pack('n', $_) } 0 .. 65535);

my @patterns = map { pack('N N', ($_ >> 32) & 0xFFFFFFFF, $_ & 0xFFFFFFFF) } map {
	my $class = $_;
	map { my $subject = $_; map { my $first = $_; map { $class << 30 | $subject << 20 | $first << 10 | $_ } @edges } @edges } @edges
} 0 .. 7;
agree('esc_pattern', \&meaning_of_pattern, @lengths, @patterns, map({ random_bytes(8) } 1 .. 2000),
	map { my $bit = $_; $patterns[0] ^ pack('N N', $bit > 31 ? 1 << $bit - 32 : 0, $bit < 32 ? 1 << $bit : 0) } 0 .. 63);

# ---------------------------------------------------------------------- tallies

# Sound ones: empty; 5.1.1 once; twice; the largest count; gaps and counts of every length.
my @sound = map { pack('H*', $_) } '01', '018188c00100', '018188c00101', '0100feffffffffffffff7f',
  '01000000ffff7f7ffe7f00';
my $entries = query(q(SELECT encode(esc_tally_send(tally_agg(make_esc((ARRAY[2, 4, 5])[1 + i % 3], i * i % 1000, i * 7 % 1000),
	(1::bigint << i % 63))), 'hex') FROM generate_series(0, 30) AS i));
push @sound, pack('H*', $entries->[0]);
is((exchange('esc_tally', $sound[-1]))[0][0], $sound[-1], 'a tally as the server writes it');

my @tallies = (@lengths, map({ chr(1) . random_bytes(1 + int rand 12) } 1 .. 5000),
	map({ chr(1) . pack('C*', map { int rand 3 } 1 .. 1 + int rand 12) } 1 .. 500));
foreach my $tally (@sound)
{
	push @tallies, map { substr($tally, 0, $_) } 0 .. length $tally;
	for my $at (0 .. length($tally) - 1)
	{
		my $copy = $tally;
		push @tallies, map { substr($copy, $at, 1, chr $_); $copy } 0 .. 255;
		push @tallies, map { substr($tally, 0, $at) . chr($_) . substr($tally, $at) } 0, 1, 127, 128, 255;
		push @tallies, substr($tally, 0, $at) . substr($tally, $at + 1);
	}
	push @tallies, map { $tally . chr $_ } 0 .. 255;
}
agree('esc_tally', \&meaning_of_tally, @tallies);

# Of every code there is, the first of each class and subject after a gap; and more.
my $all = chr(1) . join('', map {
	my $class = $_;
	map {
		my $gap = $_ ? 24 : $class == 2 ? 0 : $class == 4 ? 2 * 2**20 - 999 * 1024 - 1000 : 2**20 - 999 * 1024 - 1000;
		my $first = '';
		while ($gap > 127) { $first .= chr($gap & 127 | 128); $gap >>= 7 }
		$first . chr($gap) . "\0" x 1999
	} 0 .. 999
} 2, 4, 5);
cmp_ok(length $all, '>', 6_000_000, 'a tally of every code there is');
my ($whole) = exchange('esc_tally', $all);
is(ref $whole && $whole->[0] eq $all ? 'same' : $whole, 'same', 'is taken and comes back');
ref $whole and is(scalar(() = $whole->[1] =~ /": 1\b/g), 3_000_000, 'with all its codes');
is((exchange('esc_tally', "$all\0\0"))[0], $invalid, 'one code more is not');
is((exchange('esc_tally', "$all\0"))[0], $invalid, 'nor is the beginning of one');
is((exchange('esc_tally', substr($all, 0, -1)))[0], $too_short, 'nor is it without its last byte');
is((exchange('esc_tally', "\1" . "\xFF" x 10_000_000))[0], $invalid, 'nor are ten million bytes of something else');

# ------------------------------------------------ within arrays, rows and domains

sub field { return defined $_[0] ? pack('N/a', $_[0]) : pack('N', 0xFFFFFFFF) }

my %oid = map { my ($type) = $_; $type => query("SELECT '$type'::regtype::oid")->[0] } qw(esc reply_code esc_pattern esc_tally text);
sub array_of
{
	my ($type, @elements) = @_;
	return pack('N N N N N', 1, 0, $oid{$type}, scalar @elements, 1) . join('', map { field($_) } @elements);
}
my %element = (
	esc => [ $code, pack('N', 6 << 20), substr($code, 1), "$code\0" ],
	reply_code => [ pack('n', 550), pack('n', 600), chr(5), pack('n', 550) . 'x' ],
	esc_pattern => [ $patterns[0], "\x80" . "\0" x 7, "\0" x 7, "\0" x 9 ],
	esc_tally => [ $sound[1], "\2", "\1\0", $sound[1] . "\x80\0" ]);
foreach my $type (sort keys %element)
{
	my ($good, $bad, $short, $long) = @{ $element{$type} };
	is(join(' ', map { ref $_ ? 'taken' : $_ } exchange("$type\[]", map { array_of($type, @$_) }
			[], [$good], [ $good, undef, $good ], [ $good, $bad ], [ $short, $good ], [ $good, $long ])),
		"taken taken taken $invalid $too_short $invalid", "an array of $type");
}

sub row { return pack('N', @_ / 2) . join('', map { pack('N', $oid{ $_[ 2 * $_ ] }) . field($_[ 2 * $_ + 1 ]) } 0 .. $#_ / 2) }
is(join(' ', map { ref $_ ? $_->[1] : $_ } exchange('smtp_reply',
		row(reply_code => pack('n', 550), esc => $code, text => 'no'),
		row(reply_code => undef, esc => undef, text => undef),
		row(reply_code => pack('n', 99), esc => $code, text => 'no'),
		row(reply_code => pack('n', 550), esc => substr($code, 1), text => 'no'),
		row(reply_code => pack('n', 550), esc => "$code\0", text => 'no'),
		row(esc => $code, reply_code => pack('n', 550), text => 'no'),    # of types that differ from server to server
		row(reply_code => pack('n', 550), esc => $code))),
	"(550,5.7.26,no) (,,) $invalid $too_short $invalid $invalid 42804", 'a row');

is(join(' ', map { ref $_ ? $_->[1] : $_ } exchange('failure', $code, pack('N', 4 << 20), pack('N', 6 << 20), '')),
	"5.7.26 23514 $invalid $too_short", 'a domain');
foreach my $type (qw(bounce_category bounce_action bounce_permanence bounce_party))
{
	my $label = query("SELECT enum_last(NULL::$type)")->[0];
	is(join(' ', map { ref $_ ? $_->[1] : $_ } exchange($type, $label, "${label}x", substr($label, 1), '', "\xFF", 'x' x 100)),
		"$label 22P02 22P02 22P02 22021 22P02", $type);
}

# ----------------------------------------------------------------- COPY BINARY

query('CREATE TABLE copied (code esc, pattern esc_pattern, reply reply_code, tally esc_tally)');

# The outcome of a COPY of these bytes after the header.
sub copy
{
	my ($rows) = @_;
	print $server message('Q', "COPY copied FROM STDIN (FORMAT binary)\0"),
	  message('d', "PGCOPY\n\xFF\r\n\0" . pack('N N', 0, 0) . $rows), message('c', '');
	$server->flush;
	my $answer = answer();
	return ref $answer ? 'taken' : $answer;
}
my @values = ($code, $patterns[0], pack('n', 550), $sound[1]);
my $row = pack('n', 4) . join('', map { field($_) } @values);
my $end = pack('n', 0xFFFF);
is(copy($row . $row . $end), 'taken', 'COPY BINARY of sound rows');
is(copy(pack('n', 4) . field(undef) x 4 . $end), 'taken', 'and of NULLs');
my @malformed;
foreach my $i (0 .. $#values)
{
	my $type = (qw(esc esc_pattern reply_code esc_tally))[$i];
	my ($good, $bad, $short, $long) = @{ $element{$type} };
	foreach my $case ([ $bad, $invalid ], [ $short, $too_short ], [ $long, $invalid ])
	{
		my @other = @values;
		$other[$i] = $case->[0];
		my $got = copy($row . pack('n', 4) . join('', map { field($_) } @other) . $end);
		push @malformed, "$type: $got, not $case->[1]" if $got ne $case->[1];
	}
	# its length is another than what follows
	foreach my $length (0x7FFFFFFF, 0xFFFFFFFE, 0x80000000, 1_000_000_000)
	{
		my $got = copy(pack('n', 4) . join('', map { field($_) } @values[ 0 .. $i - 1 ]) . pack('N', $length) . $values[$i]);
		push @malformed, "$type of length $length: $got" if $got ne '22P04' && $got ne '54000';
	}
}
is(join("\n", @malformed), '', 'fields with wrong contents or a wrong length are refused');
my @cut = grep { $_ ne '22P04' } map { copy(substr($row, 0, $_)) } 2 .. length($row) - 1;
is(join(' ', @cut), '', 'so is a row cut off anywhere');
is(join(',', @{ query("SELECT count(*), count(code) FROM copied") }), '3,2', 'and nothing of it stays');

# ------------------------------------------------------------------- afterwards

is(query("SELECT '5.1.1'::esc, pg_backend_pid()")->[0], '5.1.1', 'the session goes on');
print $server message('X', '');
$server->flush;
close $server;
$node->stop;
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|FATAL|XX000/, 'and the server has not suffered');

done_testing();
