#include "babel/vocabulary.h"

#include <vector>

#include "babel/constructors.h"
#include "babel/filters.h"
#include "babel/locale.h"

namespace tidings::babel {
namespace {

using Table = std::vector<jinja::Builtin>;

Table joined(std::initializer_list<std::span<const jinja::Builtin>> parts) {
    Table table;
    for (const auto& part : parts) table.insert(table.end(), part.begin(), part.end());
    return table;
}

const Table& filters() {
    static const Table table =
        joined({constructor_filters(), date_filters(), number_filters(), word_filters()});
    return table;
}

}  // namespace

const jinja::Vocabulary& vocabulary() {
    static const Table globals = joined({constructor_globals(), word_globals()});
    static const jinja::Vocabulary all{.filters = filters(), .globals = globals};
    return all;
}

const jinja::Vocabulary& filters_only() {
    static const jinja::Vocabulary some{.filters = filters(), .globals = {}};
    return some;
}

bool is_known_locale(std::string_view tag) {
    return Locale::find(tag).has_value();
}

}  // namespace tidings::babel
