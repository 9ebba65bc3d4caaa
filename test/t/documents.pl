# What the documents say is what the server does: every block of SQL is run and
# its output compared, every line of a table of examples is evaluated, every link
# leads somewhere, README leads to every page, and every object of the extension is
# in the reference.
#
# A block that cannot be run here begins with ```sql and a reason: ```sql (Citus).
# The blocks of a page are run in one session, in the order of the page.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my @pages = map { File::Spec->abs2rel($_, $root) } "$root/README.md", "$root/CONTRIBUTING.md",
	glob("$root/doc/*.md");

my $node = PostgreSQL::Test::Cluster->new('documents');
$node->init;
$node->start;

# The blocks of a page: kind (sql, output), text and line.
sub blocks_of
{
	my ($page) = @_;
	my (@blocks, $block);
	my $number = 0;
	foreach my $line (split /\n/, slurp_file("$root/$page"))
	{
		$number++;
		if ($line !~ /^```(.*)/)
		{
			$block->{text} .= "$line\n" if $block;
		}
		elsif ($block)
		{
			push @blocks, $block;
			undef $block;
		}
		else
		{
			my $kind = $1 eq 'sql' ? 'sql' : $1 eq '' ? 'output' : 'other';
			$block = { kind => $kind, line => $number, text => '' };
		}
	}
	return @blocks;
}

# psql pads its columns, and a page need not; blank lines are for the eye.  How
# the server explains that it found no operator differs from version to version.
sub trimmed
{
	my ($text) = @_;
	$text =~ s/[ \t]+$//mg;
	$text =~ s/^(?:DETAIL|HINT):  (?:No operator|Could not choose|You might need to add).*\n//mg;
	return join('', map { "$_\n" } grep { $_ ne '' } split /\n/, $text);
}

# Run the blocks of a page, in a database of its own; the output of each by line.
sub outputs_of
{
	my ($name, $settings, @blocks) = @_;
	$node->safe_psql('postgres', "CREATE DATABASE $name TEMPLATE template0");
	$node->safe_psql($name, 'CREATE EXTENSION smtpcode') if $name ne 'readme';
	my $script = "\\cd $root\n$settings\n";
	$script .= "$_->{text}\n;\n\\echo >>> $_->{line}\n" foreach @blocks;
	my $file = "$PostgreSQL::Test::Utils::tmp_check/$name.sql";
	append_to_file($file, $script);
	my $output = qx{psql -X -q -d '@{[ $node->connstr($name) ]}' < '$file' 2>&1};
	my %output;
	while ($output =~ s/\A(.*?)^>>> (\d+)\n//ms)
	{
		$output{$2} = trimmed($1);
	}
	return \%output;
}

foreach my $page (@pages)
{
	my @blocks = blocks_of($page);
	my @sql = grep { $_->{kind} eq 'sql' } @blocks or next;
	my $name = lc($page) =~ s/^.*\/|\.md$//gr =~ s/\W/_/gr;
	my $output = outputs_of($name, '\set VERBOSITY default', @sql);
	my @different;
	while (my $block = shift @blocks)
	{
		next if $block->{kind} ne 'sql';
		my $got = $output->{ $block->{line} } // 'no output';
		if (@blocks && $blocks[0]{kind} eq 'output')
		{
			my $expected = trimmed($blocks[0]{text});
			push @different, "line $block->{line}:\n$got" if $got ne $expected;
		}
		elsif ($got =~ /ERROR:/)
		{
			push @different, "line $block->{line}:\n$got";
		}
	}
	is(join("\n", @different), '', "$page: @{[ scalar @sql ]} blocks of SQL give what the page says");
}

# The lines of tables of examples: an expression and its result, or a text and
# what the functions find in it.
my %functions_of = (
	'text|reply|code' => 'reply_extract(t), esc_extract(t)',
	'text|fingerprint' => 'reply_fingerprint(t)',
	'field|value' => 'named_value(t)',
	'field|type|text' => '(report(t)).diagnostic_type, (report(t)).diagnostic',
	'fields|resolved' => '(report(t)).resolved',
	'date|UTC|why' => 'mail_date(t)');
# A report with the given fields; what the field that a text names has as its
# value; a date.
my $helpers = q{
CREATE FUNCTION report(text) RETURNS dsn_recipient LANGUAGE sql AS
	$$SELECT r FROM dsn_recipients($1 || E'\nAction: failed\nStatus: 5.0.0\n') r$$;
CREATE FUNCTION named_value(text) RETURNS text LANGUAGE sql AS
	$$SELECT to_jsonb(report($1)) ->> lower(replace(split_part($1, ':', 1), '-', '_'))$$;
CREATE FUNCTION mail_date(text) RETURNS timestamp LANGUAGE sql AS
	$$SELECT (report('Last-Attempt-Date: ' || $1)).last_attempt AT TIME ZONE 'UTC'$$;
};
my @examples;
foreach my $page (@pages)
{
	my $heading = '';
	foreach my $line (split /\n/, slurp_file("$root/$page"))
	{
		next if $line =~ /^\|-/;
		if ($line !~ /^\| (.*) \|$/)
		{
			$heading = '';
			next;
		}
		my @cells = split / \| /, $1;
		if ($heading eq '')
		{
			# a table may have a column of comments besides
			$heading = join('|', @cells);
			$heading =~ s/^(text\|reply\|code)\|.*/$1/;
			next;
		}
		my $functions = $functions_of{$heading};
		if ($heading eq 'example|result' && $line =~ /^\| `(.*?)` \| (?:`(.*)`|(NULL))/)
		{
			push @examples, { page => $page, query => "SELECT $1", result => $3 // $2 };
		}
		elsif ($functions && $line =~ /^\| `([^`]*)` \| (.*) \|$/)
		{
			my ($text, @results) = ($1, split / \| /, $2);
			$text =~ s/'/''/g;
			$text =~ s/\\(?![nt])/\\\\/g;
			my $count = () = $functions =~ /\(t\)/g;
			push @examples, { page => $page, query => "SELECT $functions FROM (VALUES (E'$text')) v (t)",
				result => join('|', map { $_ eq '–' ? 'NULL' : s/^`(.*)`$/$1/r } @results[ 0 .. $count - 1 ]) };
		}
	}
}
my $output = outputs_of('examples', $helpers . '\pset format unaligned \pset tuples_only on \pset null NULL',
	map { { text => $examples[$_]{query}, line => $_ } } 0 .. $#examples);
my @wrong;
foreach my $number (0 .. $#examples)
{
	my ($page, $query, $result) = @{ $examples[$number] }{qw(page query result)};
	chomp(my $got = $output->{$number} // 'nothing');
	my %boolean = (t => 'true', f => 'false');
	push @wrong, "$page: $query gives $got" if $got ne $result && ($boolean{$got} // '') ne $result;
}
cmp_ok(scalar @examples, '>', 100, 'there are examples in tables');
is(join("\n", @wrong), '', 'and each gives its result');

# Links within the project, with the headings they name.
my @dead;
foreach my $page (@pages, 'CHANGELOG.md')
{
	my $text = slurp_file("$root/$page");
	while ($text =~ /\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)
	{
		my ($target, $anchor) = ($1, $2);
		my $file = $target eq '' ? "$root/$page" : dirname("$root/$page") . "/$target";
		if (!-e $file)
		{
			push @dead, "$page: $target";
			next;
		}
		next if !defined $anchor;
		my %headings = map { anchor_of($_) => 1 } slurp_file($file) =~ /^#+ (.*)$/mg;
		push @dead, "$page: $target#$anchor" if !$headings{$anchor};
	}
}
is(join("\n", @dead), '', 'every link leads somewhere');

my $readme = slurp_file("$root/README.md");
is(join("\n", grep { $_ ne 'README.md' && index($readme, "($_)") < 0 } @pages),
	'', 'README.md leads to every page');

# As GitHub makes it from a heading.
sub anchor_of
{
	my ($heading) = @_;
	my $anchor = lc $heading;
	$anchor =~ s/[^\w\- ]//g;
	$anchor =~ s/ /-/g;
	return $anchor;
}

# The members of the extension that users see, by the names they use.
my $names = $node->safe_psql('examples', q(
	SELECT DISTINCT name FROM pg_depend d
	LEFT JOIN pg_proc p ON classid = 'pg_proc'::regclass AND p.oid = objid
	LEFT JOIN pg_type t ON classid = 'pg_type'::regclass AND t.oid = objid
	LEFT JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid,
	LATERAL coalesce(proname, typname, relname) AS name
	WHERE refclassid = 'pg_extension'::regclass
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode') AND deptype = 'e'
		AND name IS NOT NULL AND coalesce(typelem, 0) = 0
		-- the functions behind types, operators and operator classes have no section
		AND NOT EXISTS (SELECT FROM pg_type t WHERE p.oid IN (typinput, typoutput, typreceive, typsend, typanalyze))
		AND NOT EXISTS (SELECT FROM pg_operator o WHERE o.oprcode = p.oid)
		AND NOT EXISTS (SELECT FROM pg_amproc a WHERE a.amproc = p.oid)
		AND NOT EXISTS (SELECT FROM pg_aggregate a WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggminvtransfn, aggmfinalfn))
		AND NOT EXISTS (SELECT FROM pg_proc s WHERE s.prosupport = p.oid)
		AND NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgfoid = p.oid)
	ORDER BY name));
my $reference = slurp_file("$root/doc/reference.md");
my @missing = grep { $reference !~ /\b\Q$_\E\b/ } split /\n/, $names;
is(join(' ', @missing), '', 'every object is in the reference');

$node->stop;
done_testing();
