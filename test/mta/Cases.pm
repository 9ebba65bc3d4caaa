# The refusals to provoke: the rows of cases.tsv, and where each of them lives.

package Cases;

use strict;
use warnings;

use File::Basename qw(dirname);

our $table = dirname(__FILE__) . '/cases.tsv';

# Returns a hash for each case: name, stage, notify, reply, and the enhanced code
# that a reader finds in the reply; its domain, the address of that domain's
# server, and the recipients to write to.
sub read_table
{
	my ($path) = @_;
	my @cases;
	open(my $file, '<', $path // $table) or die "cases: $!\n";
	my $head = <$file>;
	while (my $line = <$file>)
	{
		chomp $line;
		my %case;
		@case{qw(name stage notify reply code)} = split /\t/, $line, -1;
		$case{domain} = "$case{name}.example";
		$case{domain} = "$case{name}.invalid" if $case{stage} eq 'nxdomain';
		# RFC 5737's networks for examples; the second is one nobody can reach.
		my $network = $case{stage} eq 'unreachable' ? '198.51.100' : '192.0.2';
		$case{address} = $network . '.' . (@cases + 10);
		$case{recipients} = [ map { "$_\@$case{domain}" }
			  $case{name} eq 'several'      ? qw(unknown-user full mailbox-off several)
			: $case{name} eq 'utf8-address' ? "j\xc3\xb6rg"
			:                                 $case{name} ];
		push @cases, \%case;
	}
	close $file;
	return @cases;
}

1;
