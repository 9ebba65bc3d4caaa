--
-- Phrases: the view against the file, and everything that they can lead to
--
\getenv abs_srcdir PG_ABS_SRCDIR
CREATE TEMPORARY TABLE phrase_file (n int GENERATED ALWAYS AS IDENTITY, phrase text, category text, about text, strength text, dead text, action text,
	language text, provider text, only_ text, source text, reviewed date);
CREATE TEMPORARY TABLE class_file (class text, language text, words text);
\set file :abs_srcdir '/src/words/phrases.tsv'
COPY phrase_file (phrase, category, about, strength, dead, action, language, provider, only_, source, reviewed) FROM :'file' (NULL '', HEADER);
\set file :abs_srcdir '/src/words/word_classes.tsv'
COPY class_file FROM :'file' (NULL '', HEADER);

-- the view: what differs from the file, nothing
SELECT count(*) > 0 AS some, count(*) = (SELECT count(*) FROM phrase_file) AS all FROM phrase_registry;
CREATE TEMPORARY VIEW expected_row AS
	SELECT phrase, category, about, strength, dead = 'yes', action, language, provider,
		(SELECT string_agg(o, ',' ORDER BY o COLLATE "C") FROM unnest(string_to_array(only_, ',')) o) AS only_, source, reviewed
	FROM phrase_file;
CREATE TEMPORARY VIEW actual_row AS
	SELECT phrase, category::text, about, strength, dead_recipient, action::text, language, provider,
		(SELECT string_agg(o, ',' ORDER BY o COLLATE "C") FROM (SELECT p::text AS o FROM unnest(patterns) p UNION ALL SELECT r::text FROM unnest(basic_codes) r) o) AS only_, source, reviewed
	FROM phrase_registry;
TABLE expected_row EXCEPT ALL TABLE actual_row;
TABLE actual_row EXCEPT ALL TABLE expected_row;
SELECT phrase FROM phrase_registry WHERE NOT provider_is_known(provider) OR reviewed IS NULL OR source IS NULL OR language !~ '^[a-z]{2}$';

-- no phrase asks for an address to be suppressed but as a dead recipient; and that takes a reason about the recipient
SELECT phrase FROM phrase_registry
WHERE action = 'suppress' OR dead_recipient AND (strength <> 'reason' OR about <> 'recipient'
	OR category NOT IN ('user_unknown', 'domain_unknown', 'address_invalid', 'recipient_changed', 'mailbox_disabled'));

-- A text for each phrase: without what may be missing, with the first words of each class
CREATE TEMPORARY TABLE example AS
	SELECT n, phrase, strength, dead = 'yes' AS dead, provider, split_part(only_, ',', 1) AS only_,
		(SELECT string_agg(coalesce((SELECT split_part(words, '|', 1) FROM class_file WHERE '{' || class || '}' = word AND class_file.language IN (phrase_file.language, 'en')
			ORDER BY class_file.language = phrase_file.language DESC LIMIT 1), word), ' ' ORDER BY place)
		FROM regexp_matches(regexp_replace(replace(phrase, ' .. ', ' '), ' *\[[^]]*\]', '', 'g'), '\{\w+\}|[^ {]+', 'g') WITH ORDINALITY w (found, place), unnest(found) word) AS text
	FROM phrase_file;

-- each beside every registered reply, and none, and some codes
CREATE TEMPORARY TABLE judged AS
	SELECT e.n, e.dead, e.strength, e.only_, e.text, e.provider, code, reply, recommend(code, reply, e.provider, e.text) AS action
	FROM example e, (SELECT NULL::reply_code AS reply UNION ALL SELECT code FROM reply_registry) reply, unnest('{NULL,5.1.1,5.7.1,5.7.26,4.1.1}'::esc[]) code;
-- what is suppressed because of the words: a dead recipient, under these replies, in class 5, beside a code that says nothing else
SELECT code, string_agg(DISTINCT coalesce(reply::text, '-'), ' ' ORDER BY coalesce(reply::text, '-')) AS replies, bool_and(dead) AS all_dead
FROM judged WHERE action = 'suppress' AND code IS DISTINCT FROM '5.1.1' GROUP BY code ORDER BY code;
-- beside no other reason a code that names a dead recipient is suppressed, but where the phrase is confined to other codes
SELECT code, text, reply FROM judged WHERE strength = 'reason' AND NOT dead AND only_ IS NULL AND action = 'suppress' LIMIT 10;
SELECT count(*) AS wrong FROM example WHERE (hardness(NULL, 550, provider, text) = 'hard') <> (recommend(NULL, 550, provider, text) = 'suppress');

-- every phrase for which an address is suppressed, and how many of them are not in their own example
SELECT category, language, count(*) AS phrases, count(*) FILTER (WHERE recommend(NULL, CASE WHEN only_ ~ '^\d+$' THEN only_::reply_code ELSE 550 END, provider, text) <> 'suppress') AS not_alone
FROM example JOIN (SELECT n, category, language FROM phrase_file) file USING (n) WHERE dead GROUP BY category, language ORDER BY category, language;
SELECT category, language, coalesce(provider, '-') AS provider, phrase FROM phrase_file WHERE dead = 'yes' ORDER BY category, language, provider COLLATE "C" NULLS FIRST, phrase COLLATE "C";
