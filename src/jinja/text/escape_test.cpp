#include "jinja/text/escape.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::jinja {
namespace {

std::string escaped_byte_by_byte(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '\'':
                out += "&#39;";
                break;
            case '"':
                out += "&#34;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

// Any bytes, with many that are escaped, next to them or one bit away.
rc::Gen<std::string> markup_text() {
    const auto near = rc::gen::elementOf(std::string("&<>'\"%#;=?!6\x3d\x7f\xa6\xbc"));
    const auto byte =
        rc::gen::oneOf(near, rc::gen::just('a'), rc::gen::just('a'), rc::gen::arbitrary<char>());
    return rc::gen::scale(4, rc::gen::container<std::string>(byte));
}

RC_GTEST_PROP(Escape, IsThatOfEachByte, ()) {
    const std::string text = *markup_text();
    std::string out = "x";
    append_escaped(text, out);
    RC_ASSERT(out == "x" + escaped_byte_by_byte(text));
}

RC_GTEST_PROP(Escape, StaysInTheRoomThatItAskedFor, ()) {
    const std::string text = *markup_text();
    std::vector<char> room(escaped_room(text.size()) + 64, '\x55');
    const std::string written(room.data(), write_escaped(text, room.data()));
    RC_ASSERT(written == escaped_byte_by_byte(text));
    RC_ASSERT(std::string(room.end() - 64, room.end()) == std::string(64, '\x55'));
}

TEST(Escape, TheRoomIsThatOfATextOfSpecialsAlone) {
    for (std::size_t size = 0; size < 70; ++size) {
        const std::string text(size, '&');
        std::vector<char> room(escaped_room(size) + 64, '\x55');
        EXPECT_EQ(write_escaped(text, room.data()) - room.data(), static_cast<std::ptrdiff_t>(5 * size));
        EXPECT_EQ(std::string(room.end() - 64, room.end()), std::string(64, '\x55'));
        EXPECT_EQ(escaped_fits(escaped_room(size)), size);
    }
}

}  // namespace
}  // namespace tidings::jinja
