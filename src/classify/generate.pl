#!/usr/bin/perl
#
# generate.pl
#	  Make the C tables of doubts and of other taxonomies from the tab-separated
#	  files beside this script.
#
# usage: perl src/classify/generate.pl [--check]
#
# Writes classify_data.h and classify_data.c.  With --check it writes nothing,
# and fails if these differ from what it would write, or if the enums in
# taxonomy.sql differ from the registry's files.

use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__) . '/../base';
use Tables;

my $classify = dirname(__FILE__);
my $registry = "$classify/../registry";

my @categories = read_table("$registry/categories.tsv");
my @labels = read_table("$registry/labels.tsv");
my @lint = read_table("$classify/lint.tsv");
my @crosswalk = read_table("$classify/crosswalk.tsv");
my @crosswalk_names = read_table("$classify/crosswalk_names.tsv");

check_enums() if checking();
emit("$classify/classify_data.h", header());
emit("$classify/classify_data.c", tables());
exit stale();

sub header
{
	my $text = banner("$classify/classify_data.h", 'The words of esc_lint and the sizes of the tables.');
	$text .= "#ifndef SMTPCODE_CLASSIFY_DATA_H\n";
	$text .= "#define SMTPCODE_CLASSIFY_DATA_H\n";
	$text .= "\n/* The words of esc_lint(), in its order */\ntypedef enum LintWord\n{\n";
	$text .= join(",\n",
		map { "\t/* $_->{meaning} */\n\tLINT_" . uc($_->{word} =~ tr/-/_/r) } @lint);
	$text .= "\n} LintWord;\n\n#define LINT_COUNT " . @lint . "\n";
	$text .= '#define CROSSWALK_ENTRY_COUNT ' . @categories * systems() . "\n";
	$text .= "\n#endif\t\t\t\t\t\t\t/* SMTPCODE_CLASSIFY_DATA_H */\n";
	return $text;
}

sub tables
{
	my $text = banner("$classify/classify_data.c", 'Doubts and other taxonomies as C tables.');
	$text .= "#include \"classify/crosswalk.h\"\n#include \"classify/lint.h\"\n";
	return $text . lint_table() . crosswalk_table();
}

# The words of esc_lint, with what they stand for.
sub lint_table
{
	my $text = "\nconst LintEntry lint_entries[] = {\n";
	$text .= join(",\n",
		map { "\t{" . join(', ', map { string($_) } @$_{qw(word about meaning remedy note)}) . '}' }
		  @lint);
	return "$text\n};\n";
}

# The other systems, in the order of their names in crosswalk_names.tsv.
sub systems
{
	my %seen;
	return grep { !$seen{$_}++ } map { $_->{system} } @crosswalk_names;
}

# What other systems call each category.  A name loses something unless it leads
# back to the category: no other has it, and it stands for nothing else there.
sub crosswalk_table
{
	my %row_of = map { $_->{category} => $_ } @crosswalk;
	my %name;
	$name{ $_->{system} }{ $_->{name} } = $_ for @crosswalk_names;

	my $text = "\nconst CrosswalkEntry crosswalk_entries[] = {\n";
	for my $category (map { $_->{category} } @categories)
	{
		my $row = $row_of{$category} or die "crosswalk.tsv lacks $category\n";
		for my $system (systems())
		{
			my $name = $row->{$system};
			my $entry = { wider => 'yes' };
			if (defined $name)
			{
				$entry = $name{$system}{$name}
				  or die "crosswalk_names.tsv lacks $name of $system\n";
				$entry->{used} = 1;
			}
			my $shared = grep { ($_->{$system} // '') eq ($name // '') } @crosswalk;
			my $lossy = $shared > 1 || $entry->{wider} eq 'yes';
			$text .= "\t{" . join(', ',
				'CATEGORY_' . uc $category,
				string($system), string($name), $entry->{number} // 0,
				$lossy ? 'true' : 'false', string($entry->{meaning})) . "},\n";
		}
	}
	for my $unused (grep { !$_->{used} } @crosswalk_names)
	{
		die "no category has the name $unused->{name} of $unused->{system}\n";
	}
	$text =~ s/,\n$/\n/;
	return "$text};\n";
}

# taxonomy.sql creates the enums with the same labels in the same order.
sub check_enums
{
	my $script = slurp("$classify/taxonomy.sql");
	my %wanted;
	push @{ $wanted{bounce_category} }, map { $_->{category} } @categories;
	push @{ $wanted{ $_->{type} } }, $_->{label} for @labels;
	for my $type (sort keys %wanted)
	{
		my ($list) = $script =~ /CREATE TYPE \Q$type\E AS ENUM \((.*?)\);/s;
		my $there = join ' ', ($list // '') =~ /'(\w+)'/g;
		complain("src/classify/taxonomy.sql: the labels of $type differ")
		  if $there ne join ' ', @{ $wanted{$type} };
	}
	return;
}
