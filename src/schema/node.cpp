#include "schema/node.h"

namespace tidings::schema {

Types type_of(const json::value& v) {
    switch (v.kind()) {
        case boost::json::kind::null:
            return kNull;
        case boost::json::kind::bool_:
            return kBoolean;
        case boost::json::kind::int64:
        case boost::json::kind::uint64:
            return kInteger;
        case boost::json::kind::double_:
            return is_integer(v) ? kInteger : kFraction;
        case boost::json::kind::string:
            return kString;
        case boost::json::kind::array:
            return kArray;
        case boost::json::kind::object:
            return kObject;
    }
    return 0;
}

std::vector<const Node*> in_place(const Node& node) {
    if (node.ref != nullptr) return {node.ref};
    std::vector<const Node*> nodes;
    if (node.combination) {
        const Combination& c = *node.combination;
        for (const auto* list : {&c.all, &c.any, &c.one})
            nodes.insert(nodes.end(), list->begin(), list->end());
        for (const Node* one : {c.negated, c.condition, c.consequence, c.alternative}) {
            if (one != nullptr) nodes.push_back(one);
        }
    }
    if (node.object) {
        for (const Dependency& dependency : node.object->dependencies) {
            if (dependency.schema != nullptr) nodes.push_back(dependency.schema);
        }
    }
    return nodes;
}

}  // namespace tidings::schema
