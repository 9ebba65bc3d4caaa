#!/usr/bin/perl
#
# generate.pl
#	  Make the C tables of the phrases and of their matcher from the
#	  tab-separated files beside this script.
#
# usage: perl src/words/generate.pl [--check | --plain]
#
# Writes phrase_data.h and phrase_data.c.  With --check it writes nothing, and
# fails if these differ from what it would write.  With --plain it prints the
# phrases, folded but not made into an automaton, as C that a slow matcher of the
# tests can read: alternatives apart by |, the words of one by _.

use strict;
use warnings;
no warnings 'portable';    # the numbers that hash words have 64 bits
use File::Basename;
use lib dirname(__FILE__), dirname(__FILE__) . '/../base';
use Automaton;
use Folding qw(fold_of kind_of kinds letter_blocks split_words symbol_ranges);
use Tables;

my $words = dirname(__FILE__);
my $registry = "$words/../registry";

# The most bytes of a word in a text that is compared; a short one fits into 16.
my $short_word = 16;
my $long_word = 32;

# The most words that `..' stands for.
my $gap_words = 3;

# The most bytes of the matcher's tables: what is read for each text has to stay
# in the cache of a processor.
my $table_bytes = 256 * 1024;

# How hard to look for states that are nearly the same: from how many steps on,
# how many candidates are known by each step, and how many of these are compared.
my $least_to_share = 3;
my $states_kept = 16;
my $models_tried = 8;

# How many places may be tried for a row before the search counts as long.
my $long_search = 300;

# What the words of a table are multiplied with to hash them, eight bytes each.
my @multipliers = (0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, 0x27d4eb2f165667c5);

my @phrases = read_table("$words/phrases.tsv", 'phrase');
my @classes = read_table("$words/word_classes.tsv", 'words');
my @abouts = qw(recipient sender client message receiver network unknown);
my @strengths = qw(hint reason);
my %known = (
	category => { map { $_->{category} => 1 } read_table("$registry/categories.tsv") },
	action => { map { $_->{label} => 1 }
		  grep { $_->{type} eq 'bounce_action' } read_table("$registry/labels.tsv") },
	about => { map { $_ => 1 } @abouts },
	strength => { map { $_ => 1 } @strengths },
	dead => { yes => 1, no => 1 },
	provider => { numbers_of('provider', read_table("$registry/provider_alias.tsv")) });

my @faults;                    # in the data
my %class = read_classes();    # class and language to alternatives
die_of_faults();
my %negations_of = map { $_->{language} => 1 } grep { $_->{class} eq 'negation' } @classes;
my @negations = sort map { $_->[0] } map { @{ $class{negation}{$_} } } keys %negations_of;
check_phrases();
my @items = map { items_of($_) } @phrases;
die_of_faults();
if (@ARGV && $ARGV[0] eq '--plain')
{
	print plain_phrases();
	exit;
}
my $automaton = Automaton->new(\@items, \@negations);
check_reached();
die_of_faults();

my @states = states_in_order();    # of the automaton, with numbers from 1
my @steps;                         # [state, next], at the state's base + symbol
my %base = place_steps();
my %size;                          # bytes of the matcher's tables
my $data = data();
my $bytes = 0;
$bytes += $_ for values %size;
die "the matcher's tables take $bytes bytes, more than $table_bytes\n" if $bytes > $table_bytes;

emit("$words/phrase_data.c", $data);
emit("$words/phrase_data.h", header());
if (!checking())
{
	printf "%d phrases, %d words, %d symbols, %d states, %d bytes of tables (%s)\n", scalar @phrases,
	  scalar keys %{ $automaton->{symbol} }, $automaton->{symbols}, scalar @states, $bytes,
	  join ', ', map { "$_ $size{$_}" } sort keys %size;
}
exit stale();

# ------------------------------------------------------------ reading the data

# Calls a function; what it dies of is noted as a fault in a line of a file.
sub in_line
{
	my ($file, $row, $function) = @_;
	my $answer = eval { $function->() };
	push @faults, "$file, line $row->{line}: $@" if $@;
	return $answer;
}

sub die_of_faults
{
	die @faults if @faults;
	return;
}

