# The reporting views say what plain queries on the bounce table say; from roll-ups
# they say the same; the page has whole sums and no text that could become HTML; every
# query of the Grafana dashboard runs.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $node = PostgreSQL::Test::Cluster->new('dashboard');
$node->init;
$node->start;

# psql with these arguments; its output, errors among it.
sub psql
{
	my ($database, @arguments) = @_;
	my ($out, $err);
	IPC::Run::run([ 'psql', '-X', '-q', '-A', '-t', '-d', $node->connstr($database), @arguments ],
		'>', \$out, '2>', \$err);
	return $out . $err;
}

sub views { my ($database, @arguments) = @_; return psql($database, @arguments, '-f', "$root/dashboard/views.sql"); }

sub sql { my ($database, $sql) = @_; return $node->safe_psql($database, "SET search_path = \"\$user\", public, ext; SET datestyle = ISO; $sql"); }

# How many rows are in one query and not in the other.
sub differing
{
	my ($database, $one, $other) = @_;
	return sql($database, "SELECT count(*) FROM (($one EXCEPT ALL $other) UNION ALL ($other EXCEPT ALL $one)) AS d");
}

my $hostile = q(550 5.1.1 no </script><script>alert(1)</script> "quoted" \\ here);

# The sample's rows many times over, on other days and with other outcomes; rows that
# have nothing, and one that is out to harm.  The extension is not where it mostly is,
# and a table of the user's has the name of one of our views.
$node->safe_psql('postgres', q(CREATE DATABASE mail));
$node->safe_psql('mail', q(CREATE SCHEMA ext; CREATE EXTENSION smtpcode SCHEMA ext;
	ALTER DATABASE mail SET search_path = "$user", public, ext; ALTER DATABASE mail SET timezone = 'Asia/Tokyo'; ALTER DATABASE mail SET datestyle = 'German'));
is(psql('mail', '-f', "$root/test/data/bounce.sql",
	'-c', "\\copy bounce (recipient, domain, mx_host, provider, at, outcome, reply, code, diagnostic) from '$root/test/data/bounces.tsv' (null '', header)"),
	'', 'the sample is there');
sql('mail', qq(
	CREATE TABLE mail AS
	SELECT at + n * interval '17 hours' AS at, code, reply, provider, diagnostic, recipient
	FROM bounce, generate_series(0, 39) AS n WHERE (id + n) % 7 > 0;
	-- A later row of which nothing is known takes an address out of the queue; one at the same time does not.
	INSERT INTO mail (at, recipient, code) VALUES ('2026-09-04', 'none\@nowhere.test', '5.1.1'), ('2026-09-05 23:30+00', 'none\@nowhere.test', NULL),
		('2026-10-06 00:30+00', 'none\@nowhere.test', NULL), ('2026-10-07', 'tie\@nowhere.test', '5.1.1'), ('2026-10-07', 'tie\@nowhere.test', '2.0.0');
	-- what is not quite an address is no part of the page either
	INSERT INTO mail SELECT '2026-10-08', '5.1.1', 550, NULL, '550 5.1.1 no ' || word || ' here' FROM unnest('{cafe\@\@evil.test,cafe\@}'::text[]) AS word, generate_series(1, 300);
	INSERT INTO mail SELECT '2026-09-07', '5.1.1', 550, 'yahoo', \$h\$$hostile\$h\$, '</script>\@evil.test' FROM generate_series(1, 40);
	CREATE TABLE day_code (mine int);
	INSERT INTO mail SELECT at, '5.1.1', 550 FROM unnest('{NULL,infinity,-infinity}'::timestamptz[]) AS at;
	INSERT INTO mail SELECT '2026-10-08', '5.1.2', 550, NULL, repeat('word ', 47) || 'cafeteria\@\@evil.test here' FROM generate_series(1, 300);
	CREATE VIEW counted AS SELECT * FROM mail WHERE isfinite(at);
	ANALYZE mail));

