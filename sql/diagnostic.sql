--
-- The diagnostic: code, reply and reason out of what a server said
--
\getenv abs_srcdir PG_ABS_SRCDIR

-- one function each, with the same arguments
SELECT proname, count(*) AS functions, max(pg_get_function_arguments(oid)) AS arguments, min(prosupport::text) AS support
FROM pg_proc
WHERE proname IN ('classify', 'recommend', 'permanence', 'responsible', 'hardness', 'diagnose', 'esc_lint', 'classify_with_rules', 'recommend_with_rules', 'diagnose_with_rules')
GROUP BY proname ORDER BY proname;

-- all that there is to say of a text, in one call
SELECT * FROM diagnose(diagnostic => '550 5.1.1 <jane@shop.example>: User unknown in local recipient table') \gx
SELECT * FROM diagnose(diagnostic => '452 4.2.2 The mailbox is full', provider => 'google') \gx
SELECT * FROM diagnose(diagnostic => 'mailbox is full') \gx

-- NULL where there is nothing to judge by: neither code nor reply nor a phrase
SELECT text, classify(diagnostic => text), recommend(diagnostic => text), permanence(diagnostic => text), responsible(diagnostic => text),
	hardness(diagnostic => text), diagnose(diagnostic => text) IS NULL AS nothing, esc_lint(diagnostic => text)
FROM unnest(ARRAY[NULL, '', 'hello', 'User unknown', '550', '5.1.1', 'hello 5.1.1', '354 go ahead', '250 ok']) text;
SELECT classify('5.1.1', 550, NULL, NULL), recommend('5.1.1', 550, NULL, ''), recommend('5.1.1', 550, NULL, 'hello'), esc_lint(NULL, NULL, 'nobody', 'hello');
-- a text without a code that is given for a code is told where it belongs
SELECT classify('550 5.1.1 User unknown');
SELECT classify('User unknown');
SELECT classify(reply => '550 User unknown');
SELECT classify('5 .1.1');

-- what each function says is the same
CREATE TEMPORARY TABLE said (code esc, reply reply_code, provider text, text text);
CREATE TEMPORARY VIEW judged AS
	SELECT code, reply, text, classify(code, reply, provider, text), recommend(code, reply, provider, text), permanence(code, reply, provider, text), hardness(code, reply, provider, text)
	FROM said;

