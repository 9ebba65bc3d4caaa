# Every object of the extension has a comment, and every function the markings
# that let it run in parallel plans.

use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('objects');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION smtpcode');

# The extension's members, without those that come with another: array types
# and the row types of views.
my $member = q(
	pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'smtpcode'
	LEFT JOIN pg_type mt ON d.classid = 'pg_type'::regclass AND mt.oid = d.objid
	LEFT JOIN pg_class mc ON mc.oid = mt.typrelid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
	AND coalesce(mt.typelem, 0) = 0 AND coalesce(mc.relkind, 'c') = 'c');
is( $node->safe_psql('postgres', qq(
	SELECT string_agg(pg_describe_object(d.classid, d.objid, 0), E'\\n') FROM $member
	AND obj_description(d.objid, d.classid::regclass::text) IS NULL)),
	'', 'every object has a comment');
is( $node->safe_psql('postgres', qq(
	SELECT string_agg(c.relname || '.' || a.attname, ' ') FROM pg_class c
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
	WHERE relkind IN ('r', 'v') AND col_description(c.oid, a.attnum) IS NULL
	AND c.oid IN (SELECT d.objid FROM $member AND d.classid = 'pg_class'::regclass))),
	'', 'so has every column of a table or view');
is( $node->safe_psql('postgres', qq(
	SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	WHERE (prosecdef OR (prorettype <> 'trigger'::regtype AND (proparallel <> 's' OR provolatile = 'v')))
	AND prokind = 'f' AND p.oid IN (SELECT d.objid FROM $member AND d.classid = 'pg_proc'::regclass))),
	'', 'every function but those of triggers is parallel safe and not volatile, none runs as its owner');
is( $node->safe_psql('postgres', qq(
	SELECT string_agg(o.oid::regoperator::text, ' ') FROM pg_operator o JOIN pg_proc p ON p.oid = oprcode
	WHERE (oprcom = 0 OR (oprnegate = 0 AND o.oid IN (SELECT amopopr FROM pg_amop)) OR oprresult = 'bool'::regtype AND (oprrest = 0 OR oprjoin = 0 OR NOT proleakproof))
	AND o.oid IN (SELECT d.objid FROM $member AND d.classid = 'pg_operator'::regclass))),
	'', 'every operator has its commutator, comparisons their negator and estimators, and these leak nothing');
is( $node->safe_psql('postgres', qq(
	SELECT string_agg(t.typname, ' ') FROM pg_type t
	WHERE typtype = 'b' AND (typreceive = 0 OR typsend = 0)
	AND t.oid IN (SELECT d.objid FROM $member AND d.classid = 'pg_type'::regclass))),
	'', 'every type has its binary form');

$node->stop;
done_testing();
