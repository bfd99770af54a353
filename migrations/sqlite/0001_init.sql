-- The embedded engine's file: the logs, and the record of what was decided and what became of it.
--
-- Times are microseconds since 1970 in UTC. Enumerations are the numbers of src/core/words.h, topics those of
-- src/core/topic.h. Hashes of 64 bits are stored as signed integers.

-- ---- the logs: one table for each topic, one partition (0) in each, appended at the right edge

CREATE TABLE log_events (
    offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
    key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TABLE log_events_critical (
    offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
    key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TABLE log_status (
    offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
    key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TABLE log_commands (
    offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
    key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TABLE log_catalog (
    offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
    key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL) STRICT;
CREATE TABLE log_dead (
    offset INTEGER PRIMARY KEY, appended_at INTEGER NOT NULL,
    key TEXT NOT NULL, headers BLOB NOT NULL, value BLOB NOT NULL) STRICT;

-- Where a trimmed log begins; its end, too, while nothing is left in it.
CREATE TABLE log_trimmed (
    topic INTEGER PRIMARY KEY CHECK (topic BETWEEN 0 AND 5),
    before INTEGER NOT NULL) STRICT;

-- ---- how far the logs were consumed, and what their records were

CREATE TABLE offsets (
    topic INTEGER NOT NULL CHECK (topic BETWEEN 0 AND 5),
    partition INTEGER NOT NULL,
    next INTEGER NOT NULL,
    events INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    unreadable INTEGER NOT NULL,
    gaps INTEGER NOT NULL,
    missing INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)) STRICT, WITHOUT ROWID;

-- ---- events: what was decided, one row for one event and one recipient

CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    user TEXT NOT NULL,
    user_hash INTEGER NOT NULL,
    type TEXT NOT NULL,
    type_version INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    recipients INTEGER NOT NULL,     -- of the request that it came with
    decided_at INTEGER NOT NULL,
    conflicts INTEGER NOT NULL,      -- repetitions with another body
    sends INTEGER NOT NULL,          -- how many decisions are to send
    priority INTEGER CHECK (priority BETWEEN 0 AND 3),
    channels BLOB,                   -- one byte for each
    send_at INTEGER,
    expires_at INTEGER,
    traceparent TEXT NOT NULL,
    body_hash BLOB NOT NULL,
    decisions BLOB NOT NULL,         -- see rows.cpp
    data BLOB) STRICT;               -- JSON; null when it was erased
-- By recipient, for their pages and for erasing them.
CREATE INDEX events_by_user ON events (user_hash);

-- The names of events, hashed: all with one event id stand side by side.
CREATE TABLE event_keys (
    id_hash INTEGER NOT NULL,
    rest_hash INTEGER NOT NULL,
    event_seq INTEGER NOT NULL,
    PRIMARY KEY (id_hash, rest_hash)) STRICT, WITHOUT ROWID;

-- ---- notifications: small rows, for they are rewritten with every change of state

CREATE TABLE notifications (
    seq INTEGER PRIMARY KEY,         -- of the event, times 16, plus the channel: so it exists once
    id BLOB NOT NULL,
    user_hash INTEGER NOT NULL,
    channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 15),
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 7),
    reason INTEGER NOT NULL CHECK (reason >= 0),
    round INTEGER NOT NULL CHECK (round >= 0),
    started_round INTEGER NOT NULL,  -- the last one whose send a worker has announced; 0: none
    returns INTEGER NOT NULL CHECK (returns >= 0),  -- sends whose end nobody reported
    outcome_rank INTEGER NOT NULL CHECK (outcome_rank >= -1),
    revision INTEGER NOT NULL,
    attempt_count INTEGER NOT NULL CHECK (attempt_count >= 0),
    attempts_before INTEGER NOT NULL CHECK (attempts_before >= 0),
    cancel_requested INTEGER NOT NULL CHECK (cancel_requested IN (0, 1)),
    address_from_profile INTEGER NOT NULL CHECK (address_from_profile IN (0, 1)),
    type_version INTEGER NOT NULL,
    template_version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    first_due_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    template_locale TEXT NOT NULL,
    provider TEXT NOT NULL,
    address TEXT NOT NULL,
    detail TEXT NOT NULL) STRICT;
