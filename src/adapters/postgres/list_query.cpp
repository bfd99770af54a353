#include "adapters/postgres/list_query.h"

#include <fmt/format.h>

#include "adapters/postgres/rows.h"

namespace tidings::adapters::postgres {
namespace {

constexpr std::string_view kFromEvents =
    "FROM events e CROSS JOIN LATERAL unnest(e.notifications) AS u(id) JOIN notifications n ON n.id = u.id ";
constexpr std::string_view kFromNotifications = "FROM notifications n JOIN events e ON e.seq = n.event ";

}  // namespace

ListQuery::ListQuery(const ports::NotificationFilter& filter, Uuid below, std::size_t limit) {
    sql_ = "SELECT " TIDINGS_PG_NOTIFICATION " ";
    sql_ += filter.user || filter.event_id ? kFromEvents : kFromNotifications;
    where("WHERE n.id < ${}::uuid", below);
    if (filter.event_id) {
        where("AND e.seq IN (SELECT k.event FROM event_keys k WHERE k.id_hash = ${}::int8)",
              signed_of(core::EventKey::hash_of(*filter.event_id)));
        where("AND e.event_id = ${}::text", filter.event_id->str());
    }
    if (filter.user) {
        // Where the event is named, too, that names fewer rows; the plus keeps this one off its index.
        where(filter.event_id ? "AND e.user_hash + 0 = ${}::int8" : "AND e.user_hash = ${}::int8",
              hash_of(*filter.user));
        where("AND e.user_id = ${}::text", filter.user->str());
    }
    if (filter.source) where("AND e.source = ${}::text", filter.source->str());
    where_one_of("n.state", filter.states);
    where_one_of("n.channel", filter.channels);
    if (!filter.types.empty()) {
        sql_ += fmt::format("AND e.type = ANY (${}::text[]) ", parameters_.size() + 1);
        parameters_.each<std::string_view>(filter.types,
                                           [](const auto& type) { return std::string_view(type.str()); });
    }
    if (filter.since) where("AND n.created_at >= ${}::timestamptz", *filter.since);
    if (filter.until) where("AND n.created_at < ${}::timestamptz", *filter.until);
    where("ORDER BY n.id DESC LIMIT ${}::int8", limit);
}

template <class Value>
void ListQuery::where(std::string_view condition, const Value& value) {
    parameters_.add(value);
    sql_ += fmt::format(fmt::runtime(condition), parameters_.size());
    sql_ += ' ';
}

// As numbers in the text, for only then does PostgreSQL see that a partial index fits.
template <class Word>
void ListQuery::where_one_of(std::string_view column, const std::vector<Word>& words) {
    if (words.empty()) return;
    std::string numbers;
    for (const Word word : words) {
        numbers += (numbers.empty() ? "" : ", ") + std::to_string(core::index(word));
    }
    sql_ += fmt::format("AND {} IN ({}) ", column, numbers);
}

}  // namespace tidings::adapters::postgres
