-- The record of what was decided and what became of it.
--
-- Enumerations are the numbers of src/core/words.h, topics those of src/core/topic.h. Hashes of 64 bits are
-- stored as signed integers. Events, notifications, contents and attempts are partitioned by time: see
-- src/adapters/postgres/partitions.h, which makes the partitions; what fits none goes to the default ones.

-- ---- what the statements of a commit use

-- Ends the transaction with an SQLSTATE of ours: see src/adapters/postgres/failure.h.
CREATE FUNCTION refuse(code text, what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = code, MESSAGE = what;
END $$;

-- The first of the numbers of what this transaction writes: its moment in microseconds, times 1024. So numbers
-- rise with time, without a sequence that all would wait for.
CREATE FUNCTION commit_number() RETURNS bigint STABLE LANGUAGE sql AS
    'SELECT (extract(epoch FROM transaction_timestamp()) * 1000000)::bigint * 1024';

-- ---- how far the logs were consumed, and what their records were

CREATE TABLE offsets (
    topic smallint NOT NULL CHECK (topic BETWEEN 0 AND 5),
    partition integer NOT NULL,
    next bigint NOT NULL,
    events bigint NOT NULL,
    duplicates bigint NOT NULL,
    changes bigint NOT NULL,
    unreadable bigint NOT NULL,
    gaps bigint NOT NULL,
    missing bigint NOT NULL,
    PRIMARY KEY (topic, partition)) WITH (fillfactor = 20);

-- ---- events: what was decided, one row for one event and one recipient

CREATE TABLE events (
    seq bigint NOT NULL,             -- see commit_number
    user_hash bigint NOT NULL,
    received_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    conflicts bigint NOT NULL,       -- repetitions with another body
    send_at timestamptz,
    expires_at timestamptz,
    type_version integer NOT NULL,
    recipients integer NOT NULL,     -- of the request that it came with
    sends smallint NOT NULL,         -- how many decisions are to send
    priority smallint CHECK (priority BETWEEN 0 AND 3),
    source text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    user_id text COLLATE "C" NOT NULL,
    type text COLLATE "C" NOT NULL,
    traceparent text NOT NULL,
    channels bytea,                  -- one byte for each
    decisions text NOT NULL,         -- JSON, see rows.cpp
    notifications uuid[] NOT NULL,
    data text,                       -- JSON; null when it was erased
    PRIMARY KEY (seq)) PARTITION BY RANGE (seq);
CREATE TABLE events_default PARTITION OF events DEFAULT;
-- By recipient, for their pages and for erasing them.
CREATE INDEX events_by_user ON events (user_hash);

-- The names of events, hashed: all with one event id stand side by side.
CREATE TABLE event_keys (
    id_hash bigint NOT NULL,
    rest_hash bigint NOT NULL,
    event bigint NOT NULL,
    body_hash bytea NOT NULL,
    PRIMARY KEY (id_hash, rest_hash));

-- ---- notifications: small rows, for they are rewritten with every change of state

CREATE TABLE notifications (
    id uuid NOT NULL,
    event bigint NOT NULL,
    user_hash bigint NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    first_due_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    claimed_until timestamptz,       -- by whoever was given it as due, see options.h
    claimed_by bigint,
    round integer NOT NULL CHECK (round >= 0),
    started_round integer NOT NULL,  -- the last one whose send a worker has announced; 0: none
    returns integer NOT NULL CHECK (returns >= 0),  -- sends whose end nobody reported
    revision integer NOT NULL,
    attempt_count integer NOT NULL CHECK (attempt_count >= 0),
    attempts_before integer NOT NULL CHECK (attempts_before >= 0),
    type_version integer NOT NULL,
    template_version integer NOT NULL,
    channel smallint NOT NULL CHECK (channel BETWEEN 0 AND 15),
    priority smallint NOT NULL CHECK (priority BETWEEN 0 AND 3),
    state smallint NOT NULL CHECK (state BETWEEN 0 AND 7),
    reason smallint NOT NULL CHECK (reason >= 0),
    outcome_rank smallint NOT NULL CHECK (outcome_rank >= -1),
    cancel_requested boolean NOT NULL,
    address_from_profile boolean NOT NULL,
    template_locale text NOT NULL,
    provider text COLLATE "C" NOT NULL,
    address text COLLATE "C" NOT NULL,
    detail text NOT NULL,
    PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE notifications_default PARTITION OF notifications DEFAULT WITH (fillfactor = 80);
-- What waits for its time, by lane.
CREATE INDEX notifications_due ON notifications (channel, priority, due_at, id) WHERE state = 0;
-- What waits for a worker; the queue is filled from it.
CREATE INDEX notifications_queued ON notifications (id) WHERE state = 1;
-- What waits for a person.
CREATE INDEX notifications_failed ON notifications (id) WHERE state = 4;
-- What a changed profile decides anew.
CREATE INDEX notifications_waiting ON notifications (user_hash, id) WHERE state IN (0, 1);

-- The texts, apart from the rows that change.
CREATE TABLE contents (
    notification uuid NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (notification)) PARTITION BY RANGE (notification);
CREATE TABLE contents_default PARTITION OF contents DEFAULT;

-- They may come before their notification.
CREATE TABLE attempts (
    notification uuid NOT NULL,      -- its id
    seq bigint NOT NULL,             -- the order in which they came
    started_at timestamptz NOT NULL,
    finished_at timestamptz NOT NULL,
    round integer NOT NULL,
    number integer NOT NULL,
    outcome smallint NOT NULL CHECK (outcome BETWEEN 0 AND 8),
    provider text COLLATE "C" NOT NULL,
    detail text NOT NULL,
    provider_id text NOT NULL,
    PRIMARY KEY (notification, round, provider)) PARTITION BY RANGE (notification);
CREATE TABLE attempts_default PARTITION OF attempts DEFAULT;
-- What the built-in provider took, newest first.
CREATE INDEX attempts_outbox ON attempts (seq) WHERE provider = 'outbox';

-- ---- recipients

CREATE TABLE recipients (
    user_id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    erased boolean NOT NULL,
    profile text NOT NULL);          -- JSON, as GET /v1/users shows it

CREATE TABLE suppressions (
    channel smallint NOT NULL CHECK (channel BETWEEN 0 AND 15),
    address text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    at timestamptz NOT NULL,
    seq bigint NOT NULL,             -- the order in which they came
    PRIMARY KEY (channel, address));
CREATE INDEX suppressions_by_seq ON suppressions (seq);

-- Events that were cancelled, perhaps before they were decided.
CREATE TABLE cancelled_events (
    source text COLLATE "C" NOT NULL,
    event_id text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (source, event_id));
-- The oldest ones are forgotten first.
CREATE INDEX cancelled_events_by_time ON cancelled_events (at, source, event_id);

-- ---- what is left to do

-- Records that nobody could read.
CREATE TABLE dead_records (
    id uuid PRIMARY KEY,
    topic smallint NOT NULL CHECK (topic BETWEEN 0 AND 5),
    partition integer NOT NULL,
    "offset" bigint NOT NULL,
    at timestamptz NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    key bytea NOT NULL,
    headers bytea[] NOT NULL,        -- names and values in turn
    value bytea NOT NULL);
CREATE INDEX dead_records_by_key ON dead_records (sha256(key));
-- The oldest ones are forgotten first.
CREATE INDEX dead_records_by_time ON dead_records (at, id);

-- What commits have left to push and to tell.
CREATE TABLE outgoing (
    created_at timestamptz NOT NULL,
    id uuid NOT NULL UNIQUE,
    notifications uuid[] NOT NULL,
    changed_users text[] NOT NULL DEFAULT '{}',
    PRIMARY KEY (created_at, id));

-- ---- the counters of the ledger: sums over all slots, so that commits side by side do not wait for one row;
-- `recount` counts the rows anew

CREATE TABLE counters (
    slot integer PRIMARY KEY,
    decided bigint NOT NULL DEFAULT 0,
    purged bigint NOT NULL DEFAULT 0,         -- notifications that retention has deleted
    purged_events bigint NOT NULL DEFAULT 0,
    scheduled bigint NOT NULL DEFAULT 0,
    queued bigint NOT NULL DEFAULT 0,
    sent bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    cancelled bigint NOT NULL DEFAULT 0,
    expired bigint NOT NULL DEFAULT 0,
    suppressed bigint NOT NULL DEFAULT 0) WITH (fillfactor = 20);
INSERT INTO counters (slot) SELECT generate_series(0, 63);
