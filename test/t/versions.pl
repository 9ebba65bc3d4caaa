# What newer servers have, our types have there: soft errors from PostgreSQL 16 on,
# COPY that passes over bad rows from 17, the name and version of the library from 18.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('versions');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION smtpcode');
my ($major) = $node->safe_psql('postgres', 'SHOW server_version_num') =~ /^(\d+)\d{4}$/;
note("PostgreSQL $major");

my %bad = (
	esc => [ '', '5.1', '5.1.1000', '3.1.1', '5.01.1', ' 5.1.1', 'X.1.1' ],
	esc_pattern => [ '', '5.X', '5.7.9-1', 'Z.1.1' ],
	reply_code => [ '', '55', '5500', '950', '550 ' ],
	esc_tally => [ '', '[]', '{"5.1": 1}', '{"5.1.1": 0}', '{"5.1.1": 1, "5.1.1": 1}', '{"5.1.1": 9223372036854775808}' ],
	bounce_category => ['nonsense'],
);
my %good = (esc => '5.1.1', esc_pattern => '5.7.X', reply_code => '550', esc_tally => '{"5.1.1": 2}', bounce_category => 'policy');

# What the server says of an error: SQLSTATE, message, detail, hint
sub hard_error
{
	my ($type, $text) = @_;
	return $node->safe_psql('postgres', qq(
		CREATE OR REPLACE FUNCTION pg_temp.hard_error(OUT state text, OUT message text, OUT detail text, OUT hint text) LANGUAGE plpgsql AS \$\$
		BEGIN
			PERFORM '$text'::$type;
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
		END\$\$;
		SELECT state, message, detail, hint FROM pg_temp.hard_error()));
}

foreach my $type (sort keys %bad)
{
	my @errors = map { hard_error($type, $_) } @{ $bad{$type} };
	is(scalar(grep { !/^22/ } @errors), 0, "$type: every bad text is an error of class 22");
	next if $major < 16;
	is($node->safe_psql('postgres', "SELECT pg_input_is_valid('$good{$type}', '$type')"), 't', "$type: a good text is valid input");
	is($node->safe_psql('postgres', join(';', map { "SELECT pg_input_is_valid('$_', '$type')" } @{ $bad{$type} })),
		join("\n", ('f') x @{ $bad{$type} }), "$type: a bad text is no valid input");
	is($node->safe_psql('postgres', join(';', map { "SELECT sql_error_code, message, coalesce(detail, ''), coalesce(hint, '') FROM pg_input_error_info('$_', '$type')" } @{ $bad{$type} })),
		join("\n", @errors), "$type: its soft error says what the error says");
}

SKIP:
{
	skip 'COPY passes over bad rows from PostgreSQL 17 on', 3 if $major < 17;
	$node->safe_psql('postgres', 'CREATE TABLE bounce (id int, code esc, pattern esc_pattern, reply reply_code, tally esc_tally)');
	my @rows = ("0\t$good{esc}\t$good{esc_pattern}\t$good{reply_code}\t$good{esc_tally}");
	my @columns = qw(esc esc_pattern reply_code esc_tally);
	foreach my $column (0 .. $#columns)
	{
		foreach my $text (@{ $bad{ $columns[$column] } })
		{
			my @row = @good{@columns};
			$row[$column] = $text;
			push @rows, join("\t", scalar(@rows), @row);
		}
	}
	push @rows, scalar(@rows) . "\t\\N\t\\N\t\\N\t\\N";
	my ($status, $out, $err) = $node->psql('postgres', "COPY bounce FROM STDIN (ON_ERROR ignore);\n" . join("\n", @rows) . "\n\\.\n");
	is($status, 0, 'COPY passes over bad rows');
	like($err, qr/@{[ @rows - 2 ]} rows were skipped/, 'and says how many');
	is($node->safe_psql('postgres', 'TABLE bounce ORDER BY id'),
		"0|$good{esc}|$good{esc_pattern}|$good{reply_code}|$good{esc_tally}\n$#rows||||", 'the others are there');
}

SKIP:
{
	skip 'A library tells its version from PostgreSQL 18 on', 1 if $major < 18;
	is($node->safe_psql('postgres', q(
		LOAD 'smtpcode';
		SELECT module_name, version = (SELECT extversion FROM pg_extension WHERE extname = 'smtpcode') FROM pg_get_loaded_modules() WHERE module_name = 'smtpcode')),
		'smtpcode|t', 'the library tells its name and version');
}

$node->stop;
done_testing();
