# Texts within bytes of what the server allows, 1 GB: an answer, or an error that says
# what is too long.  They take some gigabytes of memory.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $memory = -r '/proc/meminfo' ? slurp_file('/proc/meminfo') : '';
plan skip_all => 'texts of 1 GB take 8 GB of free memory'
  unless $memory =~ /^MemAvailable:\s+(\d+) kB/m && $1 > 8 * 1024 * 1024;

my $node = PostgreSQL::Test::Cluster->new('gigabyte');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION smtpcode');

# A text may have 2^30 - 5 bytes.  This is what comes before so many of the letter x.
sub text
{
	my ($start, $less) = @_;
	my $count = 2**30 - 5 - length($start) - $less;
	$start =~ s/\n/\\n/g;
	return sprintf(q((E'%s' || repeat(repeat('x', 65536), %d) || repeat('x', %d))), $start, $count / 65536, $count % 65536);
}

sub check
{
	my ($query, $expected, $name) = @_;
	my ($status, $out, $err) = $node->psql('postgres', "\\set VERBOSITY verbose\nSELECT $query");
	my $result = $status == 0 ? $out : $err =~ /ERROR:  (.*)/ ? substr($1, 0, 60) : $err;
	is($result, $expected, $name);
	return;
}

check('octet_length((smtp_parse(' . text('', 0) . ')).text)', '54000: row of type smtp_reply is too long', 'smtp_parse: as long as a text may be');
check('(p).reply, octet_length((p).text) FROM (SELECT smtp_parse(' . text('550 ', 200) . ') AS p OFFSET 0) parsed',
	'550|' . (2**30 - 5 - 4 - 200), 'smtp_parse: a little shorter');
check('count(*) FROM dsn_recipients(' . text("Action:failed\nStatus:5\nDiagnostic-Code:", 0) . ')',
	'54000: row of type dsn_recipient is too long', 'dsn_recipients: such a diagnostic');
check('max(octet_length(diagnostic)) FROM dsn_recipients(' . text("Action:failed\nStatus:5.1.1\nDiagnostic-Code:smtp;", 1024) . ')',
	2**30 - 5 - 1024 - length("Action:failed\nStatus:5.1.1\nDiagnostic-Code:smtp;"), 'dsn_recipients: a little shorter');
check('reply_extract(x), esc_extract(x), reply_fingerprint(x) ~ \'^550 5.1.1 User unknown\', classify(diagnostic => x) FROM (SELECT '
		. text('550 5.1.1 User unknown ', 0) . ' AS x OFFSET 0) text', '550|5.1.1|t|user_unknown', 'what returns no row answers');
for my $type ('esc', 'esc_tally')
{
	check(text('', 0) . "::$type", '22P02: invalid input syntax for type ' . substr("$type: \"" . 'x' x 60, 0, 60 - length('22P02: invalid input syntax for type ')),
		"$type: its cast refuses it");
}
unlike(slurp_file($node->logfile), qr/XX000|terminated by signal/, 'nothing worse');

$node->stop;
done_testing();
