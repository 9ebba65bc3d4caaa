#!/usr/bin/perl
#
# generate.pl
#	  Make the C tables of the registry from the tab-separated files beside
#	  this script, as PostgreSQL makes its error codes from one text file.
#
# usage: perl src/registry/generate.pl [--check]
#
# Writes registry_data.h, registry_data.c and provider_data.c.  With --check it
# writes nothing, and fails if these differ from what it would write.

use strict;
use warnings;
use File::Basename;
use lib dirname(__FILE__) . '/../base';
use Tables;

my $registry = dirname(__FILE__);

my @categories = read_table("$registry/categories.tsv");
my @labels = read_table("$registry/labels.tsv");
my @iana = read_table("$registry/iana.tsv");
my @replies = read_table("$registry/reply.tsv");
my @digits = read_table("$registry/reply_digits.tsv");
my @meanings = read_table("$registry/provider.tsv");
my @exceptions = read_table("$registry/provider_exception.tsv");
my @sources = read_table("$registry/provider_source.tsv");
my @aliases = read_table("$registry/provider_alias.tsv");
my @hosts = read_table("$registry/provider_host.tsv");
my %edition = map { $_->{name} => $_->{value} } read_table("$registry/edition.tsv");

# The five enums, each as [type, C prefix, rows], in the order of their labels.
for my $row (@categories)
{
	$row->{label} = $row->{category};
	$row->{phrase} = $row->{meaning};
}
my @enums = (
	[ 'bounce_category', 'CATEGORY', [@categories] ],
	map {
		my ($type, $prefix) = @$_;
		[ $type, $prefix, [ grep { $_->{type} eq $type } @labels ] ];
	} ([ 'bounce_action', 'ACTION' ],
		[ 'bounce_permanence', 'PERMANENCE' ],
		[ 'bounce_party', 'PARTY' ],
		[ 'bounce_hardness', 'HARDNESS' ]));
my %constant;    # type and label to C constant
for my $enum (@enums)
{
	my ($type, $prefix, $rows) = @$enum;
	$constant{$type}{ $_->{label} } = $prefix . '_' . uc $_->{label}
	  for @$rows;
}

# Providers in the order of their numbers, which begin with 1.
my %provider_number = numbers_of('provider', @aliases);
my @providers = sort { $provider_number{$a} <=> $provider_number{$b} } keys %provider_number;
my @names =
  map { { key => squeezed($_->{alias}), provider => $_->{provider} } } @aliases;
my @host_keys = map { { key => $_->{host}, provider => $_->{provider} } } @hosts;
my @sides = qw(inbound submission report both);
my @relations = qw(same narrower different unregistered);
my @evidences = qw(official observed);

my $name_words = int((longest(@names) + 7) / 8);
my @codes;    # of all providers, each with its cases in C

check_providers();
my $cases = provider_cases();
emit("$registry/registry_data.h", header());
emit("$registry/registry_data.c", tables());
emit("$registry/provider_data.c", provider_tables());
exit stale();

sub constant
{
	my ($type, $label) = @_;
	return $constant{$type}{$label}
	  // die "$type has no label \"" . ($label // '') . "\"\n";
}

# A set of first digits as a bit mask.
sub mask
{
	my $mask = 0;
	$mask |= 1 << $_ for @_;
	return sprintf '0x%02x', $mask;
}

