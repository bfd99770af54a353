#include "adapters/sqlite/list_query.h"

#include "adapters/sqlite/rows.h"

namespace tidings::adapters::sqlite {
namespace {

// CROSS JOIN is SQLite's word for "in this order".
constexpr std::string_view kFromEvents =
    "FROM events e CROSS JOIN notifications n ON n.seq BETWEEN e.seq * 16 AND e.seq * 16 + 15 ";
constexpr std::string_view kFromNotifications =
    "FROM notifications n CROSS JOIN events e ON e.seq = n.seq / 16 ";

}  // namespace

ListQuery::ListQuery(const ports::NotificationFilter& filter, Uuid below, std::size_t limit) {
    sql_ = "SELECT " TIDINGS_NOTIFICATION_COLUMNS " ";
    sql_ += filter.user || filter.event_id ? kFromEvents : kFromNotifications;
    where("WHERE n.id < ?", below);
    if (filter.event_id) {
        where("AND e.seq IN (SELECT event_seq FROM event_keys WHERE id_hash = ?)",
              static_cast<std::int64_t>(core::EventKey::hash_of(*filter.event_id)));
        where("AND e.event_id = ?", filter.event_id->str());
    }
    if (filter.user) {
        // Where the event is named, too, that names fewer rows; the plus keeps this one off its index.
        where(filter.event_id ? "AND +e.user_hash = ?" : "AND e.user_hash = ?", hash_of(*filter.user));
        where("AND e.user = ?", filter.user->str());
    }
    if (filter.source) where("AND e.source = ?", filter.source->str());
    where_one_of("n.state", filter.states);
    where_one_of("n.channel", filter.channels);
    if (!filter.types.empty()) {
        sql_ += "AND e.type IN (";
        for (std::size_t i = 0; i < filter.types.size(); ++i)
            where(i == 0 ? "?" : ", ?", filter.types[i].str());
        sql_ += ") ";
    }
    if (filter.since) where("AND n.created_at >= ?", to_micros(*filter.since));
    if (filter.until) where("AND n.created_at < ?", to_micros(*filter.until));
    where("ORDER BY n.id DESC LIMIT ?", static_cast<std::int64_t>(limit));
}

void ListQuery::where(std::string_view condition, Value value) {
    sql_ += condition;
    sql_ += ' ';
    values_.push_back(std::move(value));
}

// As numbers in the text, for only then does SQLite see that a partial index fits.
template <class Word>
void ListQuery::where_one_of(std::string_view column, const std::vector<Word>& words) {
    if (words.empty()) return;
    sql_ += "AND ";
    sql_ += column;
    sql_ += words.size() == 1 ? " = " : " IN (";
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) sql_ += ", ";
        sql_ += std::to_string(core::index(words[i]));
    }
    sql_ += words.size() == 1 ? " " : ") ";
}

std::vector<core::Notification> ListQuery::run(Connection& connection) const {
    Statement statement(connection.handle(), sql_.c_str());
    int at = 0;
    for (const Value& value : values_) {
        std::visit([&](const auto& v) { statement.bind_at(at, v); }, (++at, value));
    }
    std::vector<core::Notification> out;
    while (statement.step()) out.push_back(read_notification(statement));
    return out;
}

}  // namespace tidings::adapters::sqlite
