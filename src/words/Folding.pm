# Folding.pm
#	  What the characters of a text are to the matcher of phrases: which are
#	  letters, what is left of them without case and accents, which end a
#	  sentence.  The generator reads phrases with it, and writes the same as
#	  tables for the matcher in C.

package Folding;

use strict;
use warnings;
use utf8;
use Exporter 'import';
use Unicode::Normalize qw(NFKD);

our @EXPORT_OK = qw(fold_of kind_of kinds letter_blocks split_words symbol_ranges);

# Blocks of letters that fold to at most two bytes of UTF-8 each: Latin, Greek,
# Cyrillic, and the Latin letters with two accents.
my @letter_blocks = ([ 0x80, 0x52f ], [ 0x1e00, 0x1eff ]);

# The kinds of characters.
my @kinds = qw(letter separator dropped apostrophe clause sentence ideograph);

# The rest of Unicode, but for letters: first, last, kind.
my @symbol_ranges = (
	[ 0x1100, 0x11ff, 'ideograph' ],
	[ 0x2000, 0x200a, 'separator' ],
	[ 0x200b, 0x200f, 'dropped' ],
	[ 0x2010, 0x2017, 'separator' ],
	[ 0x2018, 0x2019, 'apostrophe' ],
	[ 0x201a, 0x205f, 'separator' ],
	[ 0x2060, 0x2064, 'dropped' ],
	[ 0x2065, 0x2bff, 'separator' ],
	[ 0x2e00, 0x3000, 'separator' ],
	[ 0x3001, 0x3001, 'clause' ],
	[ 0x3002, 0x3002, 'sentence' ],
	[ 0x3003, 0x3004, 'separator' ],
	[ 0x3005, 0x3007, 'ideograph' ],
	[ 0x3008, 0x3040, 'separator' ],
	[ 0x3041, 0x30fa, 'ideograph' ],
	[ 0x30fb, 0x30fb, 'separator' ],
	[ 0x30fc, 0x31ff, 'ideograph' ],
	[ 0x3200, 0x33ff, 'separator' ],
	[ 0x3400, 0x9fff, 'ideograph' ],
	[ 0xac00, 0xd7ff, 'ideograph' ],
	[ 0xf900, 0xfaff, 'ideograph' ],
	[ 0xfe00, 0xfe0f, 'dropped' ],
	[ 0xfe10, 0xfe4f, 'separator' ],
	[ 0xfeff, 0xfeff, 'dropped' ],
	[ 0xff01, 0xff01, 'sentence' ],
	[ 0xff02, 0xff0b, 'separator' ],
	[ 0xff0c, 0xff0c, 'clause' ],
	[ 0xff0d, 0xff0d, 'separator' ],
	[ 0xff0e, 0xff0e, 'sentence' ],
	[ 0xff0f, 0xff0f, 'separator' ],
	[ 0xff1a, 0xff1a, 'clause' ],
	[ 0xff1b, 0xff1b, 'sentence' ],
	[ 0xff1c, 0xff1e, 'separator' ],
	[ 0xff1f, 0xff1f, 'sentence' ],
	[ 0xff20, 0xff20, 'separator' ],
	[ 0xff3b, 0xff40, 'separator' ],
	[ 0xff5b, 0xff60, 'separator' ],
	[ 0xff61, 0xff61, 'sentence' ],
	[ 0xff62, 0xff63, 'separator' ],
	[ 0xff64, 0xff64, 'clause' ],
	[ 0xff65, 0xff65, 'separator' ],
	[ 0xff66, 0xff9f, 'ideograph' ],
	[ 0x1f000, 0x1faff, 'separator' ],
	[ 0x20000, 0x3ffff, 'ideograph' ]);

# Letters that Unicode does not take apart.
my %fold = (
	'ß' => 'ss', 'æ' => 'ae', 'œ' => 'oe', 'ø' => 'o', 'đ' => 'd', 'ð' => 'd',
	'þ' => 'th', 'ħ' => 'h', 'ı' => 'i', 'ĸ' => 'k', 'ł' => 'l', 'ŋ' => 'n',
	'ŧ' => 't', 'ŉ' => 'n', 'ƀ' => 'b', 'ɨ' => 'i', 'ƶ' => 'z', 'ẞ' => 'ss',
	'ς' => 'σ', 'ⱥ' => 'a', 'ⱦ' => 't', 'ẚ' => 'a', 'ẜ' => 's', 'ẝ' => 's',
	'ẟ' => 'd', 'ỻ' => 'll', 'ỽ' => 'v', 'ỿ' => 'y');

my %character_kind;    # of those that have been asked for

sub letter_blocks { return @letter_blocks }
sub symbol_ranges { return @symbol_ranges }
sub kinds { return @kinds }

sub in_letter_block
{
	my ($code) = @_;
	return scalar grep { $code >= $_->[0] && $code <= $_->[1] } @letter_blocks;
}

# What is left of a letter, as characters.
sub fold_of
{
	my ($letter) = @_;
	my $lower = lc $letter;
	return $fold{$lower} if defined $fold{$lower};
	return $lower if !in_letter_block(ord $letter);
	(my $bare = lc NFKD($lower)) =~ s/\p{Mark}//g;
	$bare = $fold{$bare} // $bare;
	return $bare =~ /^\p{Letter}{1,2}$/ && utf8_length($bare) <= 2 ? $bare : $lower;
}

sub utf8_length
{
	my ($text) = @_;
	utf8::encode($text);
	return length $text;
}

sub kind_of
{
	my ($character) = @_;
	return $character_kind{$character} //= find_kind($character);
}

sub find_kind
{
	my ($character) = @_;
	my $code = ord $character;
	return ascii_kind($character) if $code < 0x80;
	if (in_letter_block($code))
	{
		return 'apostrophe' if $code == 0x2bc;
		return 'dropped' if $code == 0xad || $character =~ /\p{Mark}/;
		return $character =~ /\p{Letter}/ ? 'letter' : 'separator';
	}
	my ($range) = grep { $code >= $_->[0] && $code <= $_->[1] } @symbol_ranges;
	return $range ? $range->[2] : 'letter';
}

sub ascii_kind
{
	my ($character) = @_;
	return $character =~ /[0-9A-Za-z]/ ? 'letter' : $character eq "'" ? 'apostrophe' : 'separator';
}

# The words of a phrase, folded.  Dies where a text would not be read so.
sub split_words
{
	my ($text) = @_;
	my @words;
	my $open = 0;    # may the last word go on?
	my @characters = split //, $text;
	for my $n (0 .. $#characters)
	{
		my $character = $characters[$n];
		my $kind = kind_of($character);
		if ($kind eq 'letter')
		{
			push @words, '' if !$open;
			$words[-1] .= fold_of($character);
			$open = 1;
		}
		elsif ($kind eq 'ideograph')
		{
			push @words, $character;
			$open = 0;
		}
		elsif ($character =~ /^[ -]$/)
		{
			$open = 0;
		}
		elsif ($kind ne 'apostrophe' || !$open || kind_of($characters[ $n + 1 ] // ' ') ne 'letter')
		{
			die sprintf "\"%s\" (U+%04X) is no part of a word\n", $character, ord $character;
		}
	}
	for (@words)
	{
		die "\"$_\" is a number, which is never read as a word\n" if /^[0-9]+$/;
	}
	return @words;
}

1;
