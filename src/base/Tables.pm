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

our @EXPORT = qw(banner checking complain date emit max numbers_of packed parts read_table slurp
  stale string);

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

# Rows of a tab-separated file as hashes; an empty field is undef.  The columns
# that are named may hold any character, in UTF-8.  With {line} comes the number
# of the row's line.
sub read_table
{
	my ($path, @any_character) = @_;
	my $name = basename($path);
	my %any_character = map { $_ => 1 } @any_character;
	open my $file, '<:encoding(UTF-8)', $path or die "$name: $!\n";
	chomp(my $first = <$file>);
	my @columns = split /\t/, $first;
	my @rows;
	while (my $line = <$file>)
	{
		chomp $line;
		my @fields = split /\t/, $line, -1;
		die "$name, line $.: " . @fields . ' fields, not ' . @columns . "\n"
		  if @fields != @columns;
		my %row;
		@row{@columns} = map { $_ eq '' ? undef : $_ } @fields;
		# it must be right in a database of any encoding
		for my $column (grep { !$any_character{$_} } @columns)
		{
			die "$name, line $.: not ASCII\n" if ($row{$column} // '') =~ /[^\x20-\x7e]/;
		}
		$row{line} = $.;
		push @rows, \%row;
	}
	close $file;
	return @rows;
}

# A string constant of C, NULL for undef; what is not ASCII as bytes of UTF-8.
sub string
{
	my ($text) = @_;
	return 'NULL' if !defined $text;
	utf8::encode($text);
	$text =~ s/(["\\])/\\$1/g;
	$text =~ s/([^\x20-\x7e])/sprintf '\\%03o', ord $1/ge;
	return "\"$text\"";
}

# The number of each value of a column, in the order in which they come: 1, 2, 3.
sub numbers_of
{
	my ($column, @rows) = @_;
	my %number;
	for my $value (map { $_->{$column} } @rows)
	{
		$number{$value} = 1 + keys %number if !$number{$value};
	}
	return %number;
}

# A date as C has it.
sub date
{
	my ($date) = @_;
	return '{0}' if !defined $date;
	$date =~ /^(\d{4})-(\d\d)-(\d\d)$/ or die "not a date: $date\n";
	return sprintf '{%d, %d, %d}', $1, $2, $3;
}

# The three parts of a pattern; undef for X.
sub parts
{
	my ($pattern) = @_;
	$pattern =~ /^([245X])\.(\d+|X)\.(\d+|X)$/ or die "not a pattern: $pattern\n";
	return map { $_ eq 'X' ? undef : $_ } ($1, $2, $3);
}

# The C constant of a pattern.
sub packed
{
	my ($class, $subject, $detail) = @_;
	return sprintf 'PATTERN_PACK(%s, %s, %d, %d)', $class // 'PATTERN_ANY',
	  $subject // 'PATTERN_ANY', $detail // 0, $detail // 999;
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
