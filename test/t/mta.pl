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

my $here;
BEGIN { $here = dirname(__FILE__) . '/../mta' }
use lib $here;
use MTA;

# ------------------------------------------------------------ the mail servers

my $packages = $ENV{SMTPCODE_MTA};
if (!defined $packages)
{
	plan skip_all => 'THE MAIL SERVERS CANNOT BE FETCHED: no apt-get here' unless MTA::find_program('apt-get');
	$packages = File::Temp->newdir('mta-packages.XXXXXX', TMPDIR => 1);
	system("$here/fetch", "$packages") == 0 or die "cannot fetch the mail servers\n";
}
my $obstacle = MTA::obstacle("$packages");
plan skip_all => "THE MAIL SERVERS CANNOT RUN HERE: $obstacle" if $obstacle;

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
	CREATE VIEW answer AS SELECT mta, name, r.* FROM report, dsn_recipients(message) r;

	-- what a mail server is spared or keeps to itself
	CREATE TABLE exception (mta text, name text, reported boolean, logged_code esc);
	INSERT INTO exception VALUES
		('opensmtpd', 'silent', false, NULL),			-- would take five minutes: not tried
		('opensmtpd', 'utf8-address', false, NULL),		-- takes no such addresses
		('opensmtpd', 'later-specific', true, '5.0.0');	-- joins the lines without the second code
));

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
		# The server asks the recipient first which case he is.
		my $answer = $case{ $recipient =~ s/@.*//r } // $case;
		push @refusals, [ $case->{name}, $recipient, $case->{notify}, @$answer{qw(stage reply code)} ];
	}
}
load('refusal (name, recipient, notify, stage, words, code)', @refusals);
my (undef, @expected) = split /\n/, slurp_file("$here/samples/expected.tsv");
load('expected', map { [ split /\t/, $_, -1 ] } @expected);

my @results = map { $_->finish } @runs;
note('The mail servers took ' . (time - $started) . ' s.');

my (@reports, @lines);
foreach my $result (@results)
{
	my @key = @$result{qw(mta case)};
	push @reports, map { [ @key, $_ ] } @{ $result->{reports} };
	push @lines, map { [ @key, s/\n$//r ] } @{ $result->{log} };
}
load('report', @reports);
load('log_line', @lines);

# The samples are of OpenSMTPD 6.  From version 7 on it gives up with action "failed" and
# 5.4.7, no longer with "delayed" and 4.4.7, and has words of its own for a null MX.
if ($node->safe_psql('postgres', q(SELECT count(*) FROM answer WHERE mta = 'opensmtpd' AND status = '5.4.7')))
{
	$node->safe_psql('postgres', q(
		DELETE FROM expected WHERE mta = 'opensmtpd' AND name = 'null-mx';
		UPDATE expected SET action = 'failed', status = '5.4.7', resolved = '5.4.7'
		WHERE mta = 'opensmtpd' AND status = '4.4.7'));
}

# ------------------------------------------------------------------- the tests

# A query for what is not as it should be.
sub no_rows
{
	my ($name, $sql) = @_;
	is($node->safe_psql('postgres', $sql), '', $name);
	return;
}

foreach my $mta (MTA::names())
{
	my $count = $node->safe_psql('postgres',
		"SELECT count(DISTINCT name) FROM answer WHERE mta = '$mta' AND action IN ('failed', 'delayed')");
	cmp_ok($count, '>=', 40, "$mta: reports on $count different refusals");

	# Not on the one who is accepted and asked to hear of nothing else.
	no_rows("$mta: reports on every recipient", qq(
		SELECT name, recipient FROM refusal
		WHERE coalesce(reply >= 400 OR notify = 'SUCCESS', true)
		EXCEPT SELECT name, final_recipient FROM answer WHERE mta = '$mta' AND action IS NOT NULL
		EXCEPT SELECT e.name, recipient FROM exception e JOIN refusal USING (name) WHERE mta = '$mta' AND NOT reported));

	no_rows("$mta: recipient, action, status, reply, code, resolved and server are as expected", qq(
		SELECT name, final_recipient, action, status, reply, code, resolved, remote_mta
		FROM expected WHERE mta = '$mta'
		EXCEPT ALL SELECT name, final_recipient, action, status, reply, code, resolved, remote_mta
		FROM answer WHERE mta = '$mta'));

	# OpenSMTPD reports no reply.  A message that is too large may be refused by the
	# one or the other server.  On a slow machine Exim warns of a delay before it has
	# tried every recipient, and then has no reply.
	no_rows("$mta: reply, code and resolved of each row are those of the refusal", qq(
		SELECT a.name, a.final_recipient, a.action, a.status, a.reply, a.code, a.resolved
		FROM answer a LEFT JOIN refusal r ON r.name = a.name AND r.recipient = a.final_recipient
		WHERE mta = '$mta' AND a.action IN ('failed', 'delayed') AND stage IS DISTINCT FROM 'ehlo-says'
			AND NOT (mta = 'exim' AND a.action = 'delayed' AND a.status = '4.0.0' AND a.diagnostic IS NULL)
			AND (r.name IS NULL OR (a.reply, a.code, a.resolved) IS DISTINCT FROM
				CASE WHEN mta = 'opensmtpd' THEN (NULL::reply_code, NULL::esc, a.status)
					ELSE (r.reply, r.code, coalesce(r.code, a.status)) END)));

	no_rows("$mta: the dates are those of the run", qq(
		SELECT name, reporting_mta, arrival_date, last_attempt, will_retry_until FROM answer
		WHERE mta = '$mta' AND NOT (reporting_mta = 'mail.origin.example'
			AND coalesce(arrival_date BETWEEN to_timestamp($started - 1) AND now(), mta <> 'postfix')
			AND coalesce(last_attempt BETWEEN to_timestamp($started - 1) AND now(), true)
			AND coalesce(will_retry_until BETWEEN to_timestamp($started) AND now() + interval '1 minute',
				mta <> 'postfix' OR action <> 'delayed'))));

	# Postfix logs the status, too, which is the code where the reply has none and
	# begins with the same digit.
	my $lines = qq(
		SELECT r.name, recipient, line, p.reply, p.code, r.reply AS wanted_reply,
			coalesce(logged_code, r.code, CASE WHEN starts_with(r.reply::text, left(dsn, 1)) THEN dsn::esc END) AS wanted_code
		FROM refusal r LEFT JOIN exception e ON e.mta = '$mta' AND e.name = r.name
			JOIN log_line l ON l.mta = '$mta' AND l.name = r.name,
			smtp_parse(line) p, substring(line FROM 'dsn=(\\d\\.\\d\\.\\d+)') dsn
		WHERE r.reply >= 400 AND reported IS DISTINCT FROM false
			AND (r.name <> 'several' OR line ~ ('[ <]' || recipient || '[ >]')));
	no_rows("$mta: reply and code of each line in the log are those of the refusal", qq(
		SELECT * FROM ($lines) l
		WHERE reply >= 400 AND (reply, code) IS DISTINCT FROM (wanted_reply, wanted_code)));
	no_rows("$mta: there is such a line for each refusal", qq(
		SELECT name, recipient FROM ($lines) l GROUP BY name, recipient HAVING count(reply) = 0));
}

$node->stop;
done_testing();
