# The library outlives the SQL version: labels that it knows and the catalog does not
# have are answered with their documented parents, in every function, view, plan and
# worker, until the extension is updated.  Nor does it crash or answer anything else
# where users have added labels or renamed them.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my ($current) = slurp_file("$root/smtpcode.control") =~ /^default_version = '(\d+\.\d+)'$/m;
my $node = PostgreSQL::Test::Cluster->new('labels');
my $extensions = $node->config_data('--sharedir') . '/extension';
plan skip_all => "cannot write to $extensions" if !-w $extensions;

# ----------------------------------------------------- labels and their parents

# From the registry's own tables: the parent of each label, '' for a root.
my %parent;
foreach my $line (split /\n/, slurp_file("$root/src/registry/categories.tsv"))
{
	my ($label, $parent) = split /\t/, $line, -1;
	next if $label eq 'category';
	$parent{bounce_category}{$label} = $parent;
}
foreach my $line (split /\n/, slurp_file("$root/src/registry/labels.tsv"))
{
	my ($type, $label, $parent) = split /\t/, $line, -1;
	$parent{$type}{$label} = $parent if $type ne 'type';
}
my @types = sort keys %parent;

# The label that stands in where the given ones are missing.
sub stand_in
{
	my ($type, $label, $missing) = @_;
	$label = $parent{$type}{$label} while $missing->{$type}{$label};
	return $label;
}