# 1. The views, and what they are made of
is(views('mail', '-v', 'table=mail'), '', 'views.sql says nothing');
my $day = "(at AT TIME ZONE 'UTC')::date";
my %same = (
	'by_day' => [ 'day, category, bounces, share_of_failures', "day, category, n, CASE WHEN category IS DISTINCT FROM 'success'
			THEN n::float8 / (SELECT count(*) FROM counted WHERE $day = c.day AND classify(code, reply, provider) IS DISTINCT FROM 'success') END
		FROM (SELECT $day AS day, classify(code, reply, provider) AS category, count(*) AS n FROM counted GROUP BY 1, 2) AS c" ],
	'by_provider' => [ 'provider, bounces, delivered, failures, permanent, permanent_share_of_failures, permanent_rate_of_mail, suppress, share_of_failures',
		"p, b, d, b - d, c, c::float8 / nullif(b - d, 0), CASE WHEN d > 0 THEN c::float8 / b END, s, (b - d)::float8 / (SELECT count(*) FROM counted WHERE classify(code, reply, provider) IS DISTINCT FROM 'success')
		FROM (SELECT coalesce(provider, 'other') AS p, count(*) AS b, count(*) FILTER (WHERE esc_class(e) = 2) AS d,
				count(*) FILTER (WHERE esc_class(e) = 5) AS c, count(*) FILTER (WHERE recommend(code, reply, provider) = 'suppress') AS s
			FROM counted, esc_effective(code, reply) AS e GROUP BY 1) AS counts" ],
	'top_code' => [ 'code, category, action, name, registered, meaning, reference_url, bounces, share_of_failures, first_day, last_day',
		"e, c, a, esc_name(e), esc_is_registered(e), (SELECT description FROM esc_registry WHERE pattern = esc_condition(e) AND kind = 'enumerated'),
			CASE WHEN esc_condition(e) = 'X.7.28' THEN 'https://www.iana.org/assignments/smtp-enhanced-status-codes'
				ELSE 'https://www.rfc-editor.org/rfc/rfc' || substring((esc_lookup(e)).reference FROM 'RFC ?([0-9]+)') END,
			n, n::float8 / (SELECT count(*) FROM counted WHERE esc_class(esc_effective(code, reply)) > 2), f, l
		FROM (SELECT e, classify(code, reply, provider) AS c, recommend(code, reply, provider) AS a, count(*) AS n, min($day) AS f, max($day) AS l
			FROM counted, esc_effective(code, reply) AS e WHERE esc_class(e) > 2 GROUP BY 1, 2, 3) AS counts" ],
	'top_fingerprint' => [ 'fingerprint, category, bounces, share_of_failures, first_day, last_day',
		"reply_fingerprint(diagnostic), classify(code, reply, provider), count(*), count(*)::float8
			/ (SELECT count(diagnostic) FROM counted WHERE classify(code, reply, provider) IS DISTINCT FROM 'success'), min($day), max($day)
		FROM counted WHERE diagnostic IS NOT NULL AND classify(code, reply, provider) IS DISTINCT FROM 'success' GROUP BY 1, 2" ],
	'doubtful_code' => [ 'doubt, code, reply, bounces',
		'doubt, code, reply, count(*) FROM counted, unnest(esc_lint(code, reply, provider)) AS doubt GROUP BY 1, 2, 3' ],
	'authentication_queue' => [ 'provider, code, sum(bounces)',
		"coalesce(provider, 'other'), esc_effective(code, reply), count(*)::numeric FROM counted WHERE classify(code, reply, provider) = 'authentication' GROUP BY 1, 2", ' GROUP BY 1, 2' ],
	'suppress_queue' => [ 'recipient',
		"recipient FROM counted WHERE recipient IS NOT NULL GROUP BY recipient HAVING max(at) FILTER (WHERE recommend(code, reply, provider) = 'suppress')
			>= ALL (array_agg(at) FILTER (WHERE recommend(code, reply, provider) IS DISTINCT FROM 'suppress'))
			OR count(*) = count(*) FILTER (WHERE recommend(code, reply, provider) = 'suppress')" ]);
foreach my $view (sort keys %same)
{
	my ($columns, $query, $group) = @{ $same{$view} };
	is(differing('mail', "SELECT $columns FROM bounce_report.$view" . ($group // ''), "SELECT $query"), '0', "$view says what the rows say");
	cmp_ok(sql('mail', "SELECT count(*) FROM bounce_report.$view"), '>', 5, '... which is not nothing');
}
is(sql('mail', q(SELECT string_agg(recipient, ', ') FROM bounce_report.suppress_queue WHERE recipient LIKE '%nowhere.test')),
	'tie@nowhere.test', 'the last that was heard of an address decides');
is(sql('mail', 'SELECT sum(bounces) = (SELECT count(*) FROM counted) FROM bounce_report.day_code'), 't', 'no row is lost, not even without a code');
is(sql('mail', q(SELECT mechanism FROM bounce_report.authentication_queue GROUP BY 1 ORDER BY 1)),
	"DKIM\nDMARC\nSPF\nSPF and DKIM", 'what did not pass is told apart');
is(sql('mail', q(SELECT string_agg(relname, ', ') FROM pg_class WHERE relnamespace = 'bounce_report'::regnamespace
	AND obj_description(oid, 'pg_class') IS NULL)), '', 'every view has a comment');

# The interface: doc/dashboard.md names each view and column, in their order.
my %documented;
foreach (split /\n/, slurp_file("$root/doc/dashboard.md"))
{
	my ($view, $list) = /^\| `(\w+)` \| ([^|]*) \|/ or next;
	$documented{$view} = join(',', $list =~ /`(\w+)`/g);
}
my %columns = map { split /\|/ } split /\n/, sql('mail', q(SELECT relname, string_agg(attname, ',' ORDER BY attnum)
	FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
	WHERE relnamespace = 'bounce_report'::regnamespace AND attnum > 0 AND relname !~ '^live_' GROUP BY 1));
is_deeply(\%documented, \%columns, 'doc/dashboard.md lists every view with its columns');

# 2. Roll-ups
my @layer = qw(day_span day_code day_text day_doubt day_authentication by_day by_provider top_code top_fingerprint doubtful_code authentication_queue);
$node->safe_psql('mail', "CREATE TABLE before_$_ AS SELECT * FROM bounce_report.$_") foreach @layer;
is(psql('mail', '-f', "$root/dashboard/rollup.sql", '-c', 'CALL bounce_report.roll_up()'), '', 'rollup.sql says nothing');
is(differing('mail', "SELECT * FROM before_$_", "SELECT * FROM bounce_report.$_"), '0', "$_ from the roll-up is $_ from the rows") foreach @layer;
like(sql('mail', 'EXPLAIN SELECT * FROM bounce_report.top_code'), qr/rollup_code/, 'it is from the roll-up');
unlike(sql('mail', 'EXPLAIN SELECT * FROM bounce_report.top_code'), qr/on mail/, '... and from it alone');
sql('mail', q(INSERT INTO mail SELECT at + interval '100 days', code, reply, provider, diagnostic, recipient FROM counted WHERE at > '2026-10-20';
	UPDATE mail SET code = '5.7.26' WHERE at >= '2026-10-30 00:00+00'; DELETE FROM mail WHERE at BETWEEN '2026-10-31 00:00+00' AND '2026-11-01 00:00+00'));
isnt(differing('mail', 'SELECT * FROM bounce_report.live_code', 'SELECT * FROM bounce_report.day_code'), '0', 'new rows are not in the roll-up');
sql('mail', q(CALL bounce_report.roll_up('2026-10-30')));
is(differing('mail', "SELECT * FROM bounce_report.live_$_", "SELECT * FROM bounce_report.day_$_"), '0', "after roll_up with a day they are: $_")
	foreach qw(code text doubt authentication);
is(psql('mail', '-f', "$root/dashboard/rollup.sql"), '', 'rollup.sql may be run again');
is(views('mail', '-v', 'table=mail'), '', 'so may views.sql');
unlike(sql('mail', 'EXPLAIN SELECT * FROM bounce_report.top_code'), qr/rollup_code/, '... which leads back to the rows');

# 3. Tables that are not like ours
sql('mail', q(CREATE TABLE "Old Log" ("When" timestamp, dsn text, smtp int, host text);
	INSERT INTO "Old Log" VALUES ('2026-10-01 23:59', '5.1.1', 550, 'aspmx.l.google.com'), ('2026-10-02 00:01', 'none', NULL, NULL), ('2026-10-02', NULL, 421, 'x.example')));
my @old = ('-v', 'table="Old Log"', '-v', 'code=esc_try(dsn)', '-v', 'reply=smtp', '-v', 'provider=mail_provider(host)', '-v', 'schema=Old Report');
like(views('mail', @old, '-v', 'at="When"'), qr/^psql.*ERROR:  the variable "at" is not a timestamptz\nHINT:  .*AT TIME ZONE/, 'a timestamp is refused');
is(sql('mail', q(SELECT count(*) FROM pg_namespace WHERE nspname = 'Old Report')), '0', '... and nothing half done');
is(views('mail', @old, '-v', q(at=("When" AT TIME ZONE 'UTC'))), '', 'expressions for columns');
is(sql('mail', q(SELECT day, provider, category, action, bounces, codes FROM "Old Report".day_code ORDER BY 1, 2, 3)),
	qq(2026-10-01|google|user_unknown|suppress|1|{"5.1.1": 1}\n2026-10-02|other|system_unavailable|retry|1|{"4.0.0": 1}\n2026-10-02|other|||1|{}), 'dirty codes are NULL, their rows count');
is(sql('mail', q(SELECT provider, failures, permanent_share_of_failures, permanent_rate_of_mail FROM "Old Report".by_provider ORDER BY 1)),
	"google|1|1|\nother|2|0|", 'no rate of mail where there are failures only');
like(views('mail'), qr/ERROR:  no table is given\nHINT:  psql -v table=NAME/, 'no table');
like(views('mail', '-v', 'table=nothing'), qr/relation "nothing" does not exist/, 'a table that is not there');

# 4. The page
sub page_of
{
	my ($database, %variables) = @_;
	%variables = (days => 90, until => '', title => 'T', addresses => 0, schema => 'bounce_report', %variables);
	return psql($database, (map { ('-v', "$_=$variables{$_}") } sort keys %variables), '-f', "$root/dashboard/page.sql");
}

sub total { my ($part) = @_; my $total = 0; foreach my $cell (@{ $part->{cells} }) { $total += $cell->[$_] foreach grep { $_ % 2 } 3 .. $#$cell } return $total; }

my $raw = page_of('mail', until => '2026-10-31', days => 40, title => '</script>');
my $data = JSON::PP->new->utf8->decode($raw);
is($data->{about}{first}, '2026-09-22', 'as many days as it was asked for');
is(total($data->{codes}), sql('mail', "SELECT count(*) FROM counted WHERE $day BETWEEN '2026-09-22' AND '2026-10-31'"), 'every row counts in the page');
is(total($data->{authentication}), sql('mail', "SELECT count(*) FROM counted WHERE classify(code, reply, provider) = 'authentication' AND $day BETWEEN '2026-09-22' AND '2026-10-31'"), 'authentication failures');
ok(!exists $data->{addresses}, 'no addresses unless they are asked for');
my $addresses = sql('mail', 'SELECT string_agg(DISTINCT recipient, E\'\n\') FROM counted');
my $with_address = grep { index($raw, $_) >= 0 } split /\n/, $addresses;
is($with_address, 0, '... not in any text either');
like($raw, qr/no <addr> here/, '... where one would be, there is a sign for it');
unlike($raw, qr/cafe/, '... also for a broken one');
is(scalar @{ JSON::PP->new->utf8->decode(page_of('mail', addresses => 7, until => '2026-10-20'))->{addresses} }, 7, 'as many as were asked for');
my $past = JSON::PP->new->utf8->decode(page_of('mail', until => '2020-01-01'))->{about};
is("$past->{first} to $past->{last}", '2020-01-01 to 2020-01-01', 'a day before all others is a page of that day');
my $script = "$root/script/dashboard";
SKIP:
{
	skip 'no curl here, or no network', 4
		if system("curl -sSf -o /dev/null --max-time 20 https://registry.npmjs.org/vega/6.4.0 2>/dev/null") != 0;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/page.html";
	is(system($script, '--table', 'mail', '--dbname', $node->connstr('mail'), '--output', $file, '--title', '</script><b>'), 0, 'script/dashboard');
	my $html = slurp_file($file);
	is(() = $html =~ m{</script}g, 4, 'no text of the table ends a script');
	$node->safe_psql('postgres', q(CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0));
	$node->safe_psql('latin', qq(SET client_encoding = 'UTF8'; CREATE EXTENSION smtpcode; CREATE TABLE bounce AS
		SELECT now() AS at, '5.1.1'::esc AS code, '550 5.1.1 bo\xc3\xaete ferm\xc3\xa9e' AS diagnostic FROM generate_series(1, 5)));
	system($script, '--table', 'bounce', '--dbname', $node->connstr('latin'), '--output', $file);
	like(slurp_file($file), qr/bo\xc3\xaete ferm\xc3\xa9e/, 'the page is UTF-8 whatever the database is');
	isnt(system($script, '--table', 'bounce', '--dbname', $node->connstr('latin'), '--output', $file, '--days', '0'), 0, 'no page of no days');
}

# Bounded, whatever is in the table: all codes and ten thousand providers, no two texts
# alike; and the worst that the bounds let through, as much of everything on every day.
sub wild_page
{
	my ($rows) = @_;
	sql('mail', "DROP TABLE IF EXISTS wild; CREATE TABLE wild AS SELECT '2026-10-01'::timestamptz + i % 90 * interval '1 day' AS at, $rows");
	return psql('mail', '-v', 'table=wild', '-v', 'schema=pg_temp', '-v', 'days=90', '-v', 'until=', '-v', 'title=T', '-v', 'addresses=0',
		'-f', "$root/dashboard/views.sql", '-f', "$root/dashboard/page.sql");
}
my $even = wild_page(q(make_esc(5, 7, i / 90 % 160) AS code, 550 AS reply, 'p' || i / 90 / 160 AS provider, 'word' || chr(97 + i / 90 % 10) AS diagnostic
	FROM generate_series(0, 90 * 160 * 14 - 1) AS i));
$data = JSON::PP->new->utf8->decode($even);
cmp_ok(scalar(map { @$_[ 2 .. $#$_ ] } @{ $data->{codes}{cells} }) / 2, '>', 90 * 13 * 150, 'a page as full as can be');
cmp_ok(length $even, '<', 3_000_000, '... has ' . length($even) . ' bytes');
my $wild = wild_page(q(make_esc((ARRAY[2, 4, 5])[1 + i % 3], abs(hashint4(i)) % 1000, abs(hashint4(i + 1)) % 1000) AS code,
	100 + abs(hashint4(i + 2)) % 500 AS reply, 'p' || i % 10000 AS provider, md5(i::text) AS diagnostic
	FROM generate_series(1, 100000) AS i));
$data = JSON::PP->new->utf8->decode($wild);
is(scalar @{ $data->{about}{providers} }, 13, 'twelve providers and the rest');
cmp_ok(scalar @{ $data->{codes}{keys} }, '<=', 150 + 3 * 41 * 8, 'a bounded number of codes');
cmp_ok(scalar @{ $data->{doubts}{keys} }, '<=', 60, '... of doubts');
cmp_ok(length $wild, '<', 3_000_000, '... and so a bounded page of ' . length($wild) . ' bytes');
is(total($data->{codes}), sql('mail', q(SELECT count(*) FROM wild WHERE (at AT TIME ZONE 'UTC')::date > (SELECT max(at AT TIME ZONE 'UTC')::date - 90 FROM wild))), 'with whole sums');
sql('mail', 'CREATE TABLE empty (LIKE mail)');
$data = JSON::PP->new->utf8->decode(psql('mail', '-v', 'table=empty', '-v', 'schema=pg_temp', '-v', 'days=90', '-v', 'until=', '-v', 'title=T', '-v', 'addresses=9',
	'-f', "$root/dashboard/views.sql", '-f', "$root/dashboard/page.sql"));
is(scalar @{ $data->{codes}{cells} }, 0, 'an empty table makes an empty page');
is(sql('mail', q(SELECT count(*) FROM pg_class WHERE relnamespace::regnamespace::text LIKE 'pg_temp%')), '0', 'nothing is left behind');

# 5. Grafana: its macros and variables, replaced as it does
my $grafana = JSON::PP->new->utf8->decode(slurp_file("$root/dashboard/grafana.json"));
sub expanded
{
	my ($sql) = @_;
	$sql =~ s/\$__timeFilter\((\w+)\)/$1 BETWEEN '2026-09-01T00:00:00Z' AND '2026-10-31T23:59:59Z'/g;
	$sql =~ s/\$schema\b/bounce_report/g;
	$sql =~ s/\(\$provider\)/('google','microsoft','other')/g;
	$sql =~ s/\(\$category\)/('user_unknown','authentication','mailbox_full','policy','unspecified','success','no code')/g;
	return $sql;
}
foreach my $variable (grep { $_->{type} eq 'query' } @{ $grafana->{templating}{list} })
{
	cmp_ok(sql('mail', 'SELECT count(*) FROM (' . expanded($variable->{query}) . ') AS q'), '>', 5, "Grafana's variable $variable->{name}");
}
foreach my $panel (@{ $grafana->{panels} })
{
	my $sql = expanded($panel->{targets}[0]{rawSql});
	unlike($sql, qr/\$/, "Grafana: all variables of \"$panel->{title}\" are known");
	cmp_ok(sql('mail', "SELECT count(*) FROM ($sql) AS q WHERE q::text ~ '[1-9]'"), '>', 0, '... and it answers');
}
is(sql('mail', expanded($grafana->{panels}[0]{targets}[0]{rawSql})), sql('mail', expanded("SELECT count(*) FROM (SELECT $day AS day,
	coalesce(provider, 'other') AS provider, classify(code, reply, provider) AS category FROM counted) AS m WHERE category IS DISTINCT FROM 'success' AND \$__timeFilter(day) AND provider IN (\$provider) AND coalesce(category::text, 'no code') IN (\$category)")), '... with the right number');

done_testing();
