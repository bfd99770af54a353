// What the target's parser takes keeps its promises: parts that make up the text, decoded texts that are
// UTF-8 without NUL and survive being encoded again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/utf8.h"
#include "http/target.h"

using namespace tidings;

namespace {

void check_text(const std::string& text) {
    TIDINGS_ASSERT(is_utf8(text));
    TIDINGS_ASSERT(text.find('\0') == std::string::npos);
    TIDINGS_ASSERT(http::percent_decode(http::percent_encode(text)) == text);
}

void check_path(std::string_view path) {
    std::string joined;
    for (const std::string_view segment : http::split_path(path)) {
        joined.append("/").append(segment);
        if (const auto text = http::percent_decode(segment)) check_text(*text);
    }
    TIDINGS_ASSERT(joined == path);
}

void check_query(std::string_view query) {
    const auto fields = http::parse_query(query);
    if (!fields) return;
    std::string encoded;
    for (const auto& [name, value] : *fields) {
        check_text(name);
        check_text(value);
        encoded += http::percent_encode(name) + "=" + http::percent_encode(value) + "&";
    }
    TIDINGS_ASSERT(http::parse_query(encoded) == fields);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto* method : {"GET", "OPTIONS", "CONNECT"}) {
        const auto target = http::split_target(method, text);
        if (!target) continue;
        TIDINGS_ASSERT(target->path == "*" || target->path.starts_with('/'));
        TIDINGS_ASSERT(target->path.find('?') == std::string_view::npos);
        if (target->path != "*") check_path(target->path);
        check_query(target->query);
    }
    check_query(text);
    return 0;
}
