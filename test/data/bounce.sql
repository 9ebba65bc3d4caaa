--
-- A bounce table with constraints worth copying: used by the demo and the tests
--
CREATE TABLE bounce (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	recipient text NOT NULL,
	domain text NOT NULL,
	mx_host text,
	provider text,
	at timestamptz NOT NULL,
	outcome text NOT NULL,
	reply reply_code,
	code esc,
	diagnostic text,

	-- What hangs on the codes is computed once, when the row comes in.
	category bounce_category GENERATED ALWAYS AS (classify(code, reply, provider)) STORED,
	action bounce_action GENERATED ALWAYS AS (recommend(code, reply, provider)) STORED,

	-- Real servers send 550 4.4.7: such rows are kept, and marked.
	contradictory boolean NOT NULL GENERATED ALWAYS AS (coalesce(NOT esc_agrees(code, reply), false)) STORED,

	CONSTRAINT bounce_recipient_in_domain
		CHECK (recipient LIKE '%@%' AND domain = lower(domain)
			AND right(recipient, length(domain) + 1) = '@' || domain),
	CONSTRAINT bounce_outcome_known
		CHECK (outcome IN ('failed', 'delayed', 'delivered')),

	-- There is a code or a reply, and a reply says more than "go on".
	CONSTRAINT bounce_has_class
		CHECK (esc_effective(code, reply) IS NOT NULL),
	CONSTRAINT bounce_reply_is_final
		CHECK (reply BETWEEN 200 AND 299 OR reply BETWEEN 400 AND 599),

	-- RFC 3464: a delayed message has met a transient failure, a failed one
	-- either kind, since a server gives up on a transient failure in the end.
	CONSTRAINT bounce_outcome_fits_class
		CHECK (CASE outcome
			WHEN 'delivered' THEN esc_class(esc_effective(code, reply)) = 2
			WHEN 'delayed' THEN esc_class(esc_effective(code, reply)) = 4
			WHEN 'failed' THEN esc_class(esc_effective(code, reply)) >= 4
		END)
);

COMMENT ON TABLE bounce IS
	'what became of each message, as the receiving systems said';
