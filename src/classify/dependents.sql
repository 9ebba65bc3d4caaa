--
-- What hangs on the mapping
--

CREATE VIEW smtpcode_dependents AS
	WITH RECURSIVE member AS (
		SELECT d.classid, d.objid
		FROM pg_catalog.pg_extension e
		JOIN pg_catalog.pg_depend d
			ON d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass::pg_catalog.oid
			AND d.refobjid = e.oid AND d.deptype = 'e'
		WHERE e.extname = 'smtpcode'
	), reached (function, classid, objid) AS (
		-- the functions whose answers a new mapping may change
		SELECT p.proname, m.classid, m.objid
		FROM member m
		JOIN pg_catalog.pg_proc p
			ON m.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid
			AND p.oid = m.objid
		WHERE p.proname IN (
			'classify', 'recommend', 'permanence', 'responsible', 'hardness', 'diagnose',
			'classify_with_rules', 'recommend_with_rules',
			'diagnose_with_rules', 'esc_lookup', 'esc_name', 'esc_class_name',
			'esc_subject_name', 'reply_name', 'esc_is_registered',
			'esc_is_listed', 'esc_is_conformant', 'esc_lint',
			'reply_is_registered', 'provider_is_known', 'mail_provider',
			'esc_registry_rows', 'reply_registry_rows',
			'provider_registry_rows', 'phrase_registry_rows',
			'bounce_crosswalk_rows', 'esc_lint_words_rows')
	UNION
		-- on through functions, operators and views; a rule means its view
		SELECT r.function,
			CASE WHEN rule.oid IS NULL THEN d.classid
				ELSE 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid END,
			coalesce(rule.ev_class, d.objid)
		FROM reached r
		LEFT JOIN pg_catalog.pg_class c
			ON r.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND c.oid = r.objid
		JOIN pg_catalog.pg_depend d
			ON d.refclassid = r.classid AND d.refobjid = r.objid
		LEFT JOIN pg_catalog.pg_rewrite rule
			ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid
			AND rule.oid = d.objid
		WHERE r.classid IN (
				'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid,
				'pg_catalog.pg_operator'::pg_catalog.regclass::pg_catalog.oid)
			OR (c.relkind IN ('v', 'm') AND d.classid IN (
				'pg_catalog.pg_rewrite'::pg_catalog.regclass::pg_catalog.oid,
				'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid))
	), hanging AS (
		SELECT classid, objid, pg_catalog.array_agg(function ORDER BY function) AS functions
		FROM reached
		GROUP BY classid, objid
	), relation AS (
		SELECT c.oid, c.relkind, pg_catalog.format('%I.%I', CASE
			WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END,
			c.relname) AS name
		FROM pg_catalog.pg_class c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
		WHERE NOT pg_catalog.pg_is_other_temp_schema(n.oid) AND c.oid NOT IN (
			SELECT objid FROM member
			WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid)
	), dependent (step, kind, classid, objid, objsubid, functions, statement) AS (
		SELECT 1, 'index', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('REINDEX INDEX %s%s', CASE WHEN i.indisexclusion THEN ''
				ELSE 'CONCURRENTLY ' END, r.name)
		FROM hanging h
		JOIN relation r
			ON h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND r.oid = h.objid AND r.relkind = 'i'
		JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
		JOIN relation t ON t.oid = i.indrelid
	UNION ALL
		-- before the generated columns: no row may stay where it does not belong
		SELECT 2, 'partition key', h.classid, h.objid, 0, h.functions,
			(SELECT pg_catalog.format('UPDATE %s SET %I = %2$I', r.name, a.attname)
			FROM pg_catalog.pg_depend d
			JOIN pg_catalog.pg_attribute a
				ON a.attrelid = d.objid AND a.attnum = d.objsubid
			WHERE d.classid = h.classid AND d.objid = r.oid AND d.deptype = 'i'
				AND d.refclassid = h.classid AND d.refobjid = r.oid
				AND d.refobjsubid = 0
			ORDER BY a.attnum LIMIT 1)
		FROM hanging h
		JOIN relation r
			ON h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND r.oid = h.objid AND r.relkind = 'p'
	UNION ALL
		-- only the assignment of a column that it is made from computes it anew
		SELECT 3, 'generated column', 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid,
			a.attrelid, a.attnum, h.functions,
			(SELECT pg_catalog.format('UPDATE ONLY %s SET %I = %2$I WHERE %I IS DISTINCT FROM %s',
				r.name, b.attname, a.attname, pg_catalog.pg_get_expr(v.adbin, v.adrelid))
			FROM pg_catalog.pg_depend d
			JOIN pg_catalog.pg_attribute b
				ON b.attrelid = d.refobjid AND b.attnum = d.refobjsubid
			WHERE d.classid = h.classid AND d.objid = h.objid
				AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
				AND d.refobjid = a.attrelid AND b.attnum > 0 AND b.attnum <> a.attnum
			ORDER BY b.attnum LIMIT 1)
		FROM hanging h
		JOIN pg_catalog.pg_attrdef v
			ON h.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid
			AND v.oid = h.objid
		JOIN pg_catalog.pg_attribute a
			ON a.attrelid = v.adrelid AND a.attnum = v.adnum AND a.attgenerated = 's'
		JOIN relation r ON r.oid = a.attrelid AND r.relkind = 'r'
	UNION ALL
		SELECT 4, 'constraint', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s',
				r.name, k.conname, pg_catalog.pg_get_constraintdef(k.oid))
		FROM hanging h
		JOIN pg_catalog.pg_constraint k
			ON h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
			AND k.oid = h.objid AND k.contype = 'c' AND k.coninhcount = 0
		JOIN relation r ON r.oid = k.conrelid
	UNION ALL
		SELECT 4, 'domain constraint', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('ALTER DOMAIN %1$s DROP CONSTRAINT %2$I;'
				' ALTER DOMAIN %1$s ADD CONSTRAINT %2$I %3$s',
				(pg_catalog.pg_identify_object('pg_catalog.pg_type'::pg_catalog.regclass::pg_catalog.oid,
					t.oid, 0)).identity,
				k.conname, pg_catalog.pg_get_constraintdef(k.oid))
		FROM hanging h
		JOIN pg_catalog.pg_constraint k
			ON h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid
			AND k.oid = h.objid AND k.contype = 'c'
		JOIN pg_catalog.pg_type t ON t.oid = k.contypid
		JOIN pg_catalog.pg_namespace n
			ON n.oid = t.typnamespace AND NOT pg_catalog.pg_is_other_temp_schema(n.oid)
	UNION ALL
		SELECT 5, 'statistics', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('ANALYZE %s', r.name)
		FROM hanging h
		JOIN pg_catalog.pg_statistic_ext s
			ON h.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass::pg_catalog.oid
			AND s.oid = h.objid
		JOIN relation r ON r.oid = s.stxrelid
	UNION ALL
		-- each after those that it is made from
		SELECT 6, 'materialized view', h.classid, h.objid, 0, h.functions,
			pg_catalog.format('REFRESH MATERIALIZED VIEW %s', r.name)
		FROM hanging h
		JOIN relation r
			ON h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid
			AND r.oid = h.objid AND r.relkind = 'm'
	)
	SELECT kind, (pg_catalog.pg_identify_object(classid, objid, objsubid)).identity AS object,
		functions, statement
	FROM dependent
	ORDER BY step, objid, objsubid;

COMMENT ON VIEW smtpcode_dependents IS
	'what stores answers of the registry and has to be rebuilt when the mapping changes, in the order in which to do it';

COMMENT ON COLUMN smtpcode_dependents.kind IS 'index, partition key, generated column, constraint, domain constraint, statistics or materialized view';

COMMENT ON COLUMN smtpcode_dependents.object IS 'the object, with its schema';

COMMENT ON COLUMN smtpcode_dependents.functions IS 'our functions that it hangs on';

COMMENT ON COLUMN smtpcode_dependents.statement IS 'what rebuilds it, NULL where no single statement does';

-- A trusted extension's views belong to the bootstrap superuser.
GRANT SELECT ON smtpcode_dependents TO PUBLIC;