sub header
{
	my $text = banner("$registry/registry_data.h", 'The labels and sizes of the registry.');
	$text .= "#ifndef SMTPCODE_REGISTRY_DATA_H\n";
	$text .= "#define SMTPCODE_REGISTRY_DATA_H\n";
	for my $enum (@enums)
	{
		my ($type, $prefix, $rows) = @$enum;
		(my $name = $type) =~ s/(?:^|_)(.)/\u$1/g;
		$text .= "\ntypedef enum $name\n{\n";
		$text .= "\t/* $_->{meaning} */\n\t" . constant($type, $_->{label}) . ",\n"
		  for @$rows;
		$text =~ s/,\n$/\n/;
		$text .= "} $name;\n\n#define ${prefix}_COUNT " . @$rows . "\n";
	}

	my @known = map { [ parts($_->{pattern}) ] } @iana;
	my @details = map { $_->[2] // () } @known;
	my @subjects = map { $_->[1] // () } @known;
	my ($year, $month, $day) = split /-/, $edition{registry_date};
	$text .= "\n#define IANA_ENTRY_COUNT " . @iana . "\n";
	$text .= '#define IANA_SUBJECT_COUNT ' . (max(@subjects) + 1) . "\n";
	$text .= '#define IANA_DETAIL_COUNT ' . (max(@details) + 1) . "\n";
	$text .= '#define REPLY_ENTRY_COUNT ' . @replies . "\n";
	$text .= "\n#define PROVIDER_COUNT " . @providers . "\n";
	$text .= '#define PROVIDER_ENTRY_COUNT ' . @meanings . "\n";
	$text .= "#define PROVIDER_NAME_WORDS $name_words\n";
	$text .= '#define PROVIDER_HOST_MAX ' . longest(@host_keys) . "\n";
	$text .= '#define PROVIDER_NAME_BITS ' . bits_for(@names) . "\n";
	$text .= '#define PROVIDER_HOST_BITS ' . bits_for(@host_keys) . "\n";
	$text .= '#define PROVIDER_CODE_BITS ' . bits_for(@codes) . "\n";
	$text .= sprintf "\n#define REGISTRY_DATE {%d, %d, %d}\n", $year, $month, $day;
	$text .= "#define TAXONOMY_VERSION \"$edition{taxonomy_version}\"\n";
	$text .= "\n#endif\t\t\t\t\t\t\t/* SMTPCODE_REGISTRY_DATA_H */\n";
	return $text;
}

sub tables
{
	my $text = banner("$registry/registry_data.c", 'The registry as C tables.');
	$text .= "#include \"registry/registry.h\"\n";
	return $text . label_tables() . category_table() . iana_tables() . reply_tables();
}

# Each label, and the older one that stands in where a catalog lacks it.
sub label_tables
{
	my $text = '';
	for my $enum (@enums)
	{
		my ($type, undef, $rows) = @$enum;
		$text .= "\nconst BounceLabel ${type}_labels[] = {\n";
		for my $row (@$rows)
		{
			my $parent =
			  defined $row->{parent} ? constant($type, $row->{parent}) : 'NO_PARENT';
			$text .= "\t{\"$row->{label}\", $parent, " . string($row->{phrase}) . "},\n";
		}
		$text =~ s/,\n$/\n/;
		$text .= "};\n";
	}
	return $text;
}

sub category_table
{
	my $text = "\nconst CategoryEntry category_entries[] = {\n";
	for my $row (@categories)
	{
		$text .= "\t/* $row->{category} */\n";
		$text .= "\t{" . join(', ',
			constant('bounce_action', $row->{transient_action}),
			constant('bounce_action', $row->{permanent_action}),
			constant('bounce_party', $row->{party}),
			constant('bounce_hardness', $row->{hardness})) . "},\n";
	}
	$text =~ s/,\n$/\n/;
	return "$text};\n";
}

sub iana_tables
{
	my (%lists, @entries, %slot);
	my $lists = '';
	for my $row (@iana)
	{
		my ($class, $subject, $detail) = parts($row->{pattern});
		my $kind =
		  defined $detail ? 'enumerated' : defined $subject ? 'subject' : 'class';
		die "$row->{pattern} is of kind $kind, not $row->{kind}\n"
		  if $kind ne $row->{kind};
		die "$row->{pattern} stands twice\n" if $slot{ $row->{pattern} };
		$slot{ $row->{pattern} } = @entries + 1;

		# IANA names codes one by one, or all that begin with a digit.
		my @codes = split /,/, $row->{basic_codes} // '';
		my $note = $row->{basic_note} // '';
		my @ranges = $note eq 'Any' ? (1 .. 5) : $note =~ /\b([1-5])XX\b/g;
		my $list = @codes ? 'basic_codes_' . join('_', @codes) : 'NULL';
		$lists .= "static const int16_t $list\[\] = {" . join(', ', @codes) . "};\n"
		  if @codes && !$lists{$list}++;

		my $classes = $row->{classes} // '';
		my @fields = (
			[ pattern => packed($class, $subject, $detail) ],
			[ kind => 'IANA_' . uc $kind ],
			[ sample_text => string($row->{sample_text}) ],
			[ basic_codes => $list ],
			[ basic_code_count => scalar @codes ],
			[ basic_ranges => mask(@ranges) ],
			[ basic_note => string($row->{basic_note}) ],
			[ description => string($row->{description}) ],
			[ reference => string($row->{reference}) ],
			[ submitter => string($row->{submitter}) ],
			[ change_controller => string($row->{change_controller}) ],
			[ registered => date($row->{registered}) ],
			[ updated => date($row->{updated}) ],
			[ classes_stated => $classes eq '' ? 'false' : 'true' ],
			[ classes => mask($classes =~ /\d/g) ],
			[ classes_basis => string($row->{classes_basis}) ],
			[ category => constant('bounce_category', $row->{category}) ],
			[ party => constant('bounce_party',
					$row->{party} // party_of($row->{category})) ],
			[ dead_recipient => $row->{dead_recipient} eq 'yes' ? 'true' : 'false' ],
			[ reason => string($row->{reason}) ],
			[ transient_reason => string($row->{transient_reason}) ],
			[ permanent_reason => string($row->{permanent_reason}) ]);
		push @entries,
		  "\t{\n" . join(",\n", map { "\t\t.$_->[0] = $_->[1]" } @fields) . "\n\t}";
	}

	my $text = "\n$lists";
	$text .= "\nconst IanaEntry iana_entries[] = {\n" . join(",\n", @entries) . "\n};\n";

	# Slots: the place in iana_entries, counted from 1, or 0 for none.
	my $subjects = max(map { (parts($_->{pattern}))[1] // 0 } @iana);
	my $details = max(map { (parts($_->{pattern}))[2] // 0 } @iana);
	$text .= slots('iana_class_slots[]',
		map { $slot{"$_.X.X"} // 0 } 0 .. 5);
	$text .= slots('iana_subject_slots[]',
		map { $slot{"X.$_.X"} // 0 } 0 .. $subjects);
	$text .= "\nconst uint16_t iana_code_slots[][IANA_DETAIL_COUNT] = {\n";
	for my $subject (0 .. $subjects)
	{
		my @row = map { $slot{"X.$subject.$_"} // 0 } 0 .. $details;
		$text .= "\t{" . join(', ', @row) . "},\n";
	}
	$text =~ s/,\n$/\n/;
	return "$text};\n";
}

sub party_of
{
	my ($category) = @_;
	my ($row) = grep { $_->{category} eq $category } @categories;
	return $row->{party};
}

sub reply_tables
{
	my $text = "\nconst ReplyEntry reply_entries[] = {\n";
	my %slot;
	for my $row (@replies)
	{
		$slot{ $row->{code} } = 1 + keys %slot;
		$text .= "\t{\n" . join(",\n",
			"\t\t.code = $row->{code}",
			"\t\t.name = " . string($row->{name}),
			"\t\t.reference = " . string($row->{reference}),
			"\t\t.status = " . string($row->{status}),
			"\t\t.category = " . constant('bounce_category', $row->{category}),
			"\t\t.reason = " . string($row->{reason})) . "\n\t},\n";
	}
	$text =~ s/,\n$/\n/;
	$text .= "};\n";
	$text .= slots('reply_slots[]', map { $slot{$_} // 0 } 100 .. 599);
	for my $place ([ 'first', 'reply_severities' ], [ 'second', 'reply_subjects' ])
	{
		my ($which, $name) = @$place;
		my %names = map { $_->{digit} => $_->{name} }
		  grep { $_->{place} eq $which } @digits;
		$text .= "\nconst char *const $name\[10\] = {\n\t"
		  . join(",\n\t", map { string($names{$_}) } 0 .. 9) . "\n};\n";
	}
	return $text;
}

# The numbers of a provider's pattern: class, subject, first and last detail.
sub range
{
	my ($pattern) = @_;
	$pattern =~ /^([45])\.(\d+)\.(\d+)(?:-(\d+))?$/
	  or die "not a provider's pattern: $pattern\n";
	die "not a range: $pattern\n" if defined $4 && $4 <= $3;
	return ($1, $2, $3, $4 // $3);
}

sub replies
{
	my ($row) = @_;
	return split /,/, $row->{basic_codes} // '';
}

sub check_label
{
	my ($what, $label, @known) = @_;
	die "$what is not \"" . ($label // '') . "\"\n"
	  if !grep { $_ eq ($label // '') } @known;
}

sub check_providers
{
	my %used;
	my $before = '';
	for my $row (@meanings)
	{
		my $place = sprintf '%s %d %03d %03d %03d', $row->{provider},
		  range($row->{pattern});
		die "provider.tsv: $row->{provider} $row->{pattern} is out of order\n"
		  if $place lt $before;
		$before = $place;
		check_meaning($row);
		$used{ $row->{source} } = 1;
	}
	for my $row (@sources)
	{
		die "provider_source.tsv: no row is from $row->{source}\n"
		  if !$used{ $row->{source} };
	}
	for my $row (@exceptions)
	{
		die "provider_exception.tsv: $row->{pattern}: no such meaning\n"
		  if !defined exception($row->{provider}, $row->{pattern},
			$row->{basic_code});
	}
	check_keys('provider_alias.tsv', @names);
	check_keys('provider_host.tsv', @host_keys);
	for my $provider (@providers)
	{
		die "provider_alias.tsv: $provider is no alias of itself\n"
		  if !grep { $_->{alias} eq $provider && $_->{provider} eq $provider }
		  @aliases;
	}
}

# Is the row sound, and does it stand to IANA's records as it says?
sub check_meaning
{
	my ($row) = @_;
	my ($class, $subject, $first, $last) = range($row->{pattern});
	my $what = "provider.tsv: $row->{provider} $row->{pattern}";
	die "$what: no such provider\n" if !$provider_number{ $row->{provider} };
	for my $reply (replies($row))
	{
		die "$what: no failing reply: $reply\n" if $reply !~ /^[45]\d\d$/;
	}
	check_label("$what: side", $row->{side}, @sides);
	check_label("$what: relation", $row->{relation}, @relations);
	check_label("$what: evidence", $row->{evidence}, @evidences);
	check_label("$what: source", $row->{source}, map { $_->{source} } @sources);
	die "$what has no meaning\n" if !defined $row->{meaning};
	die "$what: no dead recipient is class $class $row->{category}\n"
	  if $row->{dead_recipient} eq 'yes'
	  && !($class == 5 && grep { $_ eq $row->{category} }
		qw(user_unknown domain_unknown address_invalid recipient_changed mailbox_disabled));

	my %category = map { $_->{pattern} => $_->{category} } @iana;
	my @registered =
	  grep { defined } map { $category{"X.$subject.$_"} } $first .. $last;
	die "$what: relation to IANA's registry\n"
	  if (@registered == 0) != ($row->{relation} eq 'unregistered');
	die "$what is not the same as IANA's, which is $registered[0]\n"
	  if $row->{relation} eq 'same' && $row->{category} ne $registered[0];
}

sub check_keys
{
	my ($file, @keys) = @_;
	my %seen;
	for my $row (@keys)
	{
		die "$file: no such provider: $row->{provider}\n"
		  if !$provider_number{ $row->{provider} };
		die "$file: $row->{key} stands twice\n" if $seen{ $row->{key} }++;
		die "$file: not a key: $row->{key}\n"
		  if $row->{key} !~ /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
	}
}

# A provider's name as it is looked up: letters and digits, in lower case.
sub squeezed
{
	my ($name) = @_;
	(my $key = lc $name) =~ tr/a-z0-9//cd;
	return $key;
}

sub longest
{
	return max(map { length $_->{key} } @_);
}

# The size of a hash table that is at most half full, as a power of two.
sub bits_for
{
	my $bits = 0;
	$bits++ while 2**$bits < 2 * @_;
	return $bits;
}

sub provider_tables
{
	my $text = banner("$registry/provider_data.c", 'What providers mean, as C tables.');
	$text .= "#include \"registry/provider_table.h\"\n";
	$text .= "\nconst char *const provider_keys[] = {\n\tNULL";
	$text .= ",\n\t" . string($_) for @providers;
	$text .= "\n};\n";
	$text .= provider_entries() . $cases;
	$text .= code_table() . name_table() . host_table();
	return $text;
}

sub provider_entries
{
	my (%lists, %source_index, @entries);
	my $lists = '';
	my $sources = "\nstatic const ProviderSource sources[] = {\n";
	for my $row (@sources)
	{
		$source_index{ $row->{source} } = keys %source_index;
		my $reference = join ', edition ', grep { defined } @$row{qw(title edition)};
		$sources .= "\t{" . join(', ',
			map { string($_) } @$row{qw(title edition)}, $reference) . "},\n";
	}
	$sources =~ s/,\n$/\n/;
	for my $row (@meanings)
	{
		my ($class, $subject, $first, $last) = range($row->{pattern});
		my @codes = replies($row);
		my $list = @codes ? 'basic_codes_' . join('_', @codes) : 'NULL';
		$lists .= "static const int16_t $list\[\] = {" . join(', ', @codes) . "};\n"
		  if @codes && !$lists{$list}++;
		my @fields = (
			[ provider => $provider_number{ $row->{provider} } ],
			[ pattern => "PATTERN_PACK($class, $subject, $first, $last)" ],
			[ basic_codes => $list ],
			[ basic_code_count => scalar @codes ],
			[ side => 'SIDE_' . uc $row->{side} ],
			[ tag => string($row->{tag}) ],
			[ meaning => string($row->{meaning}) ],
			[ category => constant('bounce_category', $row->{category}) ],
			[ dead_recipient => $row->{dead_recipient} eq 'yes' ? 'true' : 'false' ],
			[ relation => 'RELATION_' . uc $row->{relation} ],
			[ evidence => 'EVIDENCE_' . uc $row->{evidence} ],
			[ source => "&sources[$source_index{ $row->{source} }]" ]);
		push @entries,
		  "\t{\n" . join(",\n", map { "\t\t.$_->[0] = $_->[1]" } @fields) . "\n\t}";
	}
	return "\n$lists$sources};\n"
	  . "\nconst ProviderEntry provider_entries[] = {\n"
	  . join(",\n", @entries) . "\n};\n";
}

# The row that stands for all others of its code and reply, if one does.
sub exception
{
	my ($provider, $pattern, $reply) = @_;
	my ($exception) = grep {
		     $_->{provider} eq $provider
		  && $_->{pattern} eq $pattern
		  && $_->{basic_code} eq $reply
	} @exceptions;
	return undef if !defined $exception;
	my ($row) = grep {
		     $_->{provider} eq $provider
		  && $_->{pattern} eq $pattern
		  && $_->{category} eq $exception->{category}
	} @meanings;
	return $row;
}

# The rows that answer for a reply, of those that hold for a code: those with
# the reply or without any (all, if the reply is not given), the code itself
# before a range, with a reply before without, and submission last.
sub remaining
{
	my ($reply, @rows) = @_;
	@rows = grep {
		my @replies = replies($_);
		!defined $reply || !@replies || grep { $_ eq $reply } @replies
	} @rows;
	for my $better (
		sub { $_[0]->{pattern} !~ /-/ },
		sub { defined $_[0]->{basic_codes} },
		sub { $_[0]->{side} ne 'submission' })
	{
		my @best = grep { $better->($_) } @rows;
		@rows = @best if @best;
	}
	return @rows;
}

# Of the rows that remain, the one that names the category: the commonest of
# the official ones, if there are any; of equals the one that stands first.
sub naming_row
{
	my (@rows) = @_;
	my @official = grep { $_->{evidence} eq 'official' } @rows;
	@rows = @official if @official;
	my %count;
	$count{ $_->{category} }++ for @rows;
	my $most = max(values %count);
	my ($row) = grep { $count{ $_->{category} } == $most } @rows;
	return $row;
}

# The answer of the rows for a reply (undef: none is given), in C; undef if
# there is none.
sub answer
{
	my ($reply, @rows) = @_;
	@rows = remaining($reply, @rows) or return undef;
	my $dead = !grep { $_->{dead_recipient} ne 'yes' } @rows;
	my $named = naming_row(@rows);
	my $exception =
	  exception($named->{provider}, $named->{pattern}, $reply // '');
	if (defined $exception)
	{
		$named = $exception;
		$dead = $named->{dead_recipient} eq 'yes';
	}
	my ($index) = grep { $meanings[$_] == $named } 0 .. $#meanings;
	return sprintf '&provider_entries[%d], %s, %d, %s', $index,
	  constant('bounce_category', $named->{category}), scalar @rows,
	  $dead ? 'true' : 'false';
}

# The answers of each provider: for each run of codes with the same rows, one
# for no reply, one for each reply that a row names, one for all others.
sub provider_cases
{
	my @cases;
	for my $provider (@providers)
	{
		my @rows = grep { $_->{provider} eq $provider } @meanings;
		for my $run (runs(@rows))
		{
			my ($class, $subject, $first, $last, @here) = @$run;
			my %replies = map { $_ => 1 } map { replies($_) } @here;
			my $others = answer('none of them', @here);
			my @answers = ([ 'NO_REPLY', answer(undef, @here) ],
				map { [ $_, answer($_, @here) ] } sort keys %replies);
			push @answers, [ 'OTHER_REPLY', $others ] if defined $others;
			for my $detail ($first .. $last)
			{
				push @codes,
				  {
					provider => $provider_number{$provider},
					code => [ $class, $subject, $detail ],
					cases => scalar(@cases) . ', ' . @answers
				  };
			}
			push @cases, map { "$_->[1], $_->[0]" } @answers;
		}
	}
	return "\nconst ProviderAnswer provider_answers[] = {\n"
	  . join(",\n", map { "\t{$_}" } @cases) . "\n};\n";
}

# The codes of a provider in ascending order, as runs without overlap: class,
# subject, first and last detail, and the rows that hold for all of them.
sub runs
{
	my (@rows) = @_;
	my %subjects;
	for my $row (@rows)
	{
		my ($class, $subject) = range($row->{pattern});
		push @{ $subjects{ $class * 1000 + $subject } }, $row;
	}
	my @runs;
	for my $key (sort { $a <=> $b } keys %subjects)
	{
		my @here = @{ $subjects{$key} };
		my %ends;    # where a row begins, or the one before ended
		for my $row (@here)
		{
			my (undef, undef, $first, $last) = range($row->{pattern});
			$ends{$first} = $ends{ $last + 1 } = 1;
		}
		my @ends = sort { $a <=> $b } keys %ends;
		for my $i (0 .. $#ends - 1)
		{
			my ($first, $last) = ($ends[$i], $ends[ $i + 1 ] - 1);
			my @those = grep {
				my (undef, undef, $from, $to) = range($_->{pattern});
				$from <= $first && $last <= $to
			} @here;
			push @runs, [ int($key / 1000), $key % 1000, $first, $last, @those ]
			  if @those;
		}
	}
	return @runs;
}

# A hash table with open addressing: where a slot is taken, the next free one.
# The rows have their hash, a number of 32 bits, and what stands in the slot.
sub hash_table
{
	my ($declaration, $empty, @rows) = @_;
	my $bits = bits_for(@rows);
	my @table = ($empty) x 2**$bits;
	my %used;
	for my $row (@rows)
	{
		my $slot = $row->{hash} >> (32 - $bits);
		$slot = ($slot + 1) % @table while $used{$slot}++;
		$table[$slot] = $row->{slot};
	}
	return "\nconst $declaration = {\n" . join(",\n", map { "\t$_" } @table) . "\n};\n";
}

# The hash functions of provider.c: of a number of 32 bits, and of a byte more.
sub hash_number
{
	my ($number) = @_;
	return ($number * 2654435769) & 0xffffffff;
}

sub hash_byte
{
	my ($hash, $byte) = @_;
	return (($hash ^ $byte) * 16777619) & 0xffffffff;
}

sub code_table
{
	return hash_table(
		'ProviderCode provider_codes[]',
		'{0, 0, 0}',
		map {
			my ($class, $subject, $detail) = @{ $_->{code} };
			my $key = $_->{provider} << 23 | $class << 20 | $subject << 10 | $detail;
			{
				hash => hash_number($key),
				slot => sprintf '{PROVIDER_CODE_KEY(%d, ESC_PACK(%d, %d, %d)), %s}',
				$_->{provider}, $class, $subject, $detail, $_->{cases}
			}
		} @codes);
}

# A name lies in words of eight characters, each as a number in base 256.
sub name_table
{
	return hash_table(
		'ProviderName provider_names[]',
		'{{0}, 0}',
		map {
			my @words = map { unpack 'Q>', substr "\0" x 8 . $_, -8 }
			  unpack '(a8)*', $_->{key};
			my $mixed = 0;
			$mixed ^= $_ for @words;
			{
				hash => hash_number(($mixed ^ $mixed >> 32) & 0xffffffff),
				slot => sprintf '/* %s */ {{%s}, %d}', $_->{key},
				join(', ', map { sprintf 'UINT64_C(0x%x)', $_ } @words),
				$provider_number{ $_->{provider} }
			}
		} @names);
}

# A host is hashed from its end, so that the domains it is under are, too.
sub host_table
{
	return hash_table(
		'ProviderHost provider_hosts[]',
		'{NULL, 0, 0}',
		map {
			my $hash = 2166136261;
			$hash = hash_byte($hash, $_) for reverse unpack 'C*', $_->{key};
			{
				hash => hash_number($hash),
				slot => sprintf '{%s, %d, %d}',
				string($_->{key}), length $_->{key}, $provider_number{ $_->{provider} }
			}
		} @host_keys);
}

# An array of slots, fifteen on a line.
sub slots
{
	my ($declaration, @slots) = @_;
	my $text = "\nconst uint16_t $declaration = {\n";
	while (my @line = splice @slots, 0, 15)
	{
		$text .= "\t" . join(', ', @line) . (@slots ? ",\n" : "\n");
	}
	return "$text};\n";
}
