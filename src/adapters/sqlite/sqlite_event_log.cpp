#include "adapters/sqlite/sqlite_event_log.h"

#include <algorithm>

#include "adapters/sqlite/rows.h"
#include "core/words.h"
#include "ports/single_partition_reader.h"

namespace tidings::adapters::sqlite {

using core::Topic;
using ports::Partition;
using ports::Record;

namespace {

struct TopicSql {
    const char* append;
    const char* read;
    const char* last;
    const char* trim;
};

#define TIDINGS_TOPIC_SQL(table)                                                                        \
    TopicSql{"INSERT INTO " table " (offset, appended_at, key, headers, value) VALUES (?, ?, ?, ?, ?)", \
             "SELECT offset, appended_at, key, headers, value FROM " table                              \
             " WHERE offset >= ? ORDER BY offset LIMIT ?",                                              \
             "SELECT max(offset) FROM " table, "DELETE FROM " table " WHERE offset < ?"}

// In the order of core::kTopics.
constexpr std::array<TopicSql, core::kTopics.size()> kTopicSql{
    TIDINGS_TOPIC_SQL("log_events"),  TIDINGS_TOPIC_SQL("log_events_critical"),
    TIDINGS_TOPIC_SQL("log_status"),  TIDINGS_TOPIC_SQL("log_commands"),
    TIDINGS_TOPIC_SQL("log_catalog"), TIDINGS_TOPIC_SQL("log_dead")};

constexpr const char* kTrimmed = "SELECT before FROM log_trimmed WHERE topic = ?";
constexpr const char* kSetTrimmed =
    "INSERT INTO log_trimmed (topic, before) VALUES (?, ?) ON CONFLICT DO UPDATE SET before = "
    "excluded.before";

const TopicSql& sql_of(Topic topic) {
    return kTopicSql[core::index(topic)];
}

std::int64_t begin_of(Connection& connection, Topic topic) {
    const auto query = connection.use(kTrimmed);
    return query->bind(topic).step() ? query->integer(0) : 0;
}

std::int64_t end_of(Connection& connection, Topic topic) {
    const auto query = connection.use(sql_of(topic).last);
    query->bind().step();
    return query->is_null(0) ? begin_of(connection, topic) : query->integer(0) + 1;
}

void append_to(Connection& connection, std::span<const ports::NewRecord> records, Time now) {
    std::array<std::int64_t, core::kTopics.size()> ends;
    ends.fill(-1);
    for (const auto& record : records) {
        std::int64_t& end = ends[core::index(record.topic)];
        if (end < 0) end = end_of(connection, record.topic);
        const std::string headers = headers_to_bytes(record.headers);
        connection.use(sql_of(record.topic).append)
            ->bind(end++, now, record.key, Blob{headers}, Blob{record.value})
            .run();
    }
}

class TopicReader final : public ports::SinglePartitionReader {
public:
    TopicReader(Database& database, std::vector<Topic> topics)
        : SinglePartitionReader(std::move(topics)), database_(database) {}

    Result<std::vector<Record>> poll(std::size_t max) override {
        return database_.read([&](Connection& connection) -> Result<std::vector<Record>> {
            return read_in_order(max, [&](auto&&... what) { read(connection, what...); });
        });
    }

private:
    static void read(Connection& connection, Topic topic, std::int64_t& next, Poll& poll) {
        const auto query = connection.use(sql_of(topic).read);
        query->bind(next, poll.left());
        while (poll.left() > 0 && query->step()) {
            next = query->integer(0) + 1;
            poll.add({{topic, 0},
                      query->integer(0),
                      query->time(1),
                      query->text(2),
                      headers_from(query->bytes(3)),
                      query->text(4)});
        }
    }

    Database& database_;
};

}  // namespace

Result<> SqliteEventLog::append(std::span<const ports::NewRecord> records) {
    if (records.empty()) return {};
    const Time now = clock_.now();
    auto written = database_.write([&](Connection& connection) -> Result<> {
        append_to(connection, records, now);
        return {};
    });
    if (written) wake(records);
    return written;
}

void SqliteEventLog::wake(std::span<const ports::NewRecord> records) {
    std::array<bool, core::kTopics.size()> grown{};
    for (const auto& record : records) grown[core::index(record.topic)] = true;
    std::vector<std::function<void()>> wakes;
    {
        const std::lock_guard lock(wakes_mutex_);
        for (std::size_t i = 0; i < wakes_.size(); ++i) {
            if (grown[i]) wakes.insert(wakes.end(), wakes_[i].begin(), wakes_[i].end());
        }
    }
    for (const auto& call : wakes) call();
}

Result<std::unique_ptr<ports::LogReader>> SqliteEventLog::reader(std::vector<Topic> topics, ports::Reading) {
    return std::unique_ptr<ports::LogReader>(std::make_unique<TopicReader>(database_, std::move(topics)));
}

Result<std::vector<ports::Extent>> SqliteEventLog::extents(Topic topic) {
    return database_.read([&](Connection& connection) -> Result<std::vector<ports::Extent>> {
        return std::vector{ports::Extent{{topic, 0}, begin_of(connection, topic), end_of(connection, topic)}};
    });
}

void SqliteEventLog::on_append(Topic topic, std::function<void()> wake) {
    const std::lock_guard lock(wakes_mutex_);
    wakes_[core::index(topic)].push_back(std::move(wake));
}

Result<> SqliteEventLog::trim(Partition partition, std::int64_t before) {
    if (partition.number != 0) return invalid("the log has one partition for each topic");
    const Topic topic = partition.topic;
    return database_.write([&](Connection& connection) -> Result<> {
        const std::int64_t begin = begin_of(connection, topic);
        const std::int64_t now = std::clamp(before, begin, end_of(connection, topic));
        if (now == begin) return {};
        connection.use(kSetTrimmed)->bind(topic, now).run();
        connection.use(sql_of(topic).trim)->bind(now).run();
        return {};
    });
}

}  // namespace tidings::adapters::sqlite
