--
-- The crosswalk: our categories by the names of other systems, against the
-- files that it is made from
--
\getenv abs_srcdir PG_ABS_SRCDIR
\cd :abs_srcdir
CREATE TEMPORARY TABLE crosswalk_file (category text, kumomta text, sisimai text, powermta text, sparkpost text, ses text, postmark text, sendgrid text);
CREATE TEMPORARY TABLE name_file (system text, name text, number int, wider boolean, meaning text);
\copy crosswalk_file from 'src/classify/crosswalk.tsv' (null '', header)
\copy name_file from 'src/classify/crosswalk_names.tsv' (null '', header)
CREATE TEMPORARY VIEW mapping AS
	SELECT category, (given).* FROM (SELECT category, json_each_text(to_json(crosswalk_file)) AS given FROM crosswalk_file) f
	WHERE (given).key <> 'category';

-- one row for each category and system
SELECT count(*) AS rows, count(DISTINCT (category, system)) AS keys, count(DISTINCT category) AS categories, count(DISTINCT system) AS systems,
	count(name) AS names, count(*) FILTER (WHERE lossy) AS lossy
FROM bounce_crosswalk;
SELECT string_agg(DISTINCT system, ' ') AS systems FROM bounce_crosswalk;

-- what differs between the files and the view: nothing
(SELECT category::text, system, name, number, meaning FROM bounce_crosswalk)
EXCEPT ALL
(SELECT category, key, value, number, meaning FROM mapping LEFT JOIN name_file ON system = key AND name = value);

-- lossy, said in another way: from the name alone one could not tell the category
SELECT x.* FROM bounce_crosswalk x LEFT JOIN name_file n USING (system, name)
WHERE x.lossy IS DISTINCT FROM
	(x.name IS NULL OR n.wider
		OR EXISTS (SELECT FROM bounce_crosswalk o WHERE o.system = x.system AND o.name = x.name AND o.category <> x.category));
-- so what is not lossy goes there and back
SELECT system, count(*) AS lossless, string_agg(category::text, ' ' ORDER BY category) AS categories
FROM bounce_crosswalk WHERE NOT lossy GROUP BY system ORDER BY system;

-- a name that says that the address is dead is given to dead addresses only, so that
-- nobody suppresses there what is only to be reviewed here
SELECT category, system, name FROM bounce_crosswalk
WHERE (system, name) IN (('kumomta', 'InvalidRecipient'), ('kumomta', 'BadDomain'), ('kumomta', 'InactiveMailbox'),
		('sisimai', 'userunknown'), ('sisimai', 'hostunknown'), ('sisimai', 'hasmoved'),
		('powermta', 'bad-mailbox'), ('powermta', 'bad-domain'), ('powermta', 'inactive-mailbox'),
		('sparkpost', 'Invalid Recipient'), ('ses', 'Permanent/NoEmail'), ('ses', 'Permanent/General'),
		('postmark', 'HardBounce'), ('postmark', 'BadEmailAddress'), ('sendgrid', 'Invalid Address'))
	AND category NOT IN (SELECT category FROM esc_registry WHERE permanent_action = 'suppress');
-- and nobody goes on mailing where it stops here
SELECT system, string_agg(category || ': ' || name, ', ' ORDER BY category) AS dead_addresses FROM bounce_crosswalk
WHERE category IN (SELECT category FROM esc_registry WHERE permanent_action = 'suppress') GROUP BY system ORDER BY system;

-- numbers belong to names
SELECT system, name, number FROM bounce_crosswalk WHERE number IS NOT NULL GROUP BY 1, 2, 3 ORDER BY system, number;
SELECT DISTINCT system FROM bounce_crosswalk WHERE name IS NOT NULL AND (number IS NULL) <> (system NOT IN ('sparkpost', 'postmark'));
SELECT count(*) AS without_meaning FROM bounce_crosswalk WHERE (name IS NULL) <> (meaning IS NULL);

-- the whole of it, to be read
SELECT category, string_agg(coalesce(name, '-') || CASE WHEN lossy THEN '' ELSE ' =' END, ' | ' ORDER BY system) AS kumomta_postmark_powermta_sendgrid_ses_sisimai_sparkpost
FROM bounce_crosswalk GROUP BY category ORDER BY category;

-- the columns that queries rely on
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid = 'bounce_crosswalk'::regclass;
