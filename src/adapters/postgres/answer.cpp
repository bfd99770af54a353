#include "adapters/postgres/answer.h"

#include <libpq-fe.h>

namespace tidings::adapters::postgres {
namespace {

Uuid uuid_of(std::string_view bytes) {
    Uuid out;
    bytes.copy(reinterpret_cast<char*>(out.bytes.data()), out.bytes.size());
    return out;
}

}  // namespace

bool Row::is_null(int column) const {
    return PQgetisnull(result_, row_, column) != 0;
}

std::string_view Row::bytes(int column) const {
    const auto length = static_cast<std::size_t>(PQgetlength(result_, row_, column));
    return {PQgetvalue(result_, row_, column), length};
}

std::int64_t Row::integer(int column) const {
    const auto text = bytes(column);
    const auto value = read_number(text);
    if (text.size() == 2) return static_cast<std::int16_t>(value);
    if (text.size() == 4) return static_cast<std::int32_t>(value);
    return static_cast<std::int64_t>(value);
}

std::optional<Time> Row::time_or_nothing(int column) const {
    if (is_null(column)) return std::nullopt;
    return time(column);
}

Uuid Row::uuid(int column) const {
    return uuid_of(bytes(column));
}

std::vector<Uuid> Row::uuids(int column) const {
    std::vector<Uuid> out;
    for (const auto element : elements_of(bytes(column))) out.push_back(uuid_of(element));
    return out;
}

Answer::Answer(pg_result* result) : result_(result) {}

int Answer::size() const {
    return PQntuples(result_.get());
}

void Answer::Clear::operator()(pg_result* result) const {
    PQclear(result);
}

}  // namespace tidings::adapters::postgres
