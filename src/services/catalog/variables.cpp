#include "services/catalog/variables.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/json.h"

namespace tidings::catalog {
namespace {

using jinja::Shape;
using jinja::ShapePtr;

// A schema may refer to itself, and in many places: nothing is known below this depth, nor when so many were
// read that had not been before.
constexpr int kDepthMax = 16;
constexpr int kSchemasMax = 10'000;

ShapePtr kind_of(Shape::Kind kind) {
    return std::make_shared<const Shape>(Shape{kind, {}, false, nullptr});
}

ShapePtr list_of(ShapePtr items) {
    return std::make_shared<const Shape>(Shape{Shape::Kind::list, {}, false, std::move(items)});
}

ShapePtr mapping(std::map<std::string, Shape::Member, std::less<>> members, bool open = false) {
    return std::make_shared<const Shape>(Shape{Shape::Kind::mapping, std::move(members), open, nullptr});
}

// Reads draft 7, where it says which members there are.
class Reader {
public:
    explicit Reader(const json::value& root) : root_(root) {}

    ShapePtr shape_of(const json::value& schema, int depth) {
        const auto known = shapes_.find({&schema, depth});
        if (known != shapes_.end()) return known->second;
        return shapes_[{&schema, depth}] = read_shape(schema, depth);
    }

private:
    ShapePtr read_shape(const json::value& schema, int depth) {
        const Collected all = collect(schema, depth);
        if (all.anything || (all.types && all.types->size() != 1)) return nullptr;
        const std::string type = all.types ? *all.types->begin() : "";
        if (type == "string") return kind_of(Shape::Kind::text);
        if (type == "number") return kind_of(Shape::Kind::number);
        if (type == "boolean") return kind_of(Shape::Kind::boolean);
        if (type.empty() ? all.items && !all.lists_members : type == "array") {
            // Where there is one item at most, what compares items by what they lack is no error.
            if (all.is_short) return nullptr;
            const bool is_known = all.items && !all.mixes_items;
            return list_of(is_known ? shape_of(*all.items, depth + 1) : nullptr);
        }
        if (!all.lists_members) return nullptr;
        auto members = all.members;
        for (auto& [name, member] : members) member.always = all.required.contains(name);
        return mapping(std::move(members), all.open);
    }

    // Those of `type`, but for "null", which templates guard, and "integer", which is a "number" too.
    using Types = std::set<std::string, std::less<>>;

    // What a schema and those that hold beside it say together.
    struct Collected {
        std::map<std::string, Shape::Member, std::less<>> members;
        std::set<std::string, std::less<>> required;
        const json::value* items = nullptr;
        std::optional<Types> types;  // nothing: of any type; none: it is null, or cannot be
        bool is_short = false;       // a list of one item at most
        bool mixes_items = false;    // several schemas say what its items are
        bool lists_members = false;
        bool open = false;      // other members may be there
        bool anything = false;  // it is not known what the value is
    };

    Collected collect(const json::value& schema, int depth) {
        Collected all;
        if (depth > kDepthMax || ++schemas_ > kSchemasMax) {
            all.anything = true;
            return all;
        }
        const auto* object = schema.if_object();
        if (!object) return all;
        if (const auto* reference = json::member(*object, "$ref")) return refer(*reference, depth);
        take_own(*object, all, depth);
        if (const auto* parts = array_of(*object, "allOf")) {
            for (const auto& part : *parts) add(all, collect(part, depth + 1), true);
        }
        for (const auto* keyword : {"anyOf", "oneOf"}) {
            if (const auto* parts = array_of(*object, keyword)) add_choice(all, *parts, depth);
        }
        for (const auto* keyword : {"then", "else"}) {
            if (const auto* part = json::member(*object, keyword)) add(all, collect(*part, depth + 1), false);
        }
        return all;
    }

    static const json::array* array_of(const json::object& schema, std::string_view keyword) {
        const auto* found = json::member(schema, keyword);
        return found ? found->if_array() : nullptr;
    }

    Collected refer(const json::value& reference, int depth) {
        const auto* text = reference.if_string();
        const std::string_view pointer = text ? std::string_view(*text) : std::string_view();
        const auto* target = pointer.starts_with('#') ? json::find(root_, pointer.substr(1)) : nullptr;
        if (target) return collect(*target, depth + 1);
        Collected unknown;
        unknown.anything = true;
        return unknown;
    }

