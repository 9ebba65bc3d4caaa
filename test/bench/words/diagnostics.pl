# diagnostics.pl
#	  Diagnostics as servers write them, one a line, from the texts of test/data:
#	  each time with other addresses, hosts and numbers.
#
# usage: perl diagnostics.pl COUNT TEST_DATA

use strict;
use warnings;

my ($count, $data) = @ARGV;

# The texts of a column, those that are as long as diagnostics are.
sub texts
{
	my ($name, $column) = @_;
	open my $file, '<', "$data/$name.tsv" or die "$name.tsv: $!\n";
	my @texts;
	while (my $line = <$file>)
	{
		chomp $line;
		my $text = (split /\t/, $line)[$column] // '';
		push @texts, $text if length $text >= 60 && length $text <= 400;
	}
	close $file;
	return @texts;
}

my @texts = (texts('replies', 0), texts('fingerprints', 0), texts('bounces', 8));
srand 1;
for my $n (1 .. $count)
{
	my $text = $texts[ rand @texts ];
	my ($a, $b) = (int rand 256, int rand 100_000);
	$text =~ s/[\w.+-]+\@/user$b\@/g;
	$text =~ s/\b\d+\.\d+\.\d+\.\d+\b/192.0.2.$a/g;
	print "$text\n";
}