CREATE UNIQUE INDEX notifications_by_id ON notifications (id);
-- What waits for its time, by lane.
CREATE INDEX notifications_due ON notifications (channel, priority, due_at, id) WHERE state = 0;
-- What waits for a worker; the queue is filled from it.
CREATE INDEX notifications_queued ON notifications (id) WHERE state = 1;
-- What waits for a person.
CREATE INDEX notifications_failed ON notifications (id) WHERE state = 4;
-- What a changed profile decides anew.
CREATE INDEX notifications_waiting ON notifications (user_hash) WHERE state IN (0, 1);

-- The texts, apart from the rows that change.
CREATE TABLE contents (
    seq INTEGER PRIMARY KEY,         -- of the notification
    content BLOB NOT NULL) STRICT;

-- They may come before their notification.
CREATE TABLE attempts (
    notification BLOB NOT NULL,      -- its id
    round INTEGER NOT NULL,
    provider TEXT NOT NULL,
    seq INTEGER NOT NULL,            -- the order in which they came
    number INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 8),
    detail TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    PRIMARY KEY (notification, round, provider)) STRICT, WITHOUT ROWID;
-- What the built-in provider took, newest first.
CREATE INDEX attempts_outbox ON attempts (seq) WHERE provider = 'outbox';

-- ---- recipients

CREATE TABLE recipients (
    user TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    erased INTEGER NOT NULL CHECK (erased IN (0, 1)),
    profile TEXT NOT NULL) STRICT, WITHOUT ROWID;  -- JSON, as GET /v1/users shows it

CREATE TABLE suppressions (
    seq INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL CHECK (channel BETWEEN 0 AND 15),
    address TEXT NOT NULL,
    reason TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (channel, address)) STRICT;

-- Events that were cancelled, perhaps before they were decided.
CREATE TABLE cancelled_events (
    source TEXT NOT NULL,
    event_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (source, event_id)) STRICT, WITHOUT ROWID;
-- The oldest ones are forgotten first.
CREATE INDEX cancelled_events_by_time ON cancelled_events (at);

-- ---- what is left to do

-- Records that nobody could read.
CREATE TABLE dead_records (
    id BLOB PRIMARY KEY,
    topic INTEGER NOT NULL CHECK (topic BETWEEN 0 AND 5),
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    key TEXT NOT NULL,
    headers BLOB NOT NULL,
    value BLOB NOT NULL,
    at INTEGER NOT NULL) STRICT;
CREATE INDEX dead_records_by_key ON dead_records (key);
-- The oldest ones are forgotten first.
CREATE INDEX dead_records_by_time ON dead_records (at);

-- What commits have left to push and to tell.
CREATE TABLE outgoing (
    created_at INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    notifications BLOB NOT NULL,     -- their ids, 16 bytes each
    PRIMARY KEY (created_at, id)) STRICT, WITHOUT ROWID;

-- ---- the counters of the ledger, one row, kept by every commit; `recount` counts the rows anew

CREATE TABLE counters (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last_seq INTEGER NOT NULL,       -- the last number given to an attempt or a suppression
    decided INTEGER NOT NULL,
    purged INTEGER NOT NULL,         -- notifications that retention has deleted
    purged_events INTEGER NOT NULL,
    scheduled INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    cancelled INTEGER NOT NULL,
    expired INTEGER NOT NULL,
    suppressed INTEGER NOT NULL) STRICT;
INSERT INTO counters VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

-- ---- the file itself

-- One row: see file_state.h.
CREATE TABLE file_state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    in_use INTEGER NOT NULL CHECK (in_use IN (0, 1)),
    commits INTEGER NOT NULL CHECK (commits >= 0)) STRICT;
INSERT INTO file_state VALUES (1, 0, 0);

-- What is written to see whether the disk has room again.
CREATE TABLE file_probe (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    filler BLOB) STRICT;
INSERT INTO file_probe VALUES (1, NULL);
