#!/usr/bin/perl
#
# report.pl -- doc/benchmarks.md and its plots, from what test/bench/suite/run measured
#
# usage: report.pl DIRECTORY OUTPUT
#
# DIRECTORY has run.tsv, size.tsv, cost.tsv, plan.tsv, spelling.tsv and about.tsv.  What a
# reader of the numbers has to know besides is in remarks.md, which goes into the page.

use strict;
use warnings;
use File::Basename;

my ($directory, $output) = @ARGV;
die "usage: report.pl DIRECTORY OUTPUT\n" if !defined $output;
my $here = dirname(__FILE__);

sub slurp
{
	my ($file) = @_;
	open my $in, '<', $file or die "$file: $!\n";
	return join('', <$in>);
}

sub lines { return map { [ split /\t/ ] } split /\n/, slurp($_[0]); }

# Times: size, mode, work, competitor, in the order in which the work was written.
my (%times, %part, @works);
foreach (lines("$directory/run.tsv"))
{
	my ($size, $mode, $work, $part, $competitor, $round, $ms) = @$_;
	push @works, $work if !exists $part{$work};
	$part{$work} = $part;
	$times{$size}{$mode}{$work}{$competitor}{$round} = $ms;
}
my %about = map { @$_ } lines("$directory/about.tsv");
my @sizes = sort { $a <=> $b } keys %times;
my $size = $sizes[-1];
my @competitors = ('int4', 'int4 again', 'esc', 'text', 'text, regex', 'text, split_part', 'ltree', 'semver', 'look-up', 'smallints');

sub median
{
	my @sorted = sort { $a <=> $b } @_ or return undef;
	my $middle = int(@sorted / 2);
	return @sorted % 2 ? $sorted[$middle] : ($sorted[ $middle - 1 ] + $sorted[$middle]) / 2;
}

