#include "adapters/postgres/partitions.h"

#include <array>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "adapters/postgres/locks.h"

namespace tidings::adapters::postgres {
namespace {

using std::chrono::days;
using Day = std::chrono::sys_days;

constexpr days kWeek{7};
constexpr days kKeptEmpty{2};

// By what a table is divided.
enum class Key { number, id };
struct Table {
    const char* name;
    Key key;
    const char* with;
};
constexpr std::array kTables{Table{"events", Key::number, ""},
                             // Room for the new versions of rows beside the old ones.
                             Table{"notifications", Key::id, " WITH (fillfactor = 80)"},
                             Table{"contents", Key::id, ""}, Table{"attempts", Key::id, ""}};

constexpr const char* kTryLock = "SELECT pg_try_advisory_lock(" TIDINGS_PG_LOCK_PARTITIONS ")";
constexpr const char* kUnlockPartitions = "SELECT pg_advisory_unlock(" TIDINGS_PG_LOCK_PARTITIONS ")";
constexpr const char* kToday = "SELECT floor(extract(epoch FROM now()) / 86400)::int8";
constexpr const char* kFind =
    "SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
    "WHERE i.inhparent = $1::text::regclass ORDER BY c.relname";

// Others wait behind whoever waits for a table, so this gives up soon, and tries again later.
constexpr const char* kImpatient = "SET lock_timeout = '500ms'";

Day monday_of(Day day) {
    const std::chrono::weekday weekday(day);
    return day - days{static_cast<int>(weekday.iso_encoding()) - 1};
}

std::string name_of(const Table& table, Day day) {
    const std::chrono::year_month_day date(day);
    return fmt::format("{}_{:04}{:02}{:02}", table.name, static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

// The first key of a day, as SQL.
std::string first_of(const Table& table, Day day) {
    const Time t(day);
    if (table.key == Key::number) return std::to_string(to_micros(t) * 1024);
    const auto millis = static_cast<std::uint64_t>(to_micros(t) / 1000);
    return fmt::format("'{:08x}-{:04x}-0000-0000-000000000000'", millis >> 16U, millis & 0xffffU);
}

Result<Day> today(Connection& connection) {
    const auto rows = connection.run_once(kToday, {});
    if (!rows) return error_of(rows.error());
    return Day(days{(*rows)[0].integer(0)});
}

Result<std::vector<std::string>> partitions_of(Connection& connection, const Table& table) {
    Parameters p;
    p.add(std::string_view(table.name));
    const auto rows = connection.run_once(kFind, p);
    if (!rows) return error_of(rows.error());
    return rows->all([](const Row& row) { return row.text(0); });
}

// Somebody holds a lock on the table, or its default partition has rows of that week.
bool is_for_later(const Failure& failure) {
    return failure.state == "55P03" || failure.state == "23514" || failure.state == "40P01";
}

Result<> make(Connection& connection, const Table& table, Day monday) {
    const auto made = connection.execute(
        fmt::format("CREATE TABLE IF NOT EXISTS {} PARTITION OF {} FOR VALUES FROM ({}) TO ({}){}",
                    name_of(table, monday), table.name, first_of(table, monday),
                    first_of(table, monday + kWeek), table.with));
    if (!made && !is_for_later(made.error())) return error_of(made.error());
    return {};
}

Result<> make_missing(Connection& connection, const Table& table, Day now) {
    const auto there = partitions_of(connection, table);
    if (!there) return there.error();
    for (Day monday = monday_of(now - kKeptEmpty); monday <= now + kWeek; monday += kWeek) {
        if (std::ranges::find(*there, name_of(table, monday)) != there->end()) continue;
        if (auto made = make(connection, table, monday); !made) return made;
    }
    return {};
}

// Nobody can write to it between the look and the drop.
Result<> drop_if_empty(Connection& connection, const std::string& name) {
    const auto dropped = connection.execute(fmt::format(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM {0}) THEN LOCK TABLE {0} IN ACCESS EXCLUSIVE MODE; "
        "IF NOT EXISTS (SELECT FROM {0}) THEN DROP TABLE {0}; END IF; END IF; END $$",
        name));
    if (!dropped && !is_for_later(dropped.error())) return error_of(dropped.error());
    return {};
}

Result<> drop_empty(Connection& connection, const Table& table, Day now) {
    const auto there = partitions_of(connection, table);
    if (!there) return there.error();
    const auto newest = name_of(table, now - kWeek - kKeptEmpty);
    for (const auto& name : *there) {
        if (name > newest || name.size() != newest.size()) continue;  // a young one, or the default one
        if (auto dropped = drop_if_empty(connection, name); !dropped) return dropped;
    }
    return {};
}

template <class Work>
Result<> for_all_tables(Connection& connection, const Work& work) {
    const auto locked = connection.run_once(kTryLock, {});
    if (!locked) return error_of(locked.error());
    if ((*locked)[0].integer(0) == 0) return {};  // another process is at it
    connection.execute(kImpatient);
    auto done = Result<>();
    const auto now = today(connection);
    if (!now) done = now.error();
    for (const Table& table : kTables) {
        if (done) done = work(table, *now);
    }
    connection.usual_speed();
    connection.execute(kUnlockPartitions);
    return done;
}

}  // namespace

Result<> make_partitions(Connection& connection) {
    return for_all_tables(connection,
                          [&](const Table& table, Day now) { return make_missing(connection, table, now); });
}

Result<> drop_partitions(Connection& connection) {
    return for_all_tables(connection,
                          [&](const Table& table, Day now) { return drop_empty(connection, table, now); });
}

}  // namespace tidings::adapters::postgres
