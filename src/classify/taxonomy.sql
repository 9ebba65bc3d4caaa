--
-- The labels of what happened, and what to do
--

CREATE TYPE bounce_category AS ENUM (
	'success', 'user_unknown', 'domain_unknown', 'address_invalid',
	'recipient_changed', 'mailbox_disabled', 'address_unspecified',
	'mailbox_unavailable', 'mailbox_full', 'greylisted',
	'too_many_recipients', 'rate_limited', 'sending_quota',
	'suppressed_before', 'blocked_ip', 'blocked_sender', 'bad_reputation',
	'authentication', 'reverse_dns', 'bad_sender', 'encryption_required',
	'smtp_auth', 'message_too_large', 'spam_content', 'banned_content',
	'content_unsupported', 'rfc_noncompliant', 'message_security',
	'mailing_list', 'relay_denied', 'not_permitted', 'policy',
	'protocol_error', 'system_error', 'system_full', 'system_unavailable',
	'network_error', 'dns_error', 'routing_error', 'expired', 'unspecified'
);

COMMENT ON TYPE bounce_category IS
	'what happened to a message, as classify() tells';

CREATE TYPE bounce_action AS ENUM (
	'none', 'retry', 'slow_down', 'suppress', 'fix_authentication',
	'fix_infrastructure', 'fix_message', 'review'
);

COMMENT ON TYPE bounce_action IS
	'what to do about a bounce, as recommend() tells';

CREATE TYPE bounce_permanence AS ENUM (
	'none', 'temporary', 'permanent'
);

COMMENT ON TYPE bounce_permanence IS
	'whether a message failed for now or for good, as permanence() tells';

CREATE TYPE bounce_party AS ENUM (
	'recipient', 'sender', 'receiver', 'network', 'message', 'unknown'
);

COMMENT ON TYPE bounce_party IS
	'who can mend it, as responsible() tells';

CREATE TYPE bounce_hardness AS ENUM (
	'none', 'soft', 'block', 'hard'
);

COMMENT ON TYPE bounce_hardness IS
	'what kind of bounce it is, as hardness() tells';
