#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "schema/node.h"

namespace tidings::schema {

// Turns one schema into nodes: finds all schemas inside it, reads the keywords of each, joins references to
// what they name. The first fault ends it.
class Compiler {
public:
    static constexpr std::size_t kSchemasMax = 10'000;
    static constexpr std::size_t kPatternsMax = 100;
    // How many schemas may apply to one value, each inside the other. With the depth of the value it bounds
    // the stack that validation needs.
    static constexpr std::size_t kInPlaceMax = 32;

    explicit Compiler(const json::value& schema) : root_(schema) {}

    Result<Schema> run();

    // For the keywords. Only the first refusal counts.
    void refuse(std::string_view schema_pointer, std::string_view keyword, std::string_view what);
    const Node* node_of(const json::value& schema) const { return nodes_.at(&schema); }
    std::optional<Pattern> pattern(std::string_view text, std::string_view pointer, std::string_view keyword);

private:
    // A schema, where it stands, and the URI from which its references are seen.
    struct Place {
        const json::value* schema;
        std::string pointer;
        std::string base;
        Node* node;
    };

    void add(const json::value& schema, std::string pointer, const std::string& base);
    void find_inside(Place& place);
    void add_all(const json::value& schemas, const std::string& pointer, const std::string& base);
    void read_id(const json::object& schema, Place& place);
    void read_keywords(const Place& place);
    void join_reference(const Place& place, const json::value& reference);
    const Node* target_of(const std::string& base, std::string_view reference) const;
    std::optional<std::size_t> height(const Node& node, std::size_t depth);
    void refuse_circles();

    const json::value& root_;
    std::shared_ptr<Schema::Program> program_ = std::make_shared<Schema::Program>();
    std::deque<Place> places_;
    std::unordered_map<const json::value*, Node*> nodes_;
    std::map<std::string, const json::value*, std::less<>> resources_;  // by URI, and by URI and name
    std::unordered_map<const Node*, std::size_t> heights_;              // 0 while it is being measured
    std::size_t patterns_ = 0;
    std::optional<Error> error_;
};

}  // namespace tidings::schema
