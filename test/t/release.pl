# What the release's own files say of it agrees: META.json for PGXN, the control
# file, the install script, the package and the list of changes.

use strict;
use warnings;

use File::Basename qw(dirname);
use File::Spec;
use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $root = File::Spec->rel2abs(dirname(__FILE__) . '/../..');
my ($version) = slurp_file("$root/smtpcode.control") =~ /^default_version = '(\d+\.\d+)'$/m;
ok($version, 'the control file has a version');

my $meta = JSON::PP->new->decode(slurp_file("$root/META.json"));
foreach my $key (qw(name abstract version maintainer license provides meta-spec))
{
	ok($meta->{$key}, "META.json says $key, which PGXN requires");
}
like($meta->{version}, qr/^\d+\.\d+\.\d+$/, 'its version is a semantic one');
is($meta->{version}, "$version.0", 'that of the control file');
is($meta->{license}, 'postgresql', 'its licence is the one of LICENSE');
my $provided = $meta->{provides}{smtpcode};
is($provided->{version}, $meta->{version}, 'it provides the extension in this version');
ok(-e "$root/$provided->{$_}", "its $_ is there") foreach qw(file docfile);
is($meta->{prereqs}{runtime}{requires}{PostgreSQL}, '15.0.0', 'it wants the oldest server that is supported');
like(slurp_file("$root/src/base/compat.h"), qr/PG_VERSION_NUM < 150000/, 'which is the one that the source wants');
is(slurp_file("$root/debian/pgversions"), "15+\n", 'and the one that the package is built for');

like(slurp_file("$root/CHANGELOG.md"), qr/^## \Q$version\E\b/m, 'the changes of the version are listed');
my ($packaged) = slurp_file("$root/debian/changelog") =~ /^postgresql-smtpcode \((\d+\.\d+)/;
is($packaged, $version, 'the package is of this version');

done_testing();
