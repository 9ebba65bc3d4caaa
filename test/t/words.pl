# The phrases of src/words: each is found in every spelling, and nowhere else; the
# tables are small; the generator tells what is wrong with its data.

use strict;
use warnings;
use utf8;

use File::Basename qw(dirname);
use File::Copy qw(copy);
use File::Spec;
use PostgreSQL::Test::Utils;
use Test::More;
use Unicode::Normalize qw(NFD);

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $work = PostgreSQL::Test::Utils::tempdir();
my $generate = 'src/words/generate.pl';

sub slurp_utf8
{
	my $text = slurp_file($_[0]);
	utf8::decode($text);
	return $text;
}

# -------------------------------------------------------------------- the data

# Read once more and in another way than the generator does.
my %class;
foreach (split /\n/, slurp_utf8("$root/src/words/word_classes.tsv"))
{
	my ($name, $language, $words) = split /\t/;
	$class{$name}{$language} = [ split /\|/, $words ];
}
my ($head, @lines) = split /\n/, slurp_utf8("$root/src/words/phrases.tsv");
my @columns = split /\t/, $head;
my @phrases = map { my %row; @row{@columns} = split /\t/, $_, -1; \%row } @lines;

# A phrase as a list of lists of alternatives; one that may be missing is undef.
sub alternatives_of
{
	my ($phrase, $language) = @_;
	my @parts;
	while ($phrase =~ /\[([^]]*)\]|\{(\w+)\}|(\.\.)|([^\s\[\]{}]+)/g)
	{
		if (defined $1)
		{
			push @parts, map { [ undef, @$_ ] } alternatives_of($1, $language);
			next;
		}
		push @parts, [ $2 ? @{ $class{$2}{$language} } : $3 ? ('..') : $4 ];
	}
	return @parts;
}

# Texts of a phrase: with each alternative of each part, the parts in brackets all
# there, or all missing.  (All combinations would be millions.)
sub texts_of
{
	my ($row) = @_;
	my @parts = alternatives_of($row->{phrase}, $row->{language});
	my $most = 0;
	foreach (@parts) { $most = @$_ if @$_ > $most }
	my %texts;
	foreach my $n (0 .. $most)
	{
		foreach my $bare (0, 1)
		{
			my @chosen = map {
				my @there = grep { defined } @$_;
				$bare && @there < @$_ ? () : $there[ $n % @there ]
			} @parts;
			$texts{ join ' ', @chosen } = 1;
		}
	}
	return sort keys %texts;
}

# --------------------------------------------------------------- the spellings

my $ideograph = qr/[\x{1100}-\x{11ff}\x{3041}-\x{30fa}\x{30fc}-\x{31ff}\x{3400}-\x{9fff}\x{ac00}-\x{d7a3}\x{f900}-\x{faff}]/;

# What may stand between two words instead of a blank.
my @between = ("\x01", '_', '-', '  ', "\t", '\n', '\r\n', "\x01550-5.1.1 ", '" "', ") (",
	' <joe@example.com> ', ' joe_full@mail.example.com ', ' mx1.example.net ', ' 192.0.2.1 ', ' [2001:db8::1] ',
	' https://x.example/blocked ', ' /var/mail/unknown ', ' 550 5.1.1 ', ', ', "\x{a0}", '・');

sub spaced
{
	my ($text, $between) = @_;
	$text =~ s/(?<=$ideograph)(?=$ideograph)/ /g if $between !~ /^[-_]$/;
	$text =~ s/ /$between/g;
	return $text;
}

