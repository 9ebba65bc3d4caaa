# Automaton.pm
#	  Phrases as an automaton that reads symbols, each of which stands for the
#	  words that no phrase tells apart.
#
# A phrase is a list of items: { words => [[word, ...], ...] }, the alternatives,
# { optional => [item, ...] }, or { gap => n }, up to n words that are not a
# negation.  First each phrase gets positions, as in a nondeterministic automaton:
# what may come next, and where it leads to.  Then the sets of positions that can
# be reached from the beginning become states, and states from which the same
# follows become one.

package Automaton;

use strict;
use warnings;

# An automaton of phrases, each a list of items, and of words that negate.
sub new
{
	my ($class, $phrases, $negations) = @_;
	my $self = bless {
		edges => [],       # by position: word to set of positions
		gaps => [],        # by position: the set that any other word leads to
		ends => [],        # by position: the phrase that ends there
		symbol => {},      # by word
		states => [],      # in the order of their making; see state()
		of_set => {},      # a state by its set of positions
		of_future => {},   # a state by what follows from it
	}, $class;
	my @begins = map { $self->begin_of($_, $phrases->[$_]) } 0 .. $#$phrases;
	$self->make_symbols($negations);
	$self->{root} = $self->state(union(@begins));
	return $self;
}

sub union
{
	my %seen;
	return [ sort { $a <=> $b } grep { !$seen{$_}++ } map { @$_ } @_ ];
}

# ------------------------------------------------------------------- positions

sub position
{
	my ($self, %what) = @_;
	my $number = @{ $self->{edges} };
	$self->{edges}[$number] = $what{edges} // {};
	$self->{gaps}[$number] = $what{gap};
	$self->{ends}[$number] = $what{end};
	return [$number];
}

# The set of positions in which a phrase begins.
sub begin_of
{
	my ($self, $number, $items) = @_;
	my $end = $self->position(end => $number);
	my $begin = $self->before_items($items, $end);
	die "phrase $number may be empty\n" if grep { $_ == $end->[0] } @$begin;
	return $begin;
}

# The set of positions in front of items that a set follows.
sub before_items
{
	my ($self, $items, $next) = @_;
	for my $item (reverse @$items)
	{
		$next =
			$item->{words} ? $self->before_words($item->{words}, $next)
		  : $item->{gap} ? $self->before_gap($item->{gap}, $next)
		  : union($next, $self->before_items($item->{optional}, $next));
	}
	return $next;
}

sub before_words
{
	my ($self, $alternatives, $next) = @_;
	my (%rests, %edges);
	for my $alternative (@$alternatives)
	{
		my ($first, @rest) = @$alternative;
		push @{ $rests{$first} }, \@rest;
	}
	for my $first (sort keys %rests)
	{
		my @longer = grep { @$_ } @{ $rests{$first} };
		my @after = @longer < @{ $rests{$first} } ? $next : ();
		push @after, $self->before_words(\@longer, $next) if @longer;
		$edges{$first} = union(@after);
	}
	return $self->position(edges => \%edges);
}

sub before_gap
{
	my ($self, $words, $next) = @_;
	my $after = $next;
	$after = union($next, $self->position(gap => $after)) for 1 .. $words;
	return $after;
}

# --------------------------------------------------------------------- symbols

# Words that stand in the same places and lead from there to the same become one
# symbol; 0 is any word that no phrase has.  Negations have the first numbers.
sub make_symbols
{
	my ($self, $negations) = @_;
	my (%places, %of_places);
	my %negates = map { $_ => 1 } @$negations;
	$places{$_} = ['not'] for @$negations;
	for my $position (0 .. $#{ $self->{edges} })
	{
		my $edges = $self->{edges}[$position];
		push @{ $places{$_} }, "$position:" . join ',', @{ $edges->{$_} } for keys %$edges;
	}
	for my $word (sort { ($negates{$b} // 0) <=> ($negates{$a} // 0) || $a cmp $b } keys %places)
	{
		my $places = join ' ', @{ $places{$word} };
		$of_places{$places} = 1 + keys %of_places if !$of_places{$places};
		$self->{symbol}{$word} = $of_places{$places};
	}
	$self->{symbols} = keys %of_places;
	my %negative = map { $self->{symbol}{$_} => 1 } @$negations;
	$self->{negations} = keys %negative;
	return;
}

# ---------------------------------------------------------------------- states

# The state of a set of positions, or 0 for the empty set.  A state is {
# ends => phrases, steps => { symbol => state }, other => state }.
sub state
{
	my ($self, $set) = @_;
	return 0 if !@$set;
	my $key = join ',', @$set;
	$self->{of_set}{$key} = $self->make_state($set) if !$self->{of_set}{$key};
	return $self->{of_set}{$key};
}

sub make_state
{
	my ($self, $set) = @_;
	my %reached;    # by symbol: sets of positions
	for my $position (@$set)
	{
		my $edges = $self->{edges}[$position];
		push @{ $reached{ $self->{symbol}{$_} }{ join ',', @{ $edges->{$_} } } }, @{ $edges->{$_} }
		  for sort keys %$edges;
	}
	my $others = union(map { $self->{gaps}[$_] // () } @$set);
	my $other = $self->state($others);
	my %steps;
	for my $symbol (sort { $a <=> $b } keys %reached)
	{
		my $negates = $symbol <= $self->{negations};
		my $step = $self->state(union(values %{ $reached{$symbol} }, $negates ? () : $others));
		$steps{$symbol} = $step if $negates || $step != $other;
	}
	my @ends = map { $self->{ends}[$_] // () } @$set;
	return $self->keep_state({ ends => \@ends, steps => \%steps, other => $other });
}

# The number of a state, which is an earlier one from which the same follows.
sub keep_state
{
	my ($self, $state) = @_;
	my @steps = map { "$_:$state->{steps}{$_}" } sort { $a <=> $b } keys %{ $state->{steps} };
	my $future = join ' ', "@{ $state->{ends} };$state->{other};", @steps;
	my $number = $self->{of_future}{$future};
	return $number if $number;
	my @after = map { $_ ? $self->{states}[ $_ - 1 ]{depth} + 1 : 0 } values %{ $state->{steps} }, $state->{other};
	$state->{depth} = (sort { $b <=> $a } @after)[0];
	push @{ $self->{states} }, $state;
	return $self->{of_future}{$future} = @{ $self->{states} };
}

# --------------------------------------------------------------------- answers

# Pairs [phrase, other]: wherever the phrase ends, from the same beginning, the
# other one ends as well.
sub never_alone
{
	my ($self) = @_;
	my (%ends, %both);
	for my $state (@{ $self->{states} })
	{
		my @ends = @{ $state->{ends} };
		$ends{$_}++ for @ends;
		for my $phrase (@ends)
		{
			$both{$phrase}{$_}++ for grep { $_ != $phrase } @ends;
		}
	}
	my @pairs;
	for my $phrase (sort { $a <=> $b } keys %both)
	{
		push @pairs, map { [ $phrase, $_ ] }
		  grep { $both{$phrase}{$_} == $ends{$phrase} } sort { $a <=> $b } keys %{ $both{$phrase} };
	}
	return @pairs;
}

1;