    void take_own(const json::object& schema, Collected& all, int depth) {
        if (const auto* properties = json::member(schema, "properties");
            properties && properties->is_object()) {
            all.lists_members = true;
            for (const auto& item : properties->get_object())
                all.members[std::string(item.key())] = {shape_of(item.value(), depth + 1), false};
        }
        if (const auto* names = array_of(schema, "required")) {
            for (const auto& name : *names) {
                if (name.is_string()) all.required.emplace(std::string_view(name.get_string()));
            }
        }
        const auto* more = json::member(schema, "additionalProperties");
        all.open = (more && !(more->is_bool() && !more->get_bool())) || schema.contains("patternProperties");
        const auto* items = json::member(schema, "items");
        if (items && items->is_object()) all.items = items;
        const auto* most = json::member(schema, "maxItems");
        all.is_short = most && most->is_number() && most->to_number<double>() < 2;
        if (const auto* type = json::member(schema, "type")) all.types = types_in(*type);
    }

    static Types types_in(const json::value& type) {
        Types types;
        const auto add = [&](const json::value& name) {
            if (!name.is_string() || name.get_string() == "null") return;
            types.insert(name.get_string() == "integer" ? "number" : std::string(name.get_string()));
        };
        add(type);
        if (const auto* several = type.if_array()) std::ranges::for_each(*several, add);
        return types;
    }

    // Both hold.
    static void narrow(std::optional<Types>& types, const std::optional<Types>& more) {
        if (!more) return;
        if (!types) {
            types = more;
        } else {
            std::erase_if(*types, [&](const std::string& type) { return !more->contains(type); });
        }
    }

    // `holds`: what is required there is required here.
    static void add(Collected& all, Collected&& more, bool holds) {
        all.lists_members = all.lists_members || more.lists_members;
        all.open = all.open || more.open;
        all.anything = all.anything || more.anything;
        all.mixes_items = all.mixes_items || more.mixes_items || (all.items && more.items);
        if (!all.items) all.items = more.items;
        for (auto& [name, member] : more.members) {
            const auto [known, is_new] = all.members.try_emplace(name, member);
            if (!is_new && known->second.shape != member.shape) known->second.shape = nullptr;
        }
        all.is_short = all.is_short || more.is_short;
        if (!holds) return;
        all.required.merge(more.required);
        narrow(all.types, more.types);
    }

    void add_choice(Collected& all, const json::array& parts, int depth) {
        std::set<std::string, std::less<>> in_all;
        std::optional<Types> in_any = Types();
        for (std::size_t i = 0; i < parts.size(); ++i) {
            Collected part = collect(parts[i], depth + 1);
            if (i == 0) in_all = part.required;
            std::erase_if(in_all, [&](const std::string& name) { return !part.required.contains(name); });
            if (!part.types) in_any.reset();
            if (in_any) in_any->insert(part.types->begin(), part.types->end());
            add(all, std::move(part), false);
        }
        all.required.merge(in_all);
        narrow(all.types, in_any);
    }

    const json::value& root_;
    std::map<std::pair<const json::value*, int>, ShapePtr> shapes_;  // by schema and depth
    int schemas_ = 0;
};

ShapePtr event_shape() {
    const ShapePtr text = kind_of(Shape::Kind::text);
    return mapping({{"id", {text}}, {"source", {text}}, {"type", {text}}, {"time", {text}}});
}

ShapePtr user_shape() {
    const ShapePtr text = kind_of(Shape::Kind::text);
    const ShapePtr flag = kind_of(Shape::Kind::boolean);
    const ShapePtr channels =
        mapping({{"email", {flag, false}}, {"sms", {flag, false}}, {"push", {flag, false}}});
    return mapping({{"id", {text}},
                    {"email", {text, false}},
                    {"phone", {text, false}},
                    {"push_tokens", {list_of(text), false}},
                    {"locale", {text, false}},
                    {"timezone", {text, false}},
                    {"channels", {channels, false}},
                    {"categories", {mapping({}, true), false}},
                    {"quiet_hours", {mapping({{"from", {text}}, {"to", {text}}}), false}}});
}

}  // namespace

jinja::Shape variables_of(const core::EventType& type) {
    const ShapePtr data = Reader(type.schema).shape_of(type.schema, 0);
    Shape variables;
    if (data && data->kind == Shape::Kind::mapping) {
        variables = *data;
    } else {
        variables.open = true;
    }
    variables.members["data"] = {data};
    variables.members["event"] = {event_shape()};
    variables.members["user"] = {user_shape()};
    variables.members.erase("unsubscribe_url");
    if (type.category_can_be_off) variables.members["unsubscribe_url"] = {kind_of(Shape::Kind::text), false};
    return variables;
}

}  // namespace tidings::catalog
