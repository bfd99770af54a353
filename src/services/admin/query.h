#pragma once

#include <array>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/faults.h"
#include "core/words.h"
#include "http/message.h"
#include "ports/store_queries.h"
#include "services/admin/shapes.h"

namespace tidings::admin {

// Reads the fields of a request's query by name and collects what is wrong with them; a fault's pointer is
// the field's name. A field that is there has a value, and comes once: what a script left empty is never
// taken for "all". What was never asked for is a fault of its own, see `finish`.
class Query {
public:
    Query(const http::Request& request, core::Faults& faults) : request_(request), faults_(faults) {}

    const std::string* text(std::string_view name);
    std::optional<std::int32_t> version();  // a number from 1
    bool flag(std::string_view name);       // "true" or "false"; absent: false
    std::optional<Time> moment(std::string_view name);
    std::optional<Duration> duration(std::string_view name);
    std::vector<std::string> list(std::string_view name);  // "a,b"

    // The words of a closed set, by the parser of that set and all that it takes.
    template <class Word, std::size_t count>
    std::vector<Word> words(std::string_view name, std::optional<Word> (*parse)(std::string_view),
                            const std::array<Word, count>& all) {
        std::vector<Word> out;
        for (const auto& text : list(name)) {
            if (const auto word = parse(text)) {
                out.push_back(*word);
                continue;
            }
            std::string known;
            for (const Word word : all) known += (known.empty() ? "" : ", ") + std::string(core::name(word));
            fault(name, "does not know '" + text + "', but " + known);
        }
        return out;
    }

    ports::Page page();                  // limit, cursor
    ports::NotificationFilter filter();  // what notifications are found by, but for their states
    void fault(std::string_view name, std::string detail);

    // Every field that was not asked for is named as a fault.
    void finish();

private:
    const http::Request& request_;
    core::Faults& faults_;
    std::vector<std::string_view> asked_;
};

// The refusal of a page that the store did not give: a cursor that is none is the client's fault.
http::Response no_page(const Error& error);

// The version asked for, or the newest; nullptr where there is none.
template <class Versions>
const auto* version_in(const Versions& versions, std::optional<std::int32_t> asked) {
    const auto found = asked              ? versions.find(*asked)
                       : versions.empty() ? versions.end()
                                          : std::prev(versions.end());
    return found == versions.end() ? nullptr : found->second.get();
}

// A list of versions with when they were written, the newest first.
http::Response version_list(const http::Request& request, const std::map<std::int32_t, Time>& versions);

// The version that a body asks for, {"version": N}.
std::optional<std::int32_t> read_version(const json::value& body, core::Faults& faults);

// A page of a list that is kept whole, in the order of its items' names; a cursor is a name.
using NamedItems = std::vector<std::pair<std::string, json::object>>;
http::Response named_list(const http::Request& request, NamedItems items);

}  // namespace tidings::admin