# Alternatives, each a list of words, by class and language.
sub read_classes
{
	my %alternatives;
	for my $row (@classes)
	{
		in_line('word_classes.tsv', $row, sub {
			my ($name, $language) = ($row->{class} // '', $row->{language} // '');
			die "\"$name\" is no name of a class\n" if $name !~ /^\w+$/;
			die "\"$language\" is no language\n" if $language !~ /^[a-z]{2}$/;
			die "{$name} of $language stands twice\n" if $alternatives{$name}{$language};
			my @texts = split /\|/, $row->{words} // '', -1;
			$alternatives{$name}{$language} = [ distinct("{$name}", map { spellings_of($_) } @texts) ];
			die "a negation is one word\n"
			  if $name eq 'negation' && grep { @$_ != 1 } @{ $alternatives{$name}{$language} };
		});
	}
	return %alternatives;
}

sub distinct
{
	my ($what, @alternatives) = @_;
	my %seen;
	for (@alternatives)
	{
		die "\"@$_\" stands twice in $what\n" if $seen{"@$_"}++;
	}
	return @alternatives;
}

# The ways to write words: where there is a hyphen, as one word and as two.
sub spellings_of
{
	my ($text) = @_;
	die "an empty alternative\n" if $text !~ /\S/;
	die "\"$text\" is not in lower case\n" if $text ne lc $text;
	my @spellings = ('');
	for my $part (split /(-)/, $text =~ s/^\s+|\s+$//gr)
	{
		@spellings = $part eq '-'
		  ? map { ($_, "$_ ") } @spellings
		  : map { "$_$part" } @spellings;
	}
	my @ways = map { [ split_words($_) ] } @spellings;
	for my $word (map { @$_ } @ways)
	{
		my $bytes = $word;
		utf8::encode($bytes);
		die "\"$word\" is longer than $long_word bytes\n" if length $bytes > $long_word;
	}
	my %seen;    # ideographs are words with or without a hyphen
	return grep { !$seen{"@$_"}++ } @ways;
}

sub check_phrases
{
	my %seen;
	for my $row (@phrases)
	{
		in_line('phrases.tsv', $row, sub {
			my $language = $row->{language} // '';
			die "\"$language\" is no language with negations in word_classes.tsv\n"
			  if !$negations_of{$language};
			for my $column (qw(category about strength dead))
			{
				die "$column is missing\n" if !defined $row->{$column};
			}
			for my $column (grep { defined $row->{$_} } sort keys %known)
			{
				die "$column \"$row->{$column}\" is not known\n" if !$known{$column}{ $row->{$column} };
			}
			confined_to($row);
			my $key = join "\t", map { $row->{$_} // '' } qw(phrase provider only);
			die "the same phrase as in line $seen{$key}\n" if $seen{$key};
			$seen{$key} = $row->{line};
		});
	}
	return;
}

# The codes and replies that a phrase is confined to, as C constants.
sub confined_to
{
	my ($row) = @_;
	my %list = (codes => [], replies => []);
	for (split /,/, $row->{only} // '')
	{
		if (/^[2-5]\d\d$/) { push @{ $list{replies} }, $_ }
		else { push @{ $list{codes} }, packed(parts($_)) }
	}
	return \%list;
}

# A phrase as the automaton takes it.
sub items_of
{
	my ($row) = @_;
	return in_line('phrases.tsv', $row, sub {
		my @items = parse_items($row->{phrase} // '', $row->{language});
		die "an empty phrase\n" if !@items;
		die "\"..\" stands at an end\n" if $items[0]{gap} || $items[-1]{gap};
		die "may be empty\n" if !grep { !$_->{optional} && !$_->{gap} } @items;
		return \@items;
	});
}

sub parse_items
{
	my ($text, $language) = @_;
	my @items;
	while ($text =~ /\G\s*(?:\[([^][]*)\]|\{(\w+)\}|(\.\.)(?=\s|$)|([^][{}\s]+))\s*/gc)
	{
		my ($optional, $class, $gap, $literal) = ($1, $2, $3, $4);
		push @items,
			defined $optional ? { optional => [ parse_items($optional, $language) ] }
		  : defined $class ? { words => $class{$class}{$language} // die "no class {$class} of $language\n" }
		  : defined $gap ? { gap => $gap_words }
		  : { words => [ spellings_of($literal) ] };
		die "an empty alternative\n" if $items[-1]{optional} && !@{ $items[-1]{optional} };
	}
	die "cannot read \"" . substr($text, pos($text) // 0) . "\"\n" if (pos($text) // 0) < length $text;
	return @items;
}

sub plain_phrases
{
	my $text = "static const char *const plain_negations[] = {\n";
	$text .= "\t" . string($_) . ",\n" for @negations;
	$text .= "\tNULL\n};\n\nstatic const char *const plain_phrases[] = {\n";
	$text .= "\t" . string(plain_items($_)) . ",\n" for @items;
	return "$text\tNULL\n};\n";
}

sub plain_items
{
	my ($items) = @_;
	return join ' ', map {
			$_->{gap} ? '..'
		  : $_->{optional} ? '[ ' . plain_items($_->{optional}) . ' ]'
		  : join '|', map { join '_', @$_ } @{ $_->{words} }
	} @$items;
}

# Is there a phrase that is found only where another one is, in the same place?
sub check_reached
{
	for my $pair ($automaton->never_alone())
	{
		my ($phrase, $other) = @phrases[@$pair];
		push @faults, "phrases.tsv, line $phrase->{line}: is found only where that of line $other->{line} is\n"
		  if ($phrase->{provider} // '') eq ($other->{provider} // '')
		  && ($phrase->{only} // '') eq ($other->{only} // '');
	}
	return;
}

# ------------------------------------------------------------------- automaton

sub leads_on { return $_[0]{other} || %{ $_[0]{steps} } }

# States that end a phrase come first, and last those that lead on, so that a
# number tells.  The root has none: what it leads to is a table of its own.
sub states_in_order
{
	my $root = $automaton->{states}[ $automaton->{root} - 1 ];
	my @order = sort {
		   !!@{ $b->{ends} } <=> !!@{ $a->{ends} }
		|| !!leads_on($a) <=> !!leads_on($b)
		|| $a->{made} <=> $b->{made}
	} map { $automaton->{states}[$_]{made} = $_; $automaton->{states}[$_] } 0 .. $#{ $automaton->{states} };
	@order = grep { $_ != $root } @order;
	$order[$_]{number} = $_ + 1 for 0 .. $#order;
	die scalar(@order) . " states are too many\n" if @order > 65535;
	return @order;
}

sub number_of
{
	my ($made) = @_;
	return $made ? $automaton->{states}[ $made - 1 ]{number} : 0;
}

# The steps of a state as symbols and numbers of states.  Symbol 0, which is any
# word, leads to where all symbols lead that have no step.
sub steps_of
{
	my ($state) = @_;
	my %to = map { $_ => number_of($state->{steps}{$_}) } keys %{ $state->{steps} };
	$to{0} = number_of($state->{other}) if $state->{other};
	return \%to;
}

# Many states are nearly the same.  Such a state has another one for its model,
# and only those steps that differ: a step of the model that it lacks leads to 0.
# The model stands behind the last symbol.  Returns the rows by state.
sub rows_with_models
{
	my (%row, %having);    # having: by step, the latest states that have it
	my %steps = map { $_->{number} => steps_of($_) } grep { leads_on($_) } @states;
	for my $state (sort { keys %{ $steps{$b} } <=> keys %{ $steps{$a} } || $a <=> $b } keys %steps)
	{
		my $own = $steps{$state};
		my @pairs = map { "$_:$own->{$_}" } sort { $a <=> $b } keys %$own;
		my %shared;
		if (@pairs >= $least_to_share)
		{
			$shared{$_}++ for map { @{ $having{$_} // [] } } @pairs;
		}
		$row{$state} = $own;
		my ($tried, $fewest) = (0, scalar @pairs);
		my @models = grep { 2 * $shared{$_} > keys(%{ $steps{$_} }) + 1 } keys %shared;
		for my $model (sort { $shared{$b} <=> $shared{$a} || $a <=> $b } @models)
		{
			last if ++$tried > $models_tried;
			my $row = difference($own, $steps{$model});
			next if keys %$row >= $fewest - 1;
			$fewest = keys %$row;
			$row{$state} = { %$row, $automaton->{symbols} + 1 => $model };
		}
		next if @pairs < $least_to_share;
		for my $list (map { $having{$_} //= [] } @pairs)
		{
			push @$list, $state;
			shift @$list if @$list > $states_kept;
		}
	}
	return %row;
}

# The steps that differ from those of a model.
sub difference
{
	my ($own, $model) = @_;
	my %row = map { $_ => $own->{$_} } grep { ($model->{$_} // 0) != $own->{$_} } keys %$own;
	$row{$_} = 0 for grep { !exists $own->{$_} } keys %$model;
	return \%row;
}

# Lays the rows of all states into one table, those with the most steps first,
# each at a base where all its places are free.  Where a search was long, the
# next one for as many steps begins there: before it is little room.  Fills @steps.
sub place_steps
{
	my (%base, @next_free, @begin);
	my %row = rows_with_models();
	my $last = 0;
	for my $state (sort { keys %{ $row{$b} } <=> keys %{ $row{$a} } || $a <=> $b } keys %row)
	{
		my ($first, @others) = sort { $a <=> $b } keys %{ $row{$state} };
		my $begin = $begin[@others] // 0;
		my $place = next_free($begin > $first ? $begin : $first, \@next_free);
		my $tries = 0;
		TRY: while (++$tries)
		{
			for my $symbol (@others)
			{
				next if !$steps[ $place - $first + $symbol ];
				$place = next_free($place + 1, \@next_free);
				next TRY;
			}
			last;
		}
		$base{$state} = $place - $first;
		$begin[@others] = $place if $tries > $long_search;
		for my $symbol ($first, @others)
		{
			$steps[ $base{$state} + $symbol ] = [ $state, $row{$state}{$symbol} ];
			$next_free[ $base{$state} + $symbol ] = $base{$state} + $symbol + 1;
		}
		$last = $base{$state} if $base{$state} > $last;
	}
	$last += $automaton->{symbols} + 1;
	die "$last steps are too many\n" if $last > 65535;
	$steps[$last] //= undef;
	return %base;
}

# The first free place at or behind one, with a list of where to look next.
sub next_free
{
	my ($place, $next) = @_;
	my @passed;
	while (defined $next->[$place])
	{
		push @passed, $place;
		$place = $next->[$place];
	}
	$next->[$_] = $place for @passed;
	return $place;
}

# ----------------------------------------------------------------------- words

# Bytes as numbers of eight bytes, the first byte the lowest.
sub eights
{
	my ($bytes) = @_;
	return unpack 'Q<*', $bytes . "\0" x (-length($bytes) % 8);
}

# The sum of the eights, each multiplied, modulo 2 to the 64th.
sub hash_of
{
	my ($bytes, $bits) = @_;
	my $sum = 0;
	my @eights = eights($bytes);
	for my $n (0 .. $#eights)
	{
		use integer;
		$sum += $eights[$n] * $multipliers[$n];
	}
	return ($sum & 0xffffffffffffffff) >> (64 - $bits);
}

# The words of up to a length as a hash table: slots with the place in a list of
# keys, counted from 1; a slot that is taken gives way to the next one.
sub hash_table
{
	my ($least, $most) = @_;
	my @table;
	for my $word (sort keys %{ $automaton->{symbol} })
	{
		my $bytes = $word;
		utf8::encode($bytes);
		push @table, { key => $bytes, symbol => $automaton->{symbol}{$word} }
		  if length $bytes >= $least && length $bytes <= $most;
	}
	my $bits = 3;
	$bits++ while 1 << $bits < 2 * @table;
	my @slots = (0) x (1 << $bits);
	for my $n (0 .. $#table)
	{
		my $slot = hash_of($table[$n]{key}, $bits);
		$slot = ($slot + 1) % @slots while $slots[$slot];
		$slots[$slot] = $n + 1;
	}
	return { bits => $bits, slots => \@slots, words => \@table };
}

# ------------------------------------------------------------------- writing C

sub numbers
{
	my ($type, $name, @numbers) = @_;
	$size{ $name =~ s/\[.*//r } = @numbers * ($type =~ /8/ ? 1 : $type =~ /64/ ? 8 : 2);
	my $text = "\nconst $type $name = {\n";
	while (my @line = splice @numbers, 0, 15)
	{
		$text .= "\t" . join(', ', @line) . (@numbers ? ",\n" : "\n");
	}
	return "$text};\n";
}

# Numbers in braces, or other things, a few on a line.
sub braces
{
	my ($declaration, $bytes, @items) = @_;
	my ($name) = $declaration =~ /(\w+)\[/;
	$size{$name} = $bytes * @items;
	my $text = "\nconst $declaration = {\n";
	while (my @line = splice @items, 0, 5)
	{
		$text .= "\t" . join(', ', map { "{$_}" } @line) . (@items ? ",\n" : "\n");
	}
	return "$text};\n";
}

sub header
{
	my $ending = grep { @{ $_->{ends} } } @states;
	my $leaves = grep { !leads_on($_) } @states;
	my $root = $automaton->{states}[ $automaton->{root} - 1 ];
	my $short = hash_table(1, $short_word);
	my $long = hash_table($short_word + 1, $long_word);
	my %define = (
		PHRASE_COUNT => scalar @phrases,
		PHRASE_WORDS_MAX => $root->{depth},
		PHRASE_NEGATION_COUNT => $automaton->{negations},
		PHRASE_SYMBOL_COUNT => $automaton->{symbols} + 1,
		PHRASE_INNER_STATES => @states - $leaves,
		PHRASE_ENDING_STATES => $ending,
		PHRASE_LEAF_STATES => $leaves,
		PHRASE_STEP_COUNT => scalar @steps,
		PHRASE_SHORT_WORD_BITS => $short->{bits},
		PHRASE_LONG_WORD_BITS => $long->{bits},
		PHRASE_SHORT_WORD_MAX => $short_word,
		PHRASE_LONG_WORD_MAX => $long_word,
		PHRASE_TABLE_BYTES => $bytes);
	my $text = banner("$words/phrase_data.h", 'The sizes of the tables of phrases.');
	$text .= "#ifndef SMTPCODE_PHRASE_DATA_H\n#define SMTPCODE_PHRASE_DATA_H\n\n";
	$text .= "#define $_ $define{$_}\n" for sort keys %define;
	my $n = 0;
	$text .= sprintf "#define PHRASE_MULTIPLIER_%d UINT64_C(0x%x)\n", ++$n, $_ for @multipliers;
	$n = 0;
	for my $block (letter_blocks())
	{
		$n++;
		$text .= sprintf "#define LETTER_BLOCK_%d_FIRST 0x%x\n#define LETTER_BLOCK_%d_LAST 0x%x\n", $n, $block->[0], $n, $block->[1];
	}
	$text .= "\n/* What a character is to the matcher. */\ntypedef enum CharacterKind\n{\n\t";
	$text .= join(",\n\t", map { 'CHARACTER_' . uc } kinds()) . "\n} CharacterKind;\n";
	$text .= "\n#endif\t\t\t\t\t\t\t/* SMTPCODE_PHRASE_DATA_H */\n";
	return $text;
}

sub data
{
	my $text = banner("$words/phrase_data.c", 'The phrases and their matcher as C tables.');
	$text .= "#include \"words/phrase.h\"\n#include \"words/phrase_table.h\"\n";
	return $text . entry_table() . word_tables() . state_tables() . fold_tables();
}

sub entry_table
{
	my ($lists, $entries) = ('', '');
	for my $n (0 .. $#phrases)
	{
		my $row = $phrases[$n];
		my $only = confined_to($row);
		my ($codes, $replies) = @$only{qw(codes replies)};
		$lists .= "static const int64_t only_codes_$n\[\] = {" . join(', ', @$codes) . "};\n" if @$codes;
		$lists .= "static const int16_t only_replies_$n\[\] = {" . join(', ', @$replies) . "};\n" if @$replies;
		$entries .= ",\n" if $n;
		$entries .= "\t{\n" . join(",\n", map { "\t\t.$_->[0] = $_->[1]" }
			[ phrase => string($row->{phrase}) ],
			[ language => string($row->{language}) ],
			[ source => string($row->{source}) ],
			[ reviewed => date($row->{reviewed}) ],
			[ category => 'CATEGORY_' . uc $row->{category} ],
			[ action => $row->{action} ? 'ACTION_' . uc $row->{action} : 'NO_ACTION' ],
			[ about => 'ABOUT_' . uc $row->{about} ],
			[ strength => 'PHRASE_' . uc $row->{strength} ],
			[ dead_recipient => $row->{dead} eq 'yes' ? 'true' : 'false' ],
			[ provider => $row->{provider} ? $known{provider}{ $row->{provider} } : 0 ],
			[ only_codes => @$codes ? "only_codes_$n" : 'NULL' ],
			[ only_replies => @$replies ? "only_replies_$n" : 'NULL' ],
			[ only_code_count => scalar @$codes ],
			[ only_reply_count => scalar @$replies ]) . "\n\t}";
	}
	return "\n$lists\nconst PhraseEntry phrase_entries[] = {\n$entries\n};\n";
}

sub word_tables
{
	my $text = '';
	for ([ 'short', 1, $short_word ], [ 'long', $short_word + 1, $long_word ])
	{
		my ($name, $least, $most) = @$_;
		my $table = hash_table($least, $most);
		my @words = @{ $table->{words} };
		$text .= numbers('uint16_t', "phrase_${name}_slots[]", @{ $table->{slots} });
		$text .= numbers('uint16_t', "phrase_${name}_symbols[]", 0, map { $_->{symbol} } @words);
		$text .= braces("uint64_t phrase_${name}_words[][$most / 8]", $most, map {
				join ', ', map { sprintf 'UINT64_C(0x%x)', $_ } eights($_ . "\0" x ($most - length))
		} '', map { $_->{key} } @words);
	}
	return $text;
}

sub state_tables
{
	my $root = $automaton->{states}[ $automaton->{root} - 1 ];
	my (@outputs, @starts);
	for my $state (grep { @{ $_->{ends} } } @states)
	{
		my @ends = @{ $state->{ends} };
		push @starts, @ends == 1 ? 0x8000 + $ends[0] : scalar @outputs;
		next if @ends == 1;
		push @outputs, map { $_ == $#ends ? 0x8000 + $ends[$_] : $ends[$_] } 0 .. $#ends;
	}
	return numbers('uint16_t', 'phrase_firsts[]', map { number_of($root->{steps}{$_}) } 0 .. $automaton->{symbols})
	  . numbers('uint16_t', 'phrase_bases[]', map { $base{ $_->{number} } } grep { leads_on($_) } @states)
	  . braces('PhraseStep phrase_steps[]', 4, map { $_ ? join ', ', @$_ : '0, 0' } @steps)
	  . numbers('uint16_t', 'phrase_ends[]', 0, @starts)
	  . numbers('uint16_t', 'phrase_end_lists[]', @outputs, 0x8000);
}

# Letters that fold to one or two bytes, and the ranges of other characters.
sub fold_tables
{
	my $text = '';
	my $n = 0;
	for my $block (letter_blocks())
	{
		$n++;
		$text .= braces("uint8_t letter_folds_$n\[][2]", 2, map { folded_bytes(chr) } $block->[0] .. $block->[1]);
	}
	$text .= braces('CharacterRange character_ranges[]', 12,
		(map { sprintf '0x%x, 0x%x, CHARACTER_%s', $_->[0], $_->[1], uc $_->[2] } symbol_ranges()),
		'UINT32_MAX, UINT32_MAX, CHARACTER_LETTER');
	return $text;
}

# Two bytes, the second 0 if there is one; what is no letter has a 0 and its kind.
sub folded_bytes
{
	my ($character) = @_;
	my $kind = kind_of($character);
	return '0, CHARACTER_' . uc $kind if $kind ne 'letter';
	my $fold = fold_of($character);
	utf8::encode($fold);
	my ($first, $second, @rest) = unpack 'C*', $fold;
	die sprintf "U+%04X folds to more than two bytes\n", ord $character if @rest;
	return sprintf '0x%02x, 0x%02x', $first, $second // 0;
}
