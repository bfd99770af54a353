// However a connection's bytes are cut into pieces, the same requests come of them, within the limits.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "http/request_parser.h"
#include "http/syntax.h"

using namespace tidings;

namespace {

constexpr std::size_t kBodyMax = 64;

struct Reading {
    std::vector<std::string> requests;
    int refused = 0;

    bool operator==(const Reading&) const = default;
};

std::string checked(http::Request&& request) {
    TIDINGS_ASSERT(request.body.size() <= kBodyMax);
    TIDINGS_ASSERT(http::is_token(request.method));
    TIDINGS_ASSERT(request.header_count("host") <= 1);
    TIDINGS_ASSERT(request.header_count("content-length") + request.header_count("transfer-encoding") <= 1);
    for (const auto& [name, value] : request.headers) {
        TIDINGS_ASSERT(http::is_token(name) && http::is_field_value(value));
    }
    return request.method + " " + request.path + "?" + request.query + "\n" + request.body;
}

Reading read(std::string_view text, std::size_t piece_size) {
    http::ParserLimits limits{256, 512, 16, [](const http::Request&) { return kBodyMax; }};
    http::RequestParser parser(limits);
    Reading reading;
    while (!text.empty()) {
        std::string_view piece = text.substr(0, piece_size);
        text.remove_prefix(piece.size());
        while (!piece.empty()) {
            const auto state = parser.feed(piece);
            if (state == http::RequestParser::State::complete)
                reading.requests.push_back(checked(parser.take()));
            if (state == http::RequestParser::State::refused) {
                reading.refused = parser.refusal().status;
                return reading;
            }
        }
    }
    return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const Reading whole = read(text, text.size() + 1);
    TIDINGS_ASSERT(whole == read(text, 1));
    TIDINGS_ASSERT(whole == read(text, 7));
    return 0;
}
