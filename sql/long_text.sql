--
-- Long texts: a hundred megabytes of what makes a parser look ahead or back.
-- A parser that is quadratic in any of them would not end here.
--
SELECT replace(unit, E'\n', '\n') AS unit, reply, code, octet_length(parsed.text) / 1048576 AS rest_mb,
	cardinality(esc_extract_all(long.text)) AS codes, octet_length(reply_fingerprint(long.text)) AS fingerprint
FROM unnest(ARRAY['x', '5', '5.', '5.1.1 ', '5.1.1.', E'550-5.1.1 x\n', '550 ', 'host x said: ', '<a@b.example> ', 'a@', '[192.0.2.1] ', '::', '(#', 'é']) unit,
	LATERAL (SELECT repeat(unit, 104857600 / octet_length(unit)) || E'\n552 5.2.2 full' AS text OFFSET 0) long,
	LATERAL (SELECT (p).reply, (p).code, (p).text FROM (SELECT smtp_parse(long.text) AS p OFFSET 0) p) parsed;

-- A report with a diagnostic of as many lines.
SELECT count(*) AS recipients, min(resolved) AS resolved, max(octet_length(diagnostic)) / 1048576 AS diagnostic_mb
FROM dsn_recipients(E'Reporting-MTA: dns; a.example\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550-5.1.1 no\n'
	|| repeat(E' 550-5.1.1 no such user\n', 4369066) || E'\nFinal-Recipient: rfc822; c@b.example\nAction: failed\nStatus: 5.2.2\n');
