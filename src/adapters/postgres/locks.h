#pragma once

// The advisory locks of a database: the first number is ours alone, the second says what it is about.
#define TIDINGS_PG_LOCK_MIGRATING "1952737124, 1"
#define TIDINGS_PG_LOCK_PARTITIONS "1952737124, 2"
#define TIDINGS_PG_LOCK_PURGING "1952737124, 3"
#define TIDINGS_PG_LOCK_CANCELLING "1952737124, 4"