-- Code and reply come out of the text as one pair; what is given stays
INSERT INTO said VALUES
	-- nothing is given
	(NULL, NULL, NULL, '550 5.1.1 nonesuch'), (NULL, NULL, NULL, '450 5.1.1 nonesuch'), (NULL, NULL, NULL, '550 4.4.7 nonesuch'), (NULL, NULL, NULL, '550 nonesuch'), (NULL, NULL, NULL, '4.2.1 nonesuch'),
	-- a code: the reply of the same class, beside no other code
	('5.1.1', NULL, NULL, '550 nonesuch'), ('5.1.1', NULL, NULL, '550 5.1.1 nonesuch'), ('5.1.1', NULL, NULL, '552 nonesuch'), ('5.1.1', NULL, NULL, '450 nonesuch'), ('5.1.1', NULL, NULL, '450 5.1.1 nonesuch'),
	('5.1.1', NULL, NULL, '450 4.2.1 nonesuch'), ('5.1.1', NULL, NULL, '552 5.2.3 nonesuch'), ('5.1.1', NULL, NULL, '550 5.2.0 nonesuch'), ('5.1.1', NULL, NULL, '250 2.0.0 nonesuch'), ('5.1.1', NULL, NULL, '354 nonesuch'),
	('5.1.1', NULL, NULL, '4.2.1 nonesuch'), ('5.1.1', NULL, NULL, '5.2.3 nonesuch'), ('4.2.1', NULL, NULL, '550 5.1.1 nonesuch'),
	-- one that says no more than its class gives way
	('5.0.0', NULL, NULL, '550 5.1.1 nonesuch'), ('5.0.350', NULL, NULL, '550 5.1.1 nonesuch'), ('5.0.0', NULL, NULL, '450 4.2.1 nonesuch'), ('5.0.0', NULL, NULL, '450 nonesuch'), ('5.0.0', NULL, NULL, '550 nonesuch'),
	('4.0.0', NULL, NULL, '550 5.1.1 nonesuch'), ('5.0.0', NULL, NULL, '250 2.1.5 nonesuch'), ('5.0.350', NULL, NULL, '550 5.0.0 nonesuch'), ('5.1.0', NULL, NULL, '550 5.1.1 nonesuch'), ('5.7.1', NULL, NULL, '550 5.1.1 nonesuch'),
	-- a reply: the code of that reply
	(NULL, 550, NULL, '550 5.1.1 nonesuch'), (NULL, 554, NULL, '550 5.1.1 nonesuch'), (NULL, 550, NULL, '5.1.1 nonesuch'), (NULL, 450, NULL, '550 5.1.1 nonesuch'), (NULL, 550, NULL, '450 4.2.1 nonesuch'), (NULL, 550, NULL, '550 4.4.7 nonesuch'),
	(NULL, 550, NULL, '4.2.1 nonesuch'), (NULL, 354, NULL, '550 5.1.1 nonesuch'), (NULL, 250, NULL, '550 5.1.1 nonesuch'),
	-- both
	('5.1.1', 550, NULL, '550 5.1.1 nonesuch'), ('5.1.1', 550, NULL, '450 4.2.1 nonesuch'), ('5.1.1', 550, NULL, '554 5.2.3 nonesuch'), ('5.0.0', 550, NULL, '550 5.1.1 nonesuch'), ('5.0.0', 550, NULL, '450 4.2.1 nonesuch'),
	-- expired: whatever the last reply was
	('5.4.7', NULL, NULL, '450 4.2.2 mailbox full'), ('5.4.7', NULL, NULL, 'mailbox full'), ('4.4.7', NULL, NULL, '550 5.1.1 User unknown'), ('5.4.7', 550, NULL, '450 greylisted'), ('5.4.7', NULL, NULL, '550 User unknown');
TABLE judged;

-- What answers: the words before the code, under any failing reply
TRUNCATE said;
INSERT INTO said VALUES
	('5.7.26', 550, NULL, 'user unknown'), ('5.1.1', 550, NULL, 'mailbox full'), ('5.2.2', 552, NULL, 'message size exceeds the limit'), ('5.0.0', 554, NULL, 'relaying denied'), (NULL, 550, NULL, 'relaying denied'), (NULL, 421, NULL, 'mailbox full'),
	-- not where the message was accepted, but where it failed later
	('2.0.0', 250, NULL, 'mailbox full'), (NULL, 250, NULL, 'mailbox full'), ('2.0.0', NULL, NULL, 'mailbox full'), ('5.0.0', 250, NULL, 'mailbox full'), ('2.0.0', 550, NULL, 'mailbox full'), ('5.0.0', 250, NULL, 'user unknown'),
	-- a hint where code and reply leave it open
	(NULL, NULL, NULL, 'mailbox unavailable'), (NULL, 550, NULL, 'access denied'), ('5.7.1', 550, NULL, 'access denied'), ('5.7.26', 550, NULL, 'access denied'), (NULL, 535, NULL, 'access denied'), ('5.1.1', 550, NULL, 'access denied'),
	-- neither code nor reply, or none that tells an outcome
	(NULL, NULL, NULL, 'user unknown'), (NULL, NULL, NULL, 'mailbox full'), (NULL, NULL, NULL, 'relaying denied'), (NULL, NULL, NULL, 'blocked using a block list'), (NULL, 354, NULL, 'user unknown');
TABLE judged;

-- Whom it is about
TRUNCATE said;
INSERT INTO said (text) VALUES
	('550 Verification failed for <jane@shop.example>'), ('550 5.1.1 Sender verify failed: 550 5.1.1 No such user here'), ('550 5.1.1 <jane@shop.example>: Sender address rejected: User unknown'),
	('550-Callback setup failed while verifying <jane@shop.example>\n550-RCPT TO:<jane@shop.example>: 550 5.1.1 No such user here\n550 Sender verify failed'),
	('550 5.1.1 No such user here (sender verify failed)'),
	('535 5.7.8 Authentication failed: no such user'), ('550 5.1.1 <jane@shop.example>: Recipient address rejected: User unknown');
