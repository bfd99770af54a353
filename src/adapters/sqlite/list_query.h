#pragma once

#include <string>
#include <variant>
#include <vector>

#include "adapters/sqlite/connection.h"
#include "ports/store_queries.h"

namespace tidings::adapters::sqlite {

// A filtered list of notifications as a statement, on the index that fits the filter best: of a recipient's
// events, of an event's name, of a state where one has an index, or of all ids.
class ListQuery {
public:
    ListQuery(const ports::NotificationFilter& filter, Uuid below, std::size_t limit);

    std::vector<core::Notification> run(Connection& connection) const;
    const std::string& sql() const { return sql_; }

private:
    using Value = std::variant<std::int64_t, std::string, Uuid>;
    void where(std::string_view condition, Value value);
    template <class Word>
    void where_one_of(std::string_view column, const std::vector<Word>& words);

    std::string sql_;
    std::vector<Value> values_;
};

}  // namespace tidings::adapters::sqlite
