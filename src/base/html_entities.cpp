#include "base/html_entities.h"

#include <map>

#include "base/html_entity_table.h"

namespace tidings {
namespace {

using Entities = std::map<std::string_view, HtmlEntity>;

const Entities& entities() {
    static const Entities known = [] {
        Entities map;
        for (std::string_view rest = kHtmlEntities; !rest.empty();) {
            const std::string_view entry = rest.substr(0, rest.find(' '));
            const std::size_t mark = entry.find_first_of(":;");
            map[entry.substr(0, mark)] = {entry.substr(mark + 1), entry[mark] == ':'};
            rest.remove_prefix(entry.size() + 1);
        }
        return map;
    }();
    return known;
}

}  // namespace

const HtmlEntity* find_html_entity(std::string_view name) {
    const auto found = entities().find(name);
    return found == entities().end() ? nullptr : &found->second;
}

}  // namespace tidings