sub spellings_of
{
	my ($text) = @_;
	$text =~ s/ \.\. / /g;
	my @all = ($text, uc $text, ucfirst $text, $text =~ s/'/\x{2019}/gr, $text =~ s/-//gr, $text =~ s/-/ /gr);
	push @all, map { spaced($text, $_) } @between;
	# accents as characters of their own; kana are not written so in mail
	push @all, NFD($text) if $text !~ /$ideograph/;
	return @all;
}

my @cases;
sub add_case
{
	my ($sign, $number, $text) = @_;
	push @cases, "$sign$number $text";
}

foreach my $number (0 .. $#phrases)
{
	my $row = $phrases[$number];
	my ($negation) = @{ $class{negation}{ $row->{language} } };
	foreach my $text (texts_of($row))
	{
		add_case('+', $number, "x. \2$_\3. y") foreach spellings_of($text);
		add_case('+', $number, "$negation. \2$text\3") if $text !~ / \.\. /;
		if ($text =~ / \.\. /)
		{
			add_case('+', $number, "\2" . ($text =~ s/ \.\. / one two three /r) . "\3");
			next;
		}
		add_case('-', $number, "$negation \2$text");
		add_case('-', $number, "$negation x \2$text");
		add_case('+', $number, "$negation x y \2$text\3");
		next if $text =~ /$ideograph/;
		my @words = split /[ -]/, $text =~ s/'//gr;
		add_case('-', $number, join('_', @words) . '@shop.example');
		add_case('-', $number, join('.', @words, 'example.net'));
		add_case('-', $number, 'https://x.example/' . join('/', @words));
		add_case('-', $number, 'https://x.example/?why=' . join(',', @words));
		add_case('-', $number, '/var/' . join('/', @words));
		next if @words < 2;
		add_case('-', $number, "\2" . join('. ', @words) . "\3");
		add_case('-', $number, "\2" . join("\x{3002}", @words) . "\3");
	}
}

# ----------------------------------------------------------------- the matcher

sub flags { my $flags = qx{pg_config $_[0]}; chomp $flags; return $flags }

my $objects = join ' ', map { "'$root/src/words/$_.c'" } qw(phrase_match word_scan);
is(system("cd '$work' && " . flags('--cc') . ' ' . flags('--cflags') . " -c -I '$root/src' '$root/src/words/phrase_data.c'"), 0, 'the tables are compiled');
is(system("cd '$work' && " . flags('--cc') . ' ' . flags('--cflags') . " -o find -I '$root/src' '$root/test/words/find.c' $objects phrase_data.o"), 0, 'the matcher is compiled');

open my $file, '>:utf8', "$work/cases" or die;
print $file "$_\n" foreach @cases;
close $file or die;
cmp_ok(scalar @cases, '>', 10 * @phrases, scalar(@cases) . ' cases of ' . @phrases . ' phrases');
is(qx{'$work/find' <'$work/cases'}, @cases . " cases, 0 failed\n", 'each phrase is found in each spelling, and not in addresses, hosts, URLs and under negations');
is(qx{'$work/find' --long 4}, "done\n", 'long texts of every byte and of awkward pieces can be interrupted all the way');

# ------------------------------------------------------------------ the tables

my ($bytes) = slurp_file("$root/src/words/phrase_data.h") =~ /PHRASE_TABLE_BYTES (\d+)/;
my $sum = 0;
foreach (split /\n/, qx{nm -S '$work/phrase_data.o'})
{
	$sum += hex $1 if /^\S+ (\S+) R (?!phrase_entries)/;
}
SKIP:
{
	skip 'the object has no symbols to measure', 1 if !$sum;
	is($sum, $bytes, 'the tables take what the generator says');
}
cmp_ok($bytes, '<=', 256 * 1024, "the matcher's tables take $bytes bytes, of 256 kB");

# --------------------------------------------------------------- the generator

mkdir "$work/src" or die;
foreach my $room (qw(base registry words))
{
	mkdir "$work/src/$room" or die;
	foreach (glob("$root/src/$room/*.p[lm] $root/src/$room/*.tsv")) { copy($_, "$work/src/$room") or die }
}

sub generated
{
	my ($classes, @rows) = @_;
	my %default = (category => 'user_unknown', about => 'recipient', strength => 'reason', dead => 'no', action => '',
		language => 'en', provider => '', only => '', source => 'x', reviewed => '2026-01-01');
	open my $out, '>:utf8', "$work/src/words/phrases.tsv" or die;
	print $out join("\t", @columns), "\n";
	foreach my $row (@rows)
	{
		my %row = (%default, %$row);
		print $out join("\t", @row{@columns}), "\n";
	}
	close $out or die;
	open $out, '>:utf8', "$work/src/words/word_classes.tsv" or die;
	print $out "class\tlanguage\twords\nnegation\ten\tnot\n$classes";
	close $out or die;
	return qx{perl '$work/$generate' 2>&1};
}

like(generated('', { phrase => 'user unknown' }), qr/^1 phrases, /, 'the generator makes tables');
foreach (
	[ { phrase => 'user {nobody}' }, 'no class {nobody} of en' ],
	[ { phrase => 'x', category => 'nonsense' }, 'category "nonsense" is not known' ],
	[ { phrase => 'x', action => 'nonsense' }, 'action "nonsense" is not known' ],
	[ { phrase => 'x', provider => 'nobody' }, 'provider "nobody" is not known' ],
	[ { phrase => 'x', about => 'me' }, 'about "me" is not known' ],
	[ { phrase => 'x', strength => 'weak' }, 'strength "weak" is not known' ],
	[ { phrase => 'x', dead => '' }, 'dead is missing' ],
	[ { phrase => 'x', language => 'xx' }, '"xx" is no language with negations in word_classes.tsv' ],
	[ { phrase => 'x', only => '5.7' }, 'not a pattern: 5.7' ],
	[ { phrase => 'User' }, '"User" is not in lower case' ],
	[ { phrase => 'user_unknown' }, '"_" (U+005F) is no part of a word' ],
	[ { phrase => 'error 17' }, '"17" is a number, which is never read as a word' ],
	[ { phrase => 'user ..' }, '".." stands at an end' ],
	[ { phrase => '' }, 'an empty phrase' ],
	[ { phrase => 'user []' }, 'an empty alternative' ],
	[ { phrase => 'user [unknown' }, 'cannot read "[unknown"' ],
	[ { phrase => 'a' x 33 }, '"' . 'a' x 33 . '" is longer than 32 bytes' ])
{
	my ($row, $fault) = @$_;
	is(generated('', $row), "phrases.tsv, line 2: $fault\n", "it refuses: $fault");
}
is(generated('', { phrase => 'x y' }, { phrase => 'x y' }), "phrases.tsv, line 3: the same phrase as in line 2\n", 'it refuses the same phrase');
is(generated('', { phrase => 'x [y] z' }, { phrase => 'x z' }), "phrases.tsv, line 3: is found only where that of line 2 is\n", 'and one that another hides');
like(generated('', { phrase => '[x] [y]' }), qr/^phrases.tsv, line 2: may be empty/, 'and one that may be empty');
is(generated("a\ten\tx||y\n", { phrase => 'x' }), "word_classes.tsv, line 3: an empty alternative\n", 'and an empty alternative of a class');
is(generated("a\ten\tx\na\ten\ty\n", { phrase => 'x' }), "word_classes.tsv, line 4: {a} of en stands twice\n", 'and a class that stands twice');
is(generated("a\ten\tx-y|xy\n", { phrase => 'x' }), "word_classes.tsv, line 3: \"xy\" stands twice in {a}\n", 'and an alternative that stands twice');

done_testing();
