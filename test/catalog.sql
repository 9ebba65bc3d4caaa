--
-- Everything that the catalog holds of the extension, as sorted lines: no object
-- identifiers, so that two databases, servers or versions can be compared
--
WITH member AS (
	SELECT classid, objid FROM pg_depend
	WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'smtpcode')
), line (kind, name, attributes) AS (
	SELECT 'member', pg_describe_object(classid, objid, 0), obj_description(objid, classid::regclass::name)
	FROM member
	UNION ALL
	SELECT 'function', p.oid::regprocedure::text,
		concat_ws(' ', l.lanname, 'kind', prokind, 'volatility', provolatile, 'parallel', proparallel, 'strict', proisstrict,
			'leakproof', proleakproof, 'definer', prosecdef, 'cost', procost, 'rows', prorows, 'set', proretset,
			'support', prosupport, 'source', prosrc, 'returns', pg_get_function_result(p.oid),
			'arguments', pg_get_function_arguments(p.oid), 'settings', proconfig, 'privileges', proacl)
	FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE (1255, p.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'aggregate', a.aggfnoid::regprocedure::text,
		concat_ws(' ', 'transition', aggtransfn, 'final', aggfinalfn, 'combine', aggcombinefn, 'serial', aggserialfn, aggdeserialfn,
			'moving', aggmtransfn, aggminvtransfn, aggmfinalfn, 'extra', aggfinalextra, aggmfinalextra, 'modify', aggfinalmodify, aggmfinalmodify,
			'sort', aggsortop::regoperator, 'state', aggtranstype::regtype, aggtransspace, aggmtranstype::regtype, aggmtransspace,
			'start', quote_nullable(agginitval), quote_nullable(aggminitval))
	FROM pg_aggregate a WHERE (1255, a.aggfnoid) IN (SELECT classid::int, objid::int FROM member)
	UNION ALL
	SELECT 'type', t.oid::regtype::text,
		concat_ws(' ', 'kind', typtype, 'length', typlen, 'by value', typbyval, 'align', typalign, 'storage', typstorage,
			'category', typcategory, typispreferred, 'delimiter', typdelim, 'functions', typinput, typoutput, typreceive, typsend,
			typmodin, typmodout, typanalyze, 'array', typarray::regtype, 'default', typdefault, 'privileges', typacl)
	FROM pg_type t WHERE (1247, t.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'label', enumtypid::regtype::text, string_agg(enumlabel, ' ' ORDER BY enumsortorder)
	FROM pg_enum WHERE (1247, enumtypid) IN (SELECT classid::int, objid FROM member) GROUP BY enumtypid
	UNION ALL
	SELECT 'operator', o.oid::regoperator::text,
		concat_ws(' ', 'function', oprcode, 'commutator', oprcom::regoperator, 'negator', oprnegate::regoperator, 'restrict', oprrest,
			'join', oprjoin, 'hashes', oprcanhash, 'merges', oprcanmerge)
	FROM pg_operator o WHERE (2617, o.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'class', concat_ws(' ', opcname, 'for', opcintype::regtype, 'using', amname),
		concat_ws(' ', 'family', opfname, 'default', opcdefault, 'key', opckeytype::regtype)
	FROM pg_opclass c JOIN pg_opfamily f ON f.oid = opcfamily JOIN pg_am a ON a.oid = opcmethod
	WHERE (2616, c.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'class operator', concat_ws(' ', opfname, amname, amopopr::regoperator), concat_ws(' ', 'strategy', amopstrategy, 'purpose', amoppurpose)
	FROM pg_amop JOIN pg_opfamily f ON f.oid = amopfamily JOIN pg_am a ON a.oid = amopmethod
	WHERE (2753, f.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'class function', concat_ws(' ', opfname, amname, amprocnum, amproclefttype::regtype, amprocrighttype::regtype), amproc::regprocedure::text
	FROM pg_amproc JOIN pg_opfamily f ON f.oid = amprocfamily JOIN pg_am a ON a.oid = opfmethod
	WHERE (2753, f.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'cast', format('%s as %s', castsource::regtype, casttarget::regtype),
		concat_ws(' ', 'function', castfunc::regprocedure, 'context', castcontext, 'method', castmethod)
	FROM pg_cast c WHERE (2605, c.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'relation', c.oid::regclass::text,
		concat_ws(' ', 'kind', relkind, 'options', reloptions, 'row security', relrowsecurity, 'privileges', relacl,
			'replica identity', relreplident,
			'kept by pg_dump', c.oid = ANY (extconfig),
			CASE WHEN relkind IN ('v', 'm') THEN regexp_replace(pg_get_viewdef(c.oid), '\s+', ' ', 'g') END)
	FROM pg_class c, pg_extension WHERE extname = 'smtpcode' AND (1259, c.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'column', format('%s.%s', c.oid::regclass, attname),
		concat_ws(' ', attnum, atttypid::regtype, 'not null', attnotnull, 'default', pg_get_expr(adbin, adrelid),
			'comment', col_description(c.oid, attnum))
	FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
		LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
		LEFT JOIN pg_type t ON t.typrelid = c.oid
	WHERE (1259, c.oid) IN (SELECT classid::int, objid FROM member) OR (1247, t.oid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'constraint', format('%s.%s', conrelid::regclass, conname), pg_get_constraintdef(oid)
	FROM pg_constraint WHERE (1259, conrelid) IN (SELECT classid::int, objid FROM member) AND contype <> 'n'
	UNION ALL
	SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
	FROM pg_index WHERE (1259, indrelid) IN (SELECT classid::int, objid FROM member)
	UNION ALL
	SELECT 'trigger', format('%s.%s', tgrelid::regclass, tgname), concat_ws(' ', tgenabled, pg_get_triggerdef(oid))
	FROM pg_trigger WHERE NOT tgisinternal AND (1259, tgrelid) IN (SELECT classid::int, objid FROM member)
)
SELECT concat_ws(' | ', kind, name, attributes) FROM line ORDER BY kind COLLATE "C", name COLLATE "C", attributes COLLATE "C";