TABLE judged;

-- When to suppress: dead by words, in class 5, under a reply that is about a recipient
SELECT recommend, hardness, string_agg(reply::int::text, ' ' ORDER BY reply) AS replies
FROM (SELECT reply, recommend(reply => reply, diagnostic => 'User unknown'), hardness(reply => reply, diagnostic => 'User unknown') FROM generate_series(400, 599) n, LATERAL (SELECT n::reply_code AS reply) r) judged
GROUP BY recommend, hardness ORDER BY recommend, hardness;
TRUNCATE said;
INSERT INTO said (code, text) SELECT code, text
FROM unnest('{NULL,5.0.0,5.1.0,5.1.1,5.2.2,5.7.1,5.7.26,4.1.1,2.0.0}'::esc[]) code, unnest('{550 User unknown,User unknown,501 User unknown,User unknown. Mailbox full}'::text[]) text;
SELECT text, recommend, string_agg(coalesce(code::text, '-'), ' ' ORDER BY code) AS codes FROM judged GROUP BY text, recommend ORDER BY text, recommend;
-- each other reason in the text vetoes, and so it does beside a code
SELECT other, recommend(diagnostic => '550 User unknown, ' || other) AS beside_words, recommend('5.1.1', 550, NULL, other) AS beside_code, classify('5.1.1', 550, NULL, other)
FROM unnest(ARRAY['hello', 'sender verify failed', 'sender address rejected', 'helo command rejected: host not found', 'no PTR record', 'blocked using zen.dnsbl.example', 'spam message rejected', 'rate limit exceeded',
	'mailbox full', 'message size exceeds the limit', 'greylisted', 'authentication required', 'relaying denied', 'you do not have permission to post']) other;

-- Traps
TRUNCATE said;
INSERT INTO said (text) VALUES
	('550 user unknown; earlier reply: 450 mailbox full'), ('550 5.1.1 The group may not exist, or you may not have permission to post messages to it'), ('550 5.1.1 Mailbox Does Not Exist. Quota Exceeded'),
	('550 The mailbox is blocked due to inactivity'), ('554 5.7.1 Client host [192.0.2.1] blocked using zen.dnsbl.example'),
	-- no phrase within an address, a host or a URL
	('550 <user_unknown@mailbox-full.example>'), ('550 see https://user.unknown.example/mailbox/full'), ('550 host mailbox-full.example'), ('550 /user/unknown.html'),
	-- negations
	('550 Your address is not blacklisted'), ('550 The mailbox is not full'), ('450 Not greylisted'),
	-- as qmail, gateways and logs write it
	('550 sorry,_no_such_user_here'), ('550-5.1.1 The user\n550-5.1.1 is unknown'), (E'550-5.1.1 user\n550 5.1.1 unknown'), ('550 USER  UNKNOWN'), ('550 "user" unknown'), ('550 user <jane@shop.example> unknown'),
	-- 552 and 452, which mean several things
	('552 Mailbox full'), ('552 Message size exceeds the limit'), ('552 Virus found in the message'), ('552 5.2.2 Over quota'), ('452 Too many recipients'), ('452 Insufficient system storage'), ('452 4.2.2 Mailbox full'),
	-- 550 for everything
	('550 Requested action not taken: mailbox unavailable'), ('550 Mail content denied: spam'), ('550 Mailbox not found'), ('550 Connection frequency limited');
TABLE judged;

-- Doubts: words that say something else than a specific code
SELECT code, text, classify(code, 550, NULL, text), esc_lint(code, 550, NULL, text)
FROM (VALUES ('5.7.26'::esc, 'user unknown'), ('5.1.1', 'mailbox full'), ('5.2.2', 'mailbox full'), ('5.7.1', 'user unknown'), ('5.1.1', 'user unknown'), ('5.1.1', 'mailbox unavailable'), ('5.1.1', 'hello'), (NULL, 'mailbox full'), ('5.0.0', 'mailbox full')) v (code, text);
SELECT explanation FROM diagnose('5.1.1', 550, NULL, 'mailbox full');
-- and those of code and reply, as the text has them
SELECT text, esc_lint(diagnostic => text) FROM unnest('{550 5.7.999 hello,450 5.1.1 hello,571 hello,552 5.1.1 hello,552 5.5.3 hello}'::text[]) text;

