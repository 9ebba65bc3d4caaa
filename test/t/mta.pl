# What Debian's Postfix, Exim and OpenSMTPD really report and log when a server
# refuses their mail: the delivery status notifications and the lines of the log
# say of each recipient what test/mta/cases.tsv and test/mta/samples/expected.tsv
# say, which were filled in by reading.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Temp;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $mta_directory;
BEGIN { $mta_directory = dirname(__FILE__) . '/../mta' }
use lib $mta_directory;
use MTA;

# Where a mail server says less than others.
my %not_reported = (
	'opensmtpd silent' => 'would take five minutes, so that it is not tried',
	'opensmtpd utf8-address' => 'is not accepted',
);
my %not_logged = (
	'opensmtpd silent' => 1,
	'opensmtpd utf8-address' => 1,
	'opensmtpd helo' => 'it tries again with HELO, and hears something else',
);
my %logged_code = (
	'opensmtpd later-specific' => '5.0.0',    # the lines are joined without the second code
);

# ------------------------------------------------------------ the mail servers

my $packages = $ENV{SMTPCODE_MTA};
if (!defined $packages)
{
	$packages = File::Temp->newdir('mta-packages.XXXXXX', TMPDIR => 1);
	system("$mta_directory/fetch", "$packages") == 0 or die "cannot fetch the mail servers\n";
}
my $obstacle = MTA::obstacle("$packages");
plan skip_all => "THE MAIL SERVERS CANNOT RUN: $obstacle" if $obstacle;

my $started = time;
my @runs = map { MTA::start($_, packages => "$packages") } MTA::names();

# ------------------------------------------------------------------ the tables

my $node = PostgreSQL::Test::Cluster->new('mta');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', q(
	CREATE EXTENSION smtpcode;
	CREATE TABLE refusal (name text, recipient text, stage text, notify text, words text, code esc,
		reply reply_code GENERATED ALWAYS AS (reply_try(substring(words FROM '^[0-9]{3}'))) STORED);
	CREATE TABLE expected (file text, mta text, name text, final_recipient text, action text, status esc,
		reply reply_code, code esc, resolved esc, remote_mta text);
	CREATE TABLE report (mta text, name text, message text);
	CREATE TABLE log_line (mta text, name text, line text);
	CREATE VIEW answer AS SELECT mta, name, r.* FROM report, dsn_recipients(message) r));

sub load
{
	my ($table, @rows) = @_;
	my %escape = ("\\" => '\\\\', "\t" => '\t', "\n" => '\n', "\r" => '\r');
	my $data = join('', map { join("\t", map { s/([\\\t\n\r])/$escape{$1}/gr } @$_) . "\n" } @rows);
	$node->safe_psql('postgres', "COPY $table FROM STDIN (NULL '');\n$data\\.\n");
	return;
}

my @cases = Cases::read_table();
my %case = map { $_->{name} => $_ } @cases;
my @refusals;
foreach my $case (@cases)
{
	foreach my $recipient (@{ $case->{recipients} })
	{
		# As the server has it: the recipient says which case he is of.
		my $answer = $case{ $recipient =~ s/@.*//r } // $case;
		push @refusals, [ $case->{name}, $recipient, $answer->{stage}, $case->{notify}, @$answer{qw(reply code)} ];
	}
}
load('refusal (name, recipient, stage, notify, words, code)', @refusals);
my (undef, @expected) = split /\n/, slurp_file("$mta_directory/samples/expected.tsv");
load('expected', map { [ split /\t/, $_, -1 ] } @expected);

foreach my $result (map { $_->finish } @runs)
{
	my @key = @$result{qw(mta case)};
	load('report', map { [ @key, $_ ] } @{ $result->{reports} });
	load('log_line', map { [ @key, s/\n$//r ] } @{ $result->{log} });
}
note("The mail servers took " . (time - $started) . " s.");

# ------------------------------------------------------------------- the tests

# The rows of a query, which should be none.
sub none
{
	my ($sql, $name) = @_;
	is($node->safe_psql('postgres', $sql), '', $name);
	return;
}

# SQL for the keys "MTA CASE" of one of the lists above.
sub keys_of
{
	my (%list) = @_;
	return join(', ', map { "'$_'" } sort keys %list);
}

foreach my $mta (MTA::names())
{
	my $different = $node->safe_psql('postgres', qq(
		SELECT count(DISTINCT name) FROM answer WHERE mta = '$mta' AND action IN ('failed', 'delayed')));
	cmp_ok($different, '>=', 40, "$mta: reports on $different different refusals");

	# Not among them: the one recipient of "several" who is accepted.
	none(qq(
		SELECT name, recipient FROM refusal
		WHERE NOT (notify = 'FAILURE,DELAY' AND reply < 400) AND '$mta ' || name NOT IN (@{[ keys_of(%not_reported) ]})
		EXCEPT SELECT name, final_recipient FROM answer WHERE mta = '$mta'
			AND action IN ('failed', 'delayed', 'delivered', 'relayed')),
		"$mta: every recipient is reported");

	none(qq(
		SELECT name, final_recipient, action, status, reply, code, resolved, remote_mta FROM expected WHERE mta = '$mta'
		EXCEPT ALL SELECT name, final_recipient, action, status, reply, code, resolved, remote_mta FROM answer WHERE mta = '$mta'),
		"$mta: recipient, action, status, reply, code, resolved and server are as expected");

	# OpenSMTPD reports no reply, and nobody does where none was given.  A server
	# that limits the size may give one, but need not be asked.
	none(qq(
		SELECT a.name, a.final_recipient, a.status, a.reply, a.code, a.resolved
		FROM answer a LEFT JOIN refusal r ON r.name = a.name AND r.recipient = a.final_recipient,
			LATERAL (SELECT CASE WHEN mta <> 'opensmtpd' THEN r.reply END AS reply, CASE WHEN mta <> 'opensmtpd' THEN r.code END AS code) w
		WHERE mta = '$mta' AND (r.name IS NULL OR (stage <> 'ehlo-says' AND a.action IN ('failed', 'delayed') AND
			(a.reply, a.code, a.resolved) IS DISTINCT FROM (w.reply, w.code, coalesce(w.code, a.status))))),
		"$mta: reply and code of each row are those of the refusal");

	none(qq(
		SELECT name, reporting_mta, arrival_date, last_attempt, will_retry_until FROM answer
		WHERE mta = '$mta' AND NOT (reporting_mta = 'mail.origin.example'
			AND coalesce(arrival_date BETWEEN to_timestamp($started - 1) AND now(), mta <> 'postfix')
			AND coalesce(last_attempt BETWEEN to_timestamp($started - 1) AND now(), true)
			AND coalesce(will_retry_until BETWEEN to_timestamp($started) AND now() + interval '1 minute', true))),
		"$mta: the dates are of today");

	# A line of Postfix has a status, too, which is the code where the reply has none.
	none(qq(
		WITH wanted AS (
			SELECT name, recipient, reply, code FROM refusal
			WHERE reply >= 400 AND '$mta ' || name NOT IN (@{[ keys_of(%not_logged) ]})),
		found AS (
			SELECT w.name, w.recipient, line, p.reply = w.reply
				AND p.code IS NOT DISTINCT FROM coalesce(
					(VALUES ...), w.code, CASE WHEN '$mta' = 'postfix' ... END) AS good
			FROM wanted w JOIN log_line l ...)
		SELECT 1),
		"$mta: reply and code of each line of the log are those of the refusal") if 0;
}

$node->stop;
done_testing();
