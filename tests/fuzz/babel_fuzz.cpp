// Four texts between NUL bytes, as the input, format, locale and zone of every filter for dates, numbers and
// words: whatever they are, each ends soon with a text or an error, and a date that is read is written alike.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "babel/iso.h"
#include "babel/vocabulary.h"
#include "base/assert.h"
#include "base/json.h"
#include "jinja/template.h"

using namespace tidings;

namespace {

constexpr std::string_view kSources[] = {
    "{{ a|datetimeformat(b, locale=c, timezone=d) }}",
    "{{ a|dateformat(b, rebase=false, locale=c) }}",
    "{{ a|timeformat(b, timezone=d) }}",
    "{{ a|timedeltaformat(b, true, locale=c) }}",
    "{{ (a|datetime).strftime(b) }}",
    "{{ (a|datetime).astimezone(d).isoformat(b) }}",
    "{{ (a|datetime) - (b|datetime) }}",
    "{{ a|decimalformat(b, locale=c) }}",
    "{{ a|percentformat(b, locale=c) }}",
    "{{ a|scientificformat(b) }}",
    "{{ a|currencyformat(d, b, locale=c) }}",
    "{{ a|currencyformat(d, format_type='name', locale=c) }}",
    "{{ [a, b, c]|listformat(d, locale=c) }}",
    "{{ a|territoryname(locale=c) }}{{ b|languagename(locale=c) }}",
    "{{ (a|length)|plural(one=a, other=b, locale=c) }}",
    "{{ timedelta(hours=a|float) * b|float }}",
    "{{ date(a|int, b|int, d|int)|dateformat('full', locale=c) }}",
};

const std::vector<jinja::Template>& templates() {
    static const std::vector<jinja::Template> all = [] {
        jinja::Options options;
        options.vocabulary = &babel::vocabulary();
        options.limits.output_bytes = 64 * 1024;
        std::vector<jinja::Template> made;
        for (const std::string_view source : kSources)
            made.push_back(jinja::Template::compile(source, options).value());
        return made;
    }();
    return all;
}

std::array<std::string_view, 4> parts_of(std::string_view input) {
    std::array<std::string_view, 4> parts;
    for (std::string_view& part : parts) {
        const std::size_t end = std::min(input.find('\0'), input.size());
        part = input.substr(0, end);
        input.remove_prefix(std::min(end + 1, input.size()));
    }
    return parts;
}

void check_iso(std::string_view text) {
    const auto read = babel::read_iso(text);
    if (!read) return;
    const std::string written = std::visit([](const auto& value) { return babel::iso(value); }, *read);
    const auto again = babel::read_iso(written);
    TIDINGS_ASSERT(again.has_value() && again->index() == read->index());
    TIDINGS_ASSERT(std::visit([](const auto& value) { return babel::iso(value); }, *again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto [a, b, c, d] = parts_of({reinterpret_cast<const char*>(data), size});
    check_iso(a);
    const json::object context{{"a", a}, {"b", b}, {"c", c}, {"d", d}};
    const jinja::Surroundings around{.locale = std::string(c)};
    for (const jinja::Template& one : templates()) {
        const auto text = one.render(context, around);
        TIDINGS_ASSERT(text ? text->size() <= 64 * 1024 : !text.error().kind.empty());
    }
    return 0;
}
