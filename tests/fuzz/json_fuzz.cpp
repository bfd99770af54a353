// Whatever the reader takes, the writer writes so that it reads back as the same value.

#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/json/value.hpp>

#include "base/assert.h"
#include "base/json.h"

using namespace tidings;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto parsed = json::parse(text);
    if (!parsed) {
        TIDINGS_ASSERT(!parsed.error().message.empty() && parsed.error().offset <= size);
        return 0;
    }
    const std::string written = json::write(*parsed);
    const auto again = json::parse(written);
    TIDINGS_ASSERT(again.has_value());
    TIDINGS_ASSERT(*again == *parsed);
    TIDINGS_ASSERT(json::write(*again) == written);
    return 0;
}
