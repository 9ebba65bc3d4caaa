#!/usr/bin/perl
#
# compare_iana.pl
#	  Compare the facts of iana.tsv and the date of edition.tsv with the file
#	  that IANA publishes, smtp-enhanced-status-codes.xml.
#
# usage: perl src/registry/compare_iana.pl FILE.xml
#
# Prints one line for each difference.  The exit status is 0 if there is none,
# 1 if there is any, and 2 if the files cannot be compared.  Descriptions,
# classes, categories and reasons are ours and not IANA's: they are left out.
#
# Needs XML::LibXML (Debian: libxml-libxml-perl), which nothing else here does.

use strict;
use warnings;
use File::Basename;

my $registry = dirname(__FILE__);

# The columns of iana.tsv that come from IANA, but for the pattern.
my @columns = qw(kind sample_text basic_codes basic_note reference submitter
  change_controller registered updated);

# The kind of record in each of IANA's tables, by the end of the table's id.
my %kinds = (1 => 'class', 2 => 'subject', 3 => 'enumerated');

binmode STDOUT, ':encoding(UTF-8)';
binmode STDERR, ':encoding(UTF-8)';
@ARGV == 1 && $ARGV[0] !~ /^-/
  or give_up('usage: perl src/registry/compare_iana.pl FILE.xml');

my $document = read_xml($ARGV[0]);
my @theirs = records($document);
my @ours = read_table('iana.tsv');
my %edition = map { $_->{name} => $_->{value} } read_table('edition.tsv');

my $differences = 0;
compare_dates($edition{registry_date} // '', text_of($document, './i:updated'));
compare_records();
exit($differences > 0 ? 1 : 0);

sub give_up
{
	my ($why) = @_;
	print STDERR "$why\n";
	exit 2;
}

sub differ
{
	print @_, "\n";
	$differences++;
}

# Rows of a tab-separated file as hashes.
sub read_table
{
	my ($name) = @_;
	open my $file, '<:encoding(UTF-8)', "$registry/$name" or give_up("$name: $!");
	chomp(my $first = <$file> // '');
	my @names = split /\t/, $first;
	my @rows;
	while (my $line = <$file>)
	{
		chomp $line;
		my @fields = split /\t/, $line, -1;
		give_up("$name, line $.: " . @fields . ' fields, not ' . @names)
		  if @fields != @names;
		my %row;
		@row{@names} = @fields;
		push @rows, \%row;
	}
	close $file;
	return @rows;
}

# The root of IANA's file, for XPath with the prefix i.
sub read_xml
{
	my ($path) = @_;
	eval { require XML::LibXML }
	  or give_up('XML::LibXML is missing (Debian: libxml-libxml-perl)');
	open my $file, '<:raw', $path or give_up("$path: $!");
	my $document =
	  eval { XML::LibXML->load_xml(IO => $file, no_network => 1) };
	give_up("$path: " . ($@ =~ /^(.*)/)[0]) if !$document;
	my $root = XML::LibXML::XPathContext->new($document->documentElement);
	$root->registerNs(i => 'http://www.iana.org/assignments');
	$root->exists('self::i:registry[@id="smtp-enhanced-status-codes"]')
	  or give_up("$path is not the registry smtp-enhanced-status-codes");
	return $root;
}

# Text on one line, with single blanks.
sub squeeze
{
	my ($text) = @_;
	$text =~ s/\s+/ /g;
	$text =~ s/^ | $//g;
	return $text;
}

sub text_of
{
	my ($context, $path, $node) = @_;
	return squeeze($context->findvalue($path, $node // $context->getContextNode));
}

# The records of IANA's tables, in the form of iana.tsv.
sub records
{
	my ($root) = @_;
	my @records;
	for my $table ($root->findnodes('./i:registry'))
	{
		my $id = $table->getAttribute('id') // '';
		my ($number) = $id =~ /^smtp-enhanced-status-codes-(\d+)$/;
		my $kind = $kinds{ $number // '' }
		  // give_up("a table with the id \"$id\" is not known");
		push @records, record($root, $_, $kind)
		  for $root->findnodes('./i:record', $table);
	}
	return @records;
}

sub record
{
	my ($root, $node, $kind) = @_;
	my ($codes, $note) = basic_codes(text_of($root, './i:basic_code', $node));
	return {
		pattern => pattern(text_of($root, './i:code', $node)),
		kind => $kind,
		sample_text => text_of($root, './i:summary | ./i:sample', $node),
		basic_codes => $codes,
		basic_note => $note,
		reference => join('; ',
			map { reference($_) } $root->findnodes('./i:reference', $node)),
		submitter => text_of($root, './i:submitter', $node),
		change_controller => text_of($root, './i:change_controller', $node),
		registered => $node->getAttribute('date') // '',
		updated => $node->getAttribute('updated') // ''
	};
}

# IANA writes 2.XXX.YYY and X.1.YYY.
sub pattern
{
	my ($code) = @_;
	$code =~ s/\b(?:XXX|YYY)\b/X/g;
	return $code;
}

# IANA separates reply codes in three ways, adds a remark in parentheses, or
# has only a remark; a lone dot is an empty field.
sub basic_codes
{
	my ($text) = @_;
	return ('', '') if $text eq '.';
	return ('', $text)
	  if $text !~ m{^(\d{3}(?:(?:, ?|/| or )\d{3})*)(?: \((.+)\))?$};
	my ($codes, $note) = ($1, $2);
	return (join(',', $codes =~ /\d+/g), $note // '');
}

# The text of a reference, in which a cross-reference stands for its document.
sub reference
{
	my ($node) = @_;
	my $text = '';
	for my $child ($node->childNodes)
	{
		my $data = $child->nodeName eq 'xref' ? $child->getAttribute('data') : undef;
		$data = 'RFC ' . $data if defined $data && $data =~ s/^rfc(?=\d+$)//;
		$text .= $data // $child->textContent;
	}
	return squeeze($text);
}

sub compare_dates
{
	my ($our_date, $their_date) = @_;
	differ("edition.tsv: registry_date is \"$our_date\", IANA has \"$their_date\"")
	  if $our_date ne $their_date;
}

# Every difference, in IANA's order; then the records that IANA does not have.
sub compare_records
{
	my %ours = map { $_->{pattern} => $_ } @ours;
	my %seen;
	for my $record (@theirs)
	{
		my $pattern = $record->{pattern};
		if ($seen{$pattern}++)
		{
			differ("$pattern: IANA has it twice");
		}
		elsif (!$ours{$pattern})
		{
			differ("$pattern: not in iana.tsv, IANA has ", join ', ',
				map { "$_ \"$record->{$_}\"" } grep { $record->{$_} ne '' } @columns);
		}
		else
		{
			compare_fields($ours{$pattern}, $record);
		}
	}
	differ("$_->{pattern}: not in IANA's file")
	  for grep { !$seen{ $_->{pattern} } } @ours;
}

sub compare_fields
{
	my ($our_row, $their_row) = @_;
	for my $column (@columns)
	{
		my ($ours, $theirs) = ($our_row->{$column} // '', $their_row->{$column});
		differ("$their_row->{pattern}: $column is \"$ours\", IANA has \"$theirs\"")
		  if $ours ne $theirs;
	}
}
