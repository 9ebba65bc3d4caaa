--
-- The codes of the warehouse, as seven schemas keep them
--
-- psql variable: rows.  Each table has a number and a code for each row; int4 is there
-- twice, and the ratio of the two shows what chance does.  Every code is the one of
-- esc_effective, so that no schema has to do with NULL.
--
CREATE EXTENSION IF NOT EXISTS ltree;
CREATE EXTENSION IF NOT EXISTS semver;
SET client_min_messages = warning;
SET maintenance_work_mem = '1GB';

CREATE TABLE source AS
	SELECT id, esc_effective(code, reply) AS code FROM bounce WHERE id <= :rows;

CREATE TABLE dimension AS
	SELECT row_number() OVER (ORDER BY code)::int2 AS code_id, code, esc_class(code) AS class, esc_subject(code) AS subject, esc_detail(code) AS detail,
		(esc_class(code)::int << 20) + (esc_subject(code)::int << 10) + esc_detail(code) AS number, classify(code)::text AS category
	FROM (SELECT DISTINCT code FROM source) AS codes;

CREATE TABLE t_esc (id bigint NOT NULL, code esc NOT NULL);
CREATE TABLE t_int4 (id bigint NOT NULL, code int4 NOT NULL);
CREATE TABLE t_again (LIKE t_int4);
CREATE TABLE t_text (id bigint NOT NULL, code text NOT NULL CHECK (code ~ '^[245]\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$'));
CREATE TABLE t_ltree (id bigint NOT NULL, code ltree NOT NULL);
CREATE TABLE t_semver (id bigint NOT NULL, code semver NOT NULL);
CREATE TABLE d_lookup AS SELECT code_id, code::text, class, subject, detail, category FROM dimension;
ALTER TABLE d_lookup ADD PRIMARY KEY (code_id);
CREATE TABLE t_lookup (id bigint NOT NULL, code_id int2 NOT NULL REFERENCES d_lookup);
CREATE TABLE t_parts (id bigint NOT NULL, class int2 NOT NULL, subject int2 NOT NULL, detail int2 NOT NULL,
	CHECK (class IN (2, 4, 5) AND subject BETWEEN 0 AND 999 AND detail BETWEEN 0 AND 999));

INSERT INTO t_esc TABLE source;
INSERT INTO t_int4 SELECT id, number FROM source JOIN dimension USING (code);
INSERT INTO t_again SELECT id, number FROM source JOIN dimension USING (code);
INSERT INTO t_text SELECT id, code::text FROM source;
INSERT INTO t_ltree SELECT id, code::text::ltree FROM source;
INSERT INTO t_semver SELECT id, code::text::semver FROM source;
INSERT INTO t_lookup SELECT id, code_id FROM source JOIN dimension USING (code);
INSERT INTO t_parts SELECT id, class, subject, detail FROM source JOIN dimension USING (code);

-- What a query joins with: a code, its subject and its category.
CREATE TABLE d_esc AS SELECT code, subject, category FROM dimension;
CREATE TABLE d_int4 AS SELECT number AS code, subject, category FROM dimension;
CREATE TABLE d_again AS TABLE d_int4;
CREATE TABLE d_text AS SELECT code::text, subject, category FROM dimension;
CREATE TABLE d_ltree AS SELECT code::text::ltree AS code, subject, category FROM dimension;
CREATE TABLE d_semver AS SELECT code::text::semver AS code, subject, category FROM dimension;
CREATE TABLE d_parts AS SELECT class, subject, detail, category FROM dimension;
SELECT format('ALTER TABLE d_%s ADD PRIMARY KEY (%s)', t, CASE t WHEN 'parts' THEN 'class, subject, detail' ELSE 'code' END)
FROM unnest('{esc,int4,again,text,ltree,semver,parts}'::text[]) AS t \gexec

-- Texts to load, and files of every table.
CREATE UNLOGGED TABLE staging AS SELECT id, code::text FROM source;
SELECT format($$COPY %1$s TO '%3$s/%1$s.%2$s' (FORMAT %2$s)$$, t, f, :'files')
FROM unnest('{t_esc,t_int4,t_again,t_text,t_ltree,t_semver,t_lookup,t_parts}'::text[]) AS t, unnest('{text,binary}'::text[]) AS f \gexec
CREATE TABLE indexes AS SELECT t, format('CREATE INDEX i_%s ON t_%s (%s)', t, t, CASE t WHEN 'lookup' THEN 'code_id' WHEN 'parts' THEN 'class, subject, detail' ELSE 'code' END) AS make
	FROM unnest('{esc,int4,again,text,ltree,semver,lookup,parts}'::text[]) AS t;
SELECT make FROM indexes \gexec
-- Patterns of ltree want GiST.
CREATE INDEX g_ltree ON t_ltree USING gist (code);
VACUUM (ANALYZE);
