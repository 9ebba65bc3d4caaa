# The programs in doc/drivers.md are run, each with its driver, and print what the
# page says.  One whose language or driver is not installed is left out.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my $page = slurp_file("$root/doc/drivers.md");
my $directory = PostgreSQL::Test::Utils::tempdir;
my $include = $ENV{PG_CONFIG} ? qx($ENV{PG_CONFIG} --includedir) : qx(pg_config --includedir);
chomp $include;
my $jar = '/usr/share/java/postgresql.jar';
my $python = -x '/usr/bin/python3' ? '/usr/bin/python3' : 'python3';    # the one that has Debian's modules

# For each language: the name of the file, how to find out whether what the program
# loads is installed, and how to run it.
my %language = (
	c => [ 'bounces.c', sub { -e "$include/libpq-fe.h" },
		"gcc -I$include bounces.c -o bounces -lpq && ./bounces" ],
	python => [ 'bounces.py', sub { runs(map { "$python -c 'import $_'" } modules_of(@_)) }, "$python bounces.py" ],
	java => [ 'Bounces.java', sub { -e $jar && runs('java -version', 'javac -version') },
		"java -cp $jar Bounces.java" ],
	javascript => [ 'bounces.js', sub { runs("node -e 'require(\"pg\")'") }, 'node bounces.js' ],
	perl => [ 'bounces.perl', sub { runs("perl -MDBD::Pg -e 1") }, 'perl bounces.perl' ]);

# Also those that the ORMs load when they connect.
sub modules_of
{
	my ($program) = @_;
	return ($program =~ /^import (\w+)/mg, $program =~ /psycopg2|django/ ? 'psycopg2' : ());
}

sub runs
{
	foreach my $command (@_)
	{
		return 0 if system("cd $directory && $command >/dev/null 2>&1") != 0;
	}
	return 1;
}

my $node = PostgreSQL::Test::Cluster->new('drivers');
$node->init;
# JDBC connects in no other way.  Any user of this machine reaches a port: there, the
# server asks for a password.
$node->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'") if -e $jar;
my $access = $node->data_dir . '/pg_hba.conf';
my $rules = slurp_file($access) =~ s/^(host\s.*)\btrust$/$1scram-sha-256/mgr;
unlink $access;
append_to_file($access, $rules);
open(my $random, '<', '/dev/urandom') or die "/dev/urandom: $!\n";
read($random, my $bytes, 16) == 16 or die "/dev/urandom: $!\n";
my $password = unpack('H*', $bytes);
$node->start;
my $user = $node->safe_psql('postgres', 'CREATE DATABASE mail; SELECT current_user');
my ($table) = $page =~ /^```sql\n(CREATE TABLE .*?)^```$/ms;
$node->safe_psql('mail', "CREATE EXTENSION smtpcode; $table");
$node->safe_psql('mail', qq(ALTER ROLE "$user" PASSWORD '$password'));

local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;
local $ENV{PGUSER} = $user;
local $ENV{PGDATABASE} = 'mail';
local $ENV{JDBC_URL} = "jdbc:postgresql://127.0.0.1:@{[ $node->port ]}/mail?user=$user&password=$password";

my $programs = 0;
while ($page =~ /^## ([^\n]*)\n((?:(?!^## ).)*?)^```(c|python|java|javascript|perl)\n(.*?)^```\n\n^```\n(.*?)^```$/msg)
{
	my ($title, $program, $expected) = ($1, $4, $5);
	my ($file, $installed, $command) = @{ $language{$3} };
	$programs++;
  SKIP:
	{
		skip "$title is not installed", 1 if !$installed->($program);
		open(my $source, '>', "$directory/$file") or die "$file: $!\n";
		print $source $program;
		close $source;
		is(scalar qx(cd $directory && $command 2>&1), $expected, "the program for $title prints what the page says");
	}
}
is($programs, scalar(() = $page =~ /^```(?:c|python|java|javascript|perl)$/mg), 'that is every program of the page');

$node->stop;
done_testing();