# Two older versions: one without every other label that has a parent, and one with
# nothing but the roots.
my $script = slurp_file("$extensions/smtpcode--$current.sql");
my (%missing, @made);
foreach my $version ('0.8', '0.9')
{
	my $number = 0;
	foreach my $type (@types)
	{
		foreach my $label (sort keys %{ $parent{$type} })
		{
			$missing{$version}{$type}{$label} = 1
			  if $parent{$type}{$label} ne '' && ($version eq '0.8' || $number++ % 2 == 0);
		}
	}
	my ($older, $update) = ($script, '');
	foreach my $type (@types)
	{
		# each is added before the next, and the last one at the end
		$older =~ s{(CREATE TYPE $type AS ENUM \()(.*?)(\n\);)}{
			my ($begin, $list, $end) = ($1, $2, $3);
			my @labels = $list =~ /'(\w+)'/g;
			my %missing = %{ $missing{$version}{$type} // {} };
			$update .= join('', map { "ALTER TYPE $type ADD VALUE '$labels[$_]'" . ($_ < $#labels ? " BEFORE '$labels[$_ + 1]'" : '') . ";\n" }
				grep { $missing{ $labels[$_] } } reverse 0 .. $#labels);
			$begin . join(', ', map { "'$_'" } grep { !$missing{$_} } @labels) . $end}se or die "no $type\n";
	}
	install("smtpcode--$version.sql", $older);
	install("smtpcode--$version--$current.sql", $update);
}

# Put a script where the server finds it, for this test.
sub install
{
	my ($file, $text) = @_;
	die "$file is there already\n" if -e "$extensions/$file";
	append_to_file("$extensions/$file", $text);
	push @made, "$extensions/$file";
	return;
}

END { unlink @made if @made }

# ------------------------------------------------------------------- the server

$node->init;
$node->append_conf('postgresql.conf', 'fsync = off');
$node->start;
my $parallel = $node->safe_psql('postgres', q(SELECT name FROM pg_settings WHERE name IN ('force_parallel_mode', 'debug_parallel_query')));

my $make = q(
	CREATE TABLE bounce AS
	SELECT make_esc(class, subject, detail) AS code, reply::reply_code, provider
	FROM unnest('{2,4,5}'::int[]) AS class, generate_series(0, 8) AS subject, generate_series(0, 31) AS detail,
		unnest('{NULL,250,421,451,452,550,552,554}'::int[]) AS reply, unnest('{NULL,google,microsoft}'::text[]) AS provider;
	ALTER TABLE bounce SET (parallel_workers = 2);
	INSERT INTO bounce_rule (pattern, category, note) VALUES ('5.7.31', 'unspecified', 'a root');
	CREATE FUNCTION answers(OUT answer text, OUT count bigint) RETURNS SETOF record LANGUAGE sql AS $$
		SELECT * FROM (
			SELECT concat_ws(' ', classify(code, reply, provider), recommend(code, reply, provider),
				permanence(code, reply, provider), responsible(code, reply, provider), hardness(code, reply, provider)) AS answer, count(*)
			FROM bounce GROUP BY answer) AS answers
		ORDER BY answer COLLATE "C"
	$$);

# Each kind of answer with the number of its rows, in the order of the answers.
my $answers = 'SELECT * FROM answers()';
my $in_parallel = "SET $parallel = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;";

# The answers of an older version, from those of the current one.
sub expected
{
	my ($answers, $missing) = @_;
	my %count;
	foreach my $line (split /\n/, $answers)
	{
		my ($answer, $count) = split /\|/, $line;
		my @labels = split / /, $answer;
		my @in_order = qw(bounce_category bounce_action bounce_permanence bounce_party bounce_hardness);
		$count{ join ' ', map { stand_in($in_order[$_], $labels[$_], $missing) } 0 .. 4 } += $count;
	}
	return join("\n", map { "$_|$count{$_}" } sort keys %count);
}

$node->safe_psql('postgres', 'CREATE DATABASE new');
$node->safe_psql('new', "CREATE EXTENSION smtpcode; $make");
my $new = $node->safe_psql('new', $answers);
cmp_ok(scalar(split /\n/, $new), '>', 50, 'there is much to answer');

# The same by other ways: generated columns, an index, a view, with rules, as a row.
my $other_ways = q(
	SELECT count(*) FILTER (WHERE (d).category <> classify(code, reply, provider) OR (d).action <> recommend(code, reply, provider)
			OR (d).party <> responsible(code, reply, provider) OR (d).permanence <> permanence(code, reply, provider)
			OR (d).hardness <> hardness(code, reply, provider)),
		count(*) FILTER (WHERE classify_with_rules(code, reply, provider) <> classify(code, reply, provider)
			AND code <> '5.7.31'),
		count(*) FILTER (WHERE recommend_with_rules(code, reply, provider) <> recommend(code, reply, provider)
			AND code <> '5.7.31')
	FROM (SELECT *, diagnose(code, reply, provider) AS d FROM bounce OFFSET 0) AS diagnosed;
	SELECT count(*) FROM stored WHERE category <> classify(code, reply, provider);
	SELECT count(*) FROM esc_registry WHERE category <> classify(make_esc(5, 7, 999))
		AND pattern = 'X.7.X';);

foreach my $version ('0.8', '0.9')
{
	(my $database = "from_$version") =~ s/\W/_/;
	my $missing = $missing{$version};
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, "CREATE EXTENSION smtpcode VERSION '$version'; $make");
	my $old = expected($new, $missing);
	isnt($old, $new, "$version has other answers");
	is($node->safe_psql($database, $answers), $old, 'those of the parents');

	$node->safe_psql($database, q(
		CREATE TABLE stored (code esc, reply reply_code, provider text,
			category bounce_category GENERATED ALWAYS AS (classify(code, reply, provider)) STORED);
		CREATE INDEX stored_action ON stored (recommend(code, reply, provider));
		INSERT INTO stored SELECT * FROM bounce));
	is($node->safe_psql($database, $other_ways), "0|0|0\n0\n0", 'whoever is asked');

	my $query = q(SELECT concat_ws(' ', classify(code, reply, provider), recommend(code, reply, provider),
		permanence(code, reply, provider), responsible(code, reply, provider), hardness(code, reply, provider)), count(*) FROM bounce GROUP BY 1);
	like($node->safe_psql($database, "$in_parallel EXPLAIN (ANALYZE, COSTS OFF) $query"),
		qr/Workers Launched: [12].*Parallel Seq Scan/s, 'workers are at work');
	is(join("\n", sort split /\n/, $node->safe_psql($database, "$in_parallel $query")), $old, 'and answer the same');

	# A session that has answered before the update has the new labels after it.
	my $session = $node->background_psql($database);
	is($session->query_safe($answers), $old, 'a session before the update');
	is($node->safe_psql($database, "BEGIN; ALTER EXTENSION smtpcode UPDATE; $answers; COMMIT"), $old,
		'in the transaction of the update the labels do not count yet');
	is($session->query_safe($answers), $new, 'the session after the update');
	$session->quit;
	is($node->safe_psql($database, $answers), $new, 'and another one');
	my $range = 'SELECT ' . join(', ', map { "enum_range(NULL::$_)" } @types);
	is($node->safe_psql($database, $range), $node->safe_psql('new', $range), 'the labels are those of a fresh installation')
	  if $version eq '0.8';
	cmp_ok($node->safe_psql($database, 'SELECT count(*) FROM stored WHERE category <> classify(code, reply, provider)'), '>', 0,
		'what is stored stays what it was');
	is($node->safe_psql($database, q(SELECT string_agg(object, ' ' ORDER BY object COLLATE "C") FROM smtpcode_dependents)),
		'public.stored.category public.stored_action', 'and is listed');
}

# ------------------------------------------------------------- renamed by a user

# Every label in turn: its parent stands in, and without one it is an error that says so.
my (@wrong, @refused);
my $session = $node->background_psql('new', on_error_stop => 0);
foreach my $type (@types)
{
	foreach my $label (sort keys %{ $parent{$type} })
	{
		$node->safe_psql('new', "ALTER TYPE $type RENAME VALUE '$label' TO 'renamed'");
		my $got = $session->query($answers);
		my $error = $session->{stderr} // '';
		$session->{stderr} = '';
		if ($parent{$type}{$label} eq '')
		{
			push @refused, $label if $error =~ /ERROR:  type $type has no label "$label"/;
			push @wrong, "$type $label: $got" if $got ne '';
		}
		elsif ($got ne expected($new, { $type => { $label => 1 } }))
		{
			push @wrong, "$type $label";
		}
		$node->safe_psql('new', "ALTER TYPE $type RENAME VALUE 'renamed' TO '$label'");
	}
}
$session->quit;
is(join("\n", @wrong), '', 'whatever label is renamed, its parent stands in');
my @roots = map { my $type = $_; grep { $parent{$type}{$_} eq '' } sort keys %{ $parent{$type} } } @types;
is("@refused", "@roots", 'and a root label that is missing is an error');

# Labels of a user's own among ours change no answer, in any place.
$node->safe_psql('new', join '', map { my $type = $_; map { "ALTER TYPE $type ADD VALUE 'own_$_' BEFORE '$_';" } keys %{ $parent{$type} } } @types);
is($node->safe_psql('new', $answers), $new, 'labels that a user adds change nothing');
is($node->safe_psql('new', q(
		INSERT INTO bounce_rule (pattern, category, action) VALUES ('5.7.30', 'own_policy', 'own_retry');
		SELECT category, action, party, permanence FROM diagnose_with_rules('5.7.30'))),
	'own_policy|own_retry|unknown|permanent', 'and are answered by rules that say so');

$node->stop;
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC|XX000|cache lookup failed/, 'the server has not suffered');
done_testing();