-- The phrase that decided is one of the view; level and source tell of it
SELECT level, source, pattern, phrase = ANY (SELECT phrase FROM phrase_registry) AS registered, category = ANY (SELECT p.category FROM phrase_registry p WHERE p.phrase = d.phrase) AS same, hardness
FROM diagnose('5.7.1', 550, NULL, 'mailbox full') d;
SELECT level, source, pattern, phrase, hardness FROM diagnose('5.7.26', 550, NULL, 'hello');
SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns
FROM pg_attribute WHERE attrelid = 'phrase_registry'::regclass;

-- Own rules see what the text has, and come before the words
INSERT INTO bounce_rule (pattern, category, action) VALUES ('5.2.2', 'mailbox_unavailable', 'suppress');
INSERT INTO bounce_rule (reply_from, reply_to, provider, category) VALUES (554, 554, 'acme', 'greylisted');
SELECT text, classify_with_rules(provider => 'acme', diagnostic => text), recommend_with_rules(provider => 'acme', diagnostic => text),
	d.level, d.category, d.hardness, d.phrase IS NOT NULL AS has_phrase, r.category AS of_rule
FROM unnest('{550 5.2.2 User unknown,554 User unknown,550 User unknown,User unknown,hello}'::text[]) text,
	diagnose_with_rules(provider => 'acme', diagnostic => text) d, bounce_rule_for(provider => 'acme', diagnostic => text) r;
DELETE FROM bounce_rule;

-- A text may be long, compressed or toasted, and in bytes that are no valid text of any encoding
SELECT classify(diagnostic => repeat('x ', 100000) || '550 5.2.2 ' || repeat('y ', 100000) || ' mailbox full');
CREATE TEMPORARY TABLE kept (d text, category bounce_category GENERATED ALWAYS AS (classify(diagnostic => d)) STORED);
ALTER TABLE kept ALTER d SET STORAGE EXTERNAL;
INSERT INTO kept VALUES (repeat('x ', 10000) || 'mailbox full'), ('550 mailbox full'), (NULL);
CREATE INDEX ON kept (recommend(diagnostic => d));
SELECT length(d), category FROM kept ORDER BY length(d);

-- What the planner is told a call costs
CREATE FUNCTION pg_temp.cost_of(query text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN (plan #>> '{0,Plan,Total Cost}')::numeric;
END $$;
CREATE TEMPORARY TABLE event AS SELECT '5.1.1'::esc AS code, 550::reply_code AS reply, 'google'::text AS provider, '550 5.1.1 User unknown'::text AS diagnostic FROM generate_series(1, 1000);
ANALYZE event;
SELECT f, round((pg_temp.cost_of(format('SELECT %s(code, reply, provider) FROM event', f)) - base) / 2.5, 1) AS absent,
	round((pg_temp.cost_of(format('SELECT %s(code, reply, provider, NULL) FROM event', f)) - base) / 2.5, 1) AS "null",
	round((pg_temp.cost_of(format('SELECT %s(code, reply, provider, diagnostic) FROM event', f)) - base) / 2.5, 1) AS given,
	round((pg_temp.cost_of(format('SELECT %s(diagnostic => diagnostic) FROM event', f)) - base) / 2.5, 1) AS alone
FROM unnest('{classify,recommend,permanence,responsible,hardness,esc_lint,diagnose,classify_with_rules,recommend_with_rules,diagnose_with_rules}'::text[]) f, pg_temp.cost_of('SELECT code FROM event') base;

-- what only words tell: a limit on the rate, and a block list, beside the code of a dead recipient
SELECT reply_extract(d) AS reply, esc_extract(d) AS code, category, action, hardness, phrase
FROM unnest(ARRAY[
	'host smtp.shop.example[192.0.2.238] said: 550 5.1.1 <jane@shop.example>  - 192.0.2.9 sent to more recipients than one hour allows. IB607',
	'550 5.2.1 Mailbox unavailable. 192.0.2.44 stands on the block list SPAMHAUS-XBL',
	'550 5.1.1 <jane@shop.example>: User unknown']) d, diagnose(diagnostic => d);