sub time_of { my ($work, $competitor, $mode, $rows) = @_; return median(values %{ $times{ $rows // $size }{ $mode // 'one process' }{$work}{$competitor} }); }

# What a million rows take, at each of the sizes.
sub per_million
{
	my ($work, $competitor) = @_;
	return map { my $time = time_of($work, $competitor, undef, $_); defined $time ? $time / $_ * 1e6 : undef } @sizes;
}

# Ratios of the times of two that ran in the same round, in ascending order.
sub pairs
{
	my ($work, $x, $y, $mode) = @_;
	my $of = $times{$size}{ $mode // 'one process' }{$work};
	return sort { $a <=> $b } map { $of->{$x}{$_} / $of->{$y}{$_} } grep { defined $of->{$y}{$_} } keys %{ $of->{$x} };
}

# The same of what is left without the time of the statement that has nothing to do; none
# where a round is missing, or nothing is left.
sub net_pairs
{
	my ($work, $x, $y) = @_;
	my $of = $times{$size}{'one process'}{$work};
	my @rounds = grep { defined $of->{$y}{$_} && defined $of->{nothing}{$_} } keys %{ $of->{$x} };
	return if @rounds < $about{rounds} || grep { $of->{$y}{$_} <= $of->{nothing}{$_} } @rounds;
	return sort { $a <=> $b } map { ($of->{$x}{$_} - $of->{nothing}{$_}) / ($of->{$y}{$_} - $of->{nothing}{$_}) } @rounds;
}

sub rounded { my ($x) = @_; return defined $x ? sprintf('%.2f', $x) : '–'; }
sub in_rounds { return rounded(median(pairs(@_))); }
sub ratio { my ($x, $y) = @_; return rounded(defined $x && $y ? $x / $y : undef); }
sub ms { my ($x) = @_; return !defined $x ? '–' : $x < 9.95 ? sprintf('%.1f', $x) : sprintf('%.0f', $x); }

# The median, with the least and the most.
sub spread
{
	my ($work, $competitor) = @_;
	my @sorted = sort { $a <=> $b } values %{ $times{$size}{'one process'}{$work}{$competitor} } or return '–';
	return ms(median(@sorted)) . ' (' . ms($sorted[0]) . '–' . ms($sorted[-1]) . ')';
}

sub grouped { my $n = reverse $_[0]; $n =~ s/(\d{3})(?=\d)/$1,/g; return scalar reverse $n; }

sub table
{
	my ($head, @rows) = @_;
	return join('', map { '| ' . join(' | ', @$_) . " |\n" } $head, [ map { $_ eq $head->[0] ? '---' : '---:' } @$head ], @rows);
}

my @int4 = grep { defined time_of($_, 'int4') } @works;
my @sized = lines("$directory/size.tsv");
my %size_of = map { ($_->[1] => $_) } grep { $_->[0] == $size } @sized;

my $page = "# Benchmarks\n\n"
	. "Made by `make bench`: " . grouped($size) . " rows of a bounce warehouse (`test/bench/warehouse.sql`; the codes are\n"
	. "skewed as real ones, and the same on every run), kept by seven schemas in one database. Each statement\n"
	. "is run by each schema in turn, $about{rounds} rounds after one to warm up; the numbers are medians. `int4 again` is a\n"
	. "second table of integers: its ratio to the first is what chance does. Texts are compared byte by byte\n(locale C), which is the fastest that they can be.\n\n"
	. table([ 'measured', 'on' ], map { [ $_, $about{$_} ] } ('date', 'commit', 'server', 'processor', 'memory', 'huge pages', 'kernel', 'compiler'));

$page .= "\n## Beside int4\n\n![Time of each schema as a multiple of that of int4](benchmarks-schemas.svg)\n\n"
	. "Ratios of medians; then, because the speed of the machine may change from one minute to the next, the median of\n"
	. "the ratios of the statements that ran in the same round, and the least and the largest such ratio of `int4 again`.\nThe plot has the ratios in rounds; what `int4` cannot do, such as checking a text, is beside `esc`.\n\n"
	. table([ 'work', 'int4 ms', 'esc ms', 'esc / int4', 'the same, in rounds', 'int4 again / int4', 'the same, in rounds', 'from', 'to' ],
	map { my $work = $_; my @again = pairs($work, 'int4 again', 'int4'); [ $work, ms(time_of($work, 'int4')), ms(time_of($work, 'esc')), ratio(time_of($work, 'esc'), time_of($work, 'int4')), in_rounds($work, 'esc', 'int4'),
			ratio(time_of($work, 'int4 again'), time_of($work, 'int4')), map { rounded($_) } median(@again), @again[ 0, -1 ] ] } @int4);

my @texts = ('text', 'text, regex', 'text, split_part');
$page .= "\n## Beside text\n\nHow many times as long as `esc` it takes with `text` and its `CHECK`, in rounds: the whole statement, and net\nof what the same statement takes that only reads the rows, or loads them without validating them.\n\n"
	. table([ 'work', 'esc ms', 'text', 'regex', 'split_part', 'net text', 'net regex', 'net split_part' ],
	map { my $work = $_; [ $work, ms(time_of($work, 'esc')), (map { in_rounds($work, $_, 'esc') } @texts), map { rounded(median(net_pairs($work, $_, 'esc'))) } @texts ] }
		grep { defined time_of($_, 'esc') && defined time_of($_, 'text') } @works);
$page .= "\n## All schemas\n\nMilliseconds: the median, and from the least to the most.\n\n"
	. table([ 'work', grep { $_ ne 'int4 again' } @competitors, 'nothing' ],
	map { my $work = $_; [ $work, map { spread($work, $_) } grep { $_ ne 'int4 again' } @competitors, 'nothing' ] } @works)
	. "\n`nothing` is the same statement with nothing to filter, to validate or to extract.\n";

# Who took less in most rounds, by more than a twentieth; the two tables of int4 aside.
my @slower = map {
	my $work = $_;
	my @faster = grep { (median(pairs($work, 'esc', $_)) // 0) > 1.05 } grep { $_ !~ /int4/ } @competitors;
	@faster ? [ $work, ms(time_of($work, 'esc')), join(', ', map { "$_ (" . in_rounds($work, 'esc', $_) . ')' } @faster) ] : ()
} @works;
$page .= "\n## Where esc is slower\n\n" . (@slower ? table([ 'work', 'esc ms', 'faster are (time of esc / theirs)' ], @slower) : "Nowhere.\n") . "\n" . slurp("$here/remarks.md");

$page .= "\n## Size\n\n" . table([ 'schema', 'table MB', 'index MB', 'table / int4', 'index / int4' ],
	map { my $s = $size_of{$_}; [ $_, (map { sprintf('%.0f', $_ / 1e6) } @$s[ 2, 3 ]), ratio($s->[2], $size_of{int4}[2]), ratio($s->[3], $size_of{int4}[3]) ] } grep { $size_of{$_} } @competitors);

foreach my $mode ('one worker', 'two workers', 'JIT')
{
	$page .= "\n## With $mode\n\n" . table([ 'work', 'esc ms', 'esc, one process without JIT', 'int4 ms', 'esc / int4', 'text / esc' ],
		map { my $work = $_; [ $work, ms(time_of($work, 'esc', $mode)), ms(time_of($work, 'esc')), ms(time_of($work, 'int4', $mode)),
				in_rounds($work, 'esc', 'int4', $mode), in_rounds($work, 'text', 'esc', $mode) ] }
			grep { defined time_of($_, 'esc', $mode) } @works);
}

$page .= "\n## Growth\n\nHow long `esc` takes for a million rows, by the number of rows: where work grows with the rows alone, the\nfigures of a line are the same. Sorts take a little more, as n log n does.\n\n![Milliseconds for a million rows by number of rows](benchmarks-growth.svg)\n\n"
	. table([ 'work', (map { grouped($_) . ' rows' } @sizes), 'last / first', 'the same of int4' ],
	map { my $work = $_; my @esc = per_million($work, 'esc'); my @int4 = per_million($work, 'int4'); [ $work, (map { ms($_) } @esc), ratio(@esc[ -1, 0 ]), ratio(@int4[ -1, 0 ]) ] }
		grep { defined time_of($_, 'esc') && $part{$_} ne 'diagnostics' && $part{$_} ne 'index' } @works);

# What was not measured has no section.
my @plans = lines("$directory/plan.tsv");
$page .= "\n## Plans\n\nTen dashboard queries on the table of " . grouped($size) . " rows with indexes on the code, the time, the\ndomain and the effective code with the time: as they are planned, and the fastest of the plans that come\nout with one kind of step or another forbidden. The planner has been told about the machine what an\nadministrator would tell it: the table is in memory, and to start a process takes 40 ms\n(`test/bench/suite/plans.sql`).\n\n"
	. table([ 'question', 'plans', 'as planned ms', 'fastest ms', 'ratio', 'steps of the plan', 'the fastest, if it is another' ],
	map { my ($question, $statement, $ways, $planned, $fastest, $ratio, $steps, $way) = @$_; [ $question, $ways, ms($planned), ms($fastest), sprintf('%.2f', $ratio), $steps, $way eq '\N' ? '' : $way ] } @plans)
	. "\n```\n" . join("\n", map { "-- $_->[0]\n$_->[1];" } @plans) . "\n```\n"
	if @plans;

my @spellings = lines("$directory/spelling.tsv");
$page .= "\n## Spellings\n\nThe same question in other words. A function around a column hides it from an index on the column, and from\nits statistics; `<@` asks the code itself. Statistics on the expression, or an index on it, mend the spelling.\nThe question is `SELECT count(recipient) FROM bounce WHERE` with one of the conditions below.\n\n"
	. table([ 'condition', 'with', 'rows expected', 'rows found', 'how', 'ms' ],
	map { my ($question, $condition, $help, $step, $expected, $found, $ms) = @$_; [ "`$condition`", $help eq '\N' ? '' : '`' . $help =~ s/spelled\.s |INDEX \Ks |(?: FROM| ON) bounce//gr . '`', grouped($expected), grouped($found), $step, ms($ms) ] } @spellings)
	if @spellings;

my @costs = lines("$directory/cost.tsv");
$page .= "\n## Costs of functions\n\nWhat a call takes beyond its arguments, in nanoseconds and in units of the server's `int4pl`, which costs\n1; and the cost that the planner reckons with (`pg_proc.procost`).\n\n"
	. table([ 'function', 'ns', 'units', 'cost' ], map { my ($function, $ns, $units, $cost) = @$_; [ "`$function`", sprintf('%.0f', $ns), sprintf('%.1f', $units), $cost ] } @costs)
	if @costs;

open my $out, '>', "$output/benchmarks.md" or die "$output/benchmarks.md: $!\n";
print $out $page;
close $out;

# ---------------------------------------------------------------------- plots

sub plot
{
	my ($name, $script) = @_;
	open my $gnuplot, '|-', 'gnuplot' or die "gnuplot: $!\n";
	print $gnuplot "set terminal svg size 900,480 font 'sans,12' background '#ffffff'\nset output '$output/$name.svg'\n$script";
	close $gnuplot or die "gnuplot failed\n";
}

my @plotted = grep { my $w = $_; grep { $w eq $_ } ('COPY in, text', 'load from text, validated', 'index build', 'sort', 'GROUP BY code', 'GROUP BY subject', 'GROUP BY category', 'hash join', '5.7.X, scan', 'X.7.X, scan') } @works;
my @bars = ('esc', 'text', 'ltree', 'semver', 'look-up', 'smallints');
plot('benchmarks-schemas', "set style data histograms\nset style histogram clustered gap 1\nset style fill solid\nset logscale y 2\nset ylabel 'time / time of int4, in rounds'\nset xtics rotate by -30\nset key outside top center horizontal\nset grid ytics\n"
	. "\$d << EOD\n" . join('', map { my $work = $_; my $base = defined time_of($work, 'int4') ? 'int4' : 'esc'; join("\t", "\"$work\"", map { median(pairs($work, $_, $base)) // '?' } @bars) . "\n" } @plotted) . "EOD\n"
	. "set datafile separator '\\t' \nplot " . join(', ', map { "\$d using @{[ $_ + 2 ]}" . ($_ == 0 ? ':xtic(1)' : '') . " title '$bars[$_]'" } 0 .. $#bars) . "\n");
my @lines = grep { defined time_of($_, 'esc') && $part{$_} =~ /whole|load/ && $_ ne 'min and max' && $_ ne 'top-N' } @works;
plot('benchmarks-growth', "set logscale xy\nset xrange [@{[ $sizes[0] * 0.8 ]}:@{[ $sizes[-1] * 1.25 ]}]\nset xlabel 'rows'\nset ylabel 'ms for a million rows'\nset key outside right\nset grid\nset format x '%.0s%c'\n"
	. join('', map { my @per = per_million($lines[$_], 'esc'); "\$d$_ << EOD\n" . join('', map { "$sizes[$_] @{[ $per[$_] // '?' ]}\n" } 0 .. $#sizes) . "EOD\n" } 0 .. $#lines)
	. 'plot ' . join(', ', map { "\$d$_ using 1:2 with linespoints title '$lines[$_]'" } 0 .. $#lines) . "\n");
