# The rooms of src/ depend on each other one way, as doc/design.md says: by what
# their files include, and by the symbols that their objects take from each other.

use strict;
use warnings;

use File::Basename qw(basename dirname);
use File::Spec;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $built = dirname($PostgreSQL::Test::Utils::tmp_check);

# Each room, and those that it uses; it also uses what these use.
my %uses = (
	base => [],
	code => ['base'],
	text => ['code'],
	registry => ['code'],
	words => [ 'registry', 'text' ],
	classify => ['words'],
	rules => ['classify'],
	mail => ['text'],
	tally => ['code']);

sub reaches
{
	my ($from, $to) = @_;
	return 1 if $from eq $to;
	return scalar grep { reaches($_, $to) } @{ $uses{$from} };
}

# What is wrong with a list of [file, room it is in, room it uses, what it uses].
sub faults
{
	return map { "$_->[0] uses $_->[3] of $_->[2]/" } grep { !reaches($_->[1], $_->[2]) } @_;
}

# --------------------------------------------------------------------- folders

my ($rooms) = slurp_file("$root/Makefile") =~ /^ROOMS = (.*)$/m;
is_deeply([ sort split ' ', $rooms ], [ sort keys %uses ], 'the Makefile has the same rooms');
my @in_order = split ' ', $rooms;
is_deeply([ grep { my $n = $_; grep { my $used = $_; grep { $in_order[$_] eq $used } $n + 1 .. $#in_order } @{ $uses{ $in_order[$n] } } } 0 .. $#in_order ],
	[], 'in an order in which each follows those that it uses');
is_deeply([ sort map { basename($_) } glob("$root/src/*") ], [ sort keys %uses ], 'src/ has nothing but rooms');
my ($table) = slurp_file("$root/doc/design.md") =~ /^(\| room \|.*?)\n\n/ms;
is_deeply([ ($table // '') =~ /^\| `(\w+)\/`/mg ], \@in_order, 'doc/design.md has them in the same order');

# -------------------------------------------------------------------- includes

sub included
{
	my ($file, $text) = @_;
	my $room = basename(dirname($file));
	return map { [ basename($file), $room, dirname($_), $_ ] }
	  grep { $uses{ dirname($_) } } $text =~ /^#\s*include "(\w+\/\w+\.h)"/mg;
}

my @files = glob("$root/src/*/*.[ch]");
my @includes = map { included($_, slurp_file($_)) } @files;
cmp_ok(scalar @includes, '>', 100, 'there are includes');
is_deeply([ faults(@includes) ], [], 'each is of a room that may be used');
is_deeply([ grep { !-e "$root/src/$_->[3]" } @includes ], [], 'and of a file that is there');
my %header = map { basename($_) => 1 } grep { /\.h$/ } @files;
is_deeply([ grep { my $text = slurp_file($_); grep { $header{$_} } $text =~ /^#\s*include "(\w+\.h)"/mg } @files ],
	[], 'no file leaves the room out');
is_deeply([ faults(included('src/code/esc.c', "#include \"registry/registry.h\"\n")) ],
	['esc.c uses registry/registry.h of registry/'], 'a wrong one is found');

# --------------------------------------------------------------------- symbols

my @objects = glob("$built/src/*/*.o");
SKIP:
{
	skip 'nothing has been built here', 4 if !@objects;
	my (%defined, @wanted);
	foreach my $object (@objects)
	{
		my $room = basename(dirname($object));
		foreach my $line (split /\n/, qx{nm '$object'})
		{
			my ($kind, $symbol) = $line =~ /([A-Za-z]) (\S+)$/ or next;
			$defined{$symbol} = $room if $kind =~ /[TDRB]/;
			push @wanted, [ basename($object), $room, $symbol ] if $kind eq 'U';
		}
	}
	my @calls = map { [ $_->[0], $_->[1], $defined{ $_->[2] }, $_->[2] ] } grep { $defined{ $_->[2] } } @wanted;
	is(scalar @objects, scalar(grep { /\.c$/ } @files), 'every file has been compiled');
	cmp_ok(scalar @calls, '>', 100, 'objects take symbols from each other');
	is_deeply([ faults(@calls) ], [], 'each from a room that may be used');
	is_deeply([ faults([ 'esc.o', 'code', $defined{bounce_judge}, 'bounce_judge' ]) ],
		['esc.o uses bounce_judge of classify/'], 'a wrong one is found');
}

done_testing();
