#pragma once

#include "adapters/postgres/connection.h"
#include "ports/store_queries.h"

namespace tidings::adapters::postgres {

// A filtered list of notifications as a statement, on the index that fits the filter best: of a recipient's
// events, of an event's name, of a state where one has an index, or of all ids.
class ListQuery {
public:
    ListQuery(const ports::NotificationFilter& filter, Uuid below, std::size_t limit);

    const std::string& sql() const { return sql_; }
    const Parameters& parameters() const { return parameters_; }

private:
    // `condition` says {} for the number of the parameter.
    template <class Value>
    void where(std::string_view condition, const Value& value);
    template <class Word>
    void where_one_of(std::string_view column, const std::vector<Word>& words);

    std::string sql_;
    Parameters parameters_;
};

}  // namespace tidings::adapters::postgres
