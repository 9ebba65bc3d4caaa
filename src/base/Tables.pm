# Tables.pm
#	  What the generators of C tables share: tab-separated files in, C out.
#
# A generator is called with --check to compare what it would write with what
# is there, and to write nothing.

package Tables;

use strict;
use warnings;
use Exporter 'import';
use File::Basename;

our @EXPORT = qw(banner checking complain emit max read_table slurp stale string);

my $check = @ARGV && $ARGV[0] eq '--check';
my $stale = 0;

sub checking { return $check }

# The exit status of a generator.
sub stale { return $stale }

sub complain
{
	my ($message) = @_;
	print STDERR "$message\n";
	$stale = 1;
	return;
}

# Rows of a tab-separated file as hashes; an empty field is undef.
sub read_table
{
	my ($path) = @_;
	my $name = basename($path);
	open my $file, '<', $path or die "$name: $!\n";
	chomp(my $first = <$file>);
	my @columns = split /\t/, $first;
	my @rows;
	while (my $line = <$file>)
	{
		chomp $line;
		# it must be right in a database of any encoding
		die "$name, line $.: not ASCII\n" if $line =~ /[^\t\x20-\x7e]/;
		my @fields = split /\t/, $line, -1;
		die "$name, line $.: " . @fields . ' fields, not ' . @columns . "\n"
		  if @fields != @columns;
		my %row;
		@row{@columns} = map { $_ eq '' ? undef : $_ } @fields;
		push @rows, \%row;
	}
	close $file;
	return @rows;
}

# A string constant of C, NULL for undef.
sub string
{
	my ($text) = @_;
	return 'NULL' if !defined $text;
	$text =~ s/(["\\])/\\$1/g;
	return "\"$text\"";
}

sub max
{
	my $max = 0;
	for (@_) { $max = $_ if $_ > $max }
	return $max;
}

# The comment at the top of a generated file.
sub banner
{
	my ($path, $what) = @_;
	my $name = basename($path);
	my $room = basename(dirname($path));
	return <<"EOT";
/*
 * $name
 *	  $what
 *
 * Made by src/$room/generate.pl from the files beside it: do not edit.
 */
EOT
}

# Write a generated file, or tell whether it differs.
sub emit
{
	my ($path, $text) = @_;
	my $name = basename($path);
	my $room = basename(dirname($path));
	if ($check)
	{
		my $old = -e $path ? slurp($path) : '';
		complain("src/$room/$name is stale: run make generate") if $old ne $text;
		return;
	}
	open my $file, '>', $path or die "$path: $!\n";
	print $file $text;
	close $file or die "$path: $!\n";
	return;
}

sub slurp
{
	my ($path) = @_;
	open my $file, '<', $path or die "$path: $!\n";
	local $/ = undef;
	return scalar <$file>;
}

1;
