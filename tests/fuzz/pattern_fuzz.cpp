// A pattern in the first line and a text in the rest. What compiles matches within its steps, the same twice;
// every format answers about every text, and IPv6 as the system does.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <arpa/inet.h>

#include "base/assert.h"
#include "base/utf8.h"
#include "fuzz/lines.h"
#include "schema/format.h"
#include "schema/pattern.h"

using namespace tidings;

namespace {

void check_formats(std::string_view text) {
    for (const char* name : {"date-time", "date", "time", "email", "idn-email", "hostname", "idn-hostname",
                             "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uri-template",
                             "json-pointer", "relative-json-pointer", "regex", "uuid"}) {
        const schema::Format* format = schema::find_format(name);
        if (format != nullptr) TIDINGS_ASSERT(format->matches(text) == format->matches(text));
    }
    in6_addr address{};
    const bool has_nul = text.find('\0') != std::string_view::npos;
    const bool is_known = !has_nul && inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
    TIDINGS_ASSERT(schema::is_ipv6(text) == is_known);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto expression = fuzz::take_line(text);
    if (!is_utf8(expression) || !is_utf8(text)) return 0;  // as it comes from JSON
    check_formats(text);
    const auto pattern = schema::Pattern::compile(expression);
    if (!pattern) {
        TIDINGS_ASSERT(!pattern.error().message.empty());
        return 0;
    }
    TIDINGS_ASSERT(expression.size() <= schema::Pattern::kLengthMax && pattern->text() == expression);
    TIDINGS_ASSERT(pattern->matches(text) == pattern->matches(text));
    TIDINGS_ASSERT(pattern->steps(text.size()) >= 1);
    return 0;
}
