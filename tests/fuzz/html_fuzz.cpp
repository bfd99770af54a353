// What is made of HTML is a text: UTF-8, without blanks at the ends of lines or more than one empty line, and
// a bounded number of times as long as its source.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/utf8.h"
#include "html/to_text.h"

using namespace tidings;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    if (!is_utf8(source)) return 0;
    const std::string text = html::to_text(source);
    TIDINGS_ASSERT(is_utf8(text));
    TIDINGS_ASSERT(text.size() <= 30 * size);
    TIDINGS_ASSERT(text.find(" \n") == std::string::npos);
    TIDINGS_ASSERT(text.find("\n\n\n") == std::string::npos);
    TIDINGS_ASSERT(!text.starts_with('\n') && !text.ends_with('\n'));
    return 0;
}
