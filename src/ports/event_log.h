#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "core/topic.h"

namespace tidings::ports {

using core::Topic;

// In the order they were written; a name may come twice.
using Headers = std::vector<std::pair<std::string, std::string>>;

// The first value of a header, or an empty text.
std::string_view header(const Headers& headers, std::string_view name);

struct NewRecord {
    Topic topic = Topic::events;
    std::string key;  // records with one key stay in order
    Headers headers;
    std::string value;
};

struct Partition {
    Topic topic = Topic::events;
    std::int32_t number = 0;

    auto operator<=>(const Partition&) const = default;
};

struct Record {
    Partition partition;
    std::int64_t offset = 0;
    Time appended_at;
    std::string key;
    Headers headers;
    std::string value;
};

// The offsets [begin, end) that a partition holds.
struct Extent {
    Partition partition;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

// What a poll gives ends with the record that brings its values to so many bytes: a batch of the largest
// records must not fill the memory.
inline constexpr std::size_t kPollBytes = 8 << 20;

// How readers of the same topics stand to each other.
enum class Reading {
    alone,   // each has every partition
    shared,  // all shared readers of these topics, in all processes, divide the partitions among themselves
};

// Reads some topics for one consumer. Not for several threads; made by EventLog::reader.
//
// A partition gives no record before `seek` has said where to begin; `unpositioned` lists those that wait for
// it: at first all, later those that come to this reader, and those whose log turns out to end before where
// they stand. So the offsets are the caller's to keep. A shared reader's partitions come and go, by `poll`
// and `unpositioned` only; what goes is given to another at once, so what was polled of it may be read there
// too.
class LogReader {
public:
    virtual ~LogReader() = default;

    // Up to `max` records that can be read now, and kPollBytes, each partition's in order, an earlier topic
    // of the reader's list before a later one. Does not wait: what was appended a moment ago may come with a
    // later call (EventLog::on_append says when). Offsets may have gaps. With `max` 0 it does no more than a
    // shared reader's part in dividing the partitions.
    virtual Result<std::vector<Record>> poll(std::size_t max) = 0;

    virtual std::vector<Partition> unpositioned() const = 0;

    // Errc::invalid for a partition that this reader does not have.
    virtual Result<> seek(Partition partition, std::int64_t offset) = 0;

    // Every partition is unpositioned again: what was polled is to be read anew.
    virtual void unposition() = 0;

    // Tells the log how far a shared reader is done, for those who watch its lag from outside. Does not wait,
    // and nothing depends on it.
    virtual void tell_done(Partition, std::int64_t /*next*/) {}
};

// An append-only log of records in topics and partitions.
//
// Durability: `append` returns success only when every record survives a crash as the engine promises it
//   (embedded: synced to disk). After a failure any of them may be in the log all the same.
// Order: records of one key and topic are read in the order they were appended.
// Delivery: a reader sees each record at least once, from where it was told to begin.
// Threads: every method may be called from any thread; each reader belongs to one.
// Blocking: a reader's methods do not wait; all others may, for the disk or the brokers.
class EventLog {
public:
    virtual ~EventLog() = default;

    // Errc::unavailable or Errc::full when the log does not take them.
    virtual Result<> append(std::span<const NewRecord> records) = 0;

    virtual Result<std::unique_ptr<LogReader>> reader(std::vector<Topic> topics, Reading reading) = 0;

    // What each partition of a topic holds now.
    virtual Result<std::vector<Extent>> extents(Topic topic) = 0;

    // Has `wake` called, from any thread, after records of the topic have become readable here, whoever
    // appended them. Where the log is other processes' too, that needs a reader of the topic. Until the log
    // is no more: what is called then has to live as long.
    virtual void on_append(Topic topic, std::function<void()> wake) = 0;

    // Deletes records of a topic below an offset, where the engine leaves that to us.
    virtual Result<> trim(Partition partition, std::int64_t before) = 0;
};

// Whether an event has ever come: before the first one nothing can have been sent.
Result<bool> has_had_events(EventLog& log);

}  // namespace tidings::ports
