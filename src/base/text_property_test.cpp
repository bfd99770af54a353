#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "base/utf8.h"
#include "base/uuid.h"

// What is written reads back, what is read was written, and no bytes do harm: all of a small world, or many
// of a large one.
namespace tidings {
namespace {

std::string encoded(std::uint32_t code) {
    std::string out;
    const auto byte = [&out](std::uint32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) {
        byte(code);
    } else if (code < 0x800) {
        byte(0xc0 | code >> 6U);
        byte(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        byte(0xe0 | code >> 12U);
        byte(0x80 | (code >> 6U & 0x3f));
        byte(0x80 | (code & 0x3f));
    } else {
        byte(0xf0 | code >> 18U);
        byte(0x80 | (code >> 12U & 0x3f));
        byte(0x80 | (code >> 6U & 0x3f));
        byte(0x80 | (code & 0x3f));
    }
    return out;
}

// Every code point there is, and every one that is none.
TEST(TextProperty, Utf8IsWhatEncodesACodePointThatIsNoSurrogate) {
    for (std::uint32_t code = 0; code < 0x120000; ++code) {
        const std::string text = encoded(code);
        const bool good = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
        ASSERT_EQ(is_utf8(text), good) << std::hex << code;
        if (!good) continue;
        ASSERT_EQ(count_code_points(text), 1U) << std::hex << code;
        const bool control = code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
        ASSERT_EQ(has_control(text), control) << std::hex << code;
    }
}

// All texts of three bytes: valid is what can be cut into encodings.
TEST(TextProperty, NoOtherBytesAreUtf8) {
    const auto length_of = [](std::string_view text) -> std::size_t {
        for (std::size_t length = 1; length <= text.size(); ++length) {
            const auto lead = static_cast<std::uint8_t>(text[0]);
            const std::size_t wanted = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
            if (wanted != length) continue;
            std::uint32_t code = length == 1 ? lead : lead & (0xffU >> (length + 1));
            for (std::size_t i = 1; i < length; ++i)
                code = code << 6U | (static_cast<std::uint8_t>(text[i]) & 0x3f);
            const bool surrogate = code >= 0xd800 && code <= 0xdfff;
            if (!surrogate && encoded(code) == text.substr(0, length)) return length;
        }
        return 0;
    };
    std::string text(3, '\0');
    // Steps of 5 and 3 meet every kind of byte.
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; b += 5) {
            for (int c = 0; c < 256; c += 3) {
                text = {static_cast<char>(a), static_cast<char>(b), static_cast<char>(c)};
                std::size_t prefix = 0;
                for (std::size_t length = 1; length > 0 && prefix < text.size(); prefix += length) {
                    length = length_of(std::string_view(text).substr(prefix));
                    if (length == 0) break;
                }
                ASSERT_EQ(utf8_prefix(text), prefix) << a << " " << b << " " << c;
                ASSERT_EQ(is_utf8(text), prefix == 3) << a << " " << b << " " << c;
            }
        }
    }
}

json::value any_value(Random& random, int depth) {
    switch (random.below(depth > 0 ? 8 : 6)) {
        case 0:
            return nullptr;
        case 1:
            return random.below(2) == 0;
        case 2:
            return static_cast<std::int64_t>(random.next());
        case 3:
            return random.next();
        case 4: {
            double number = 0;
            const std::uint64_t bits = random.next() & ~(std::uint64_t{1} << 62U);  // finite
            std::memcpy(&number, &bits, sizeof number);
            return number;
        }
        case 5: {
            std::string text;
            for (auto i = random.below(6); i > 0; --i) {
                const auto code =
                    static_cast<std::uint32_t>(1 + random.below(random.below(2) == 0 ? 0x7f : 0xd7ff));
                text += encoded(code);
            }
            return json::value(text);
        }
        case 6: {
            json::array items;
            for (auto i = random.below(4); i > 0; --i) items.push_back(any_value(random, depth - 1));
            return items;
        }
        default: {
            json::object members;
            for (auto i = random.below(4); i > 0; --i) {
                members[encoded(static_cast<std::uint32_t>(1 + random.below(0xff)))] =
                    any_value(random, depth - 1);
            }
            return members;
        }
    }
}

TEST(TextProperty, JsonReadsBackWhatItWrote) {
    Random random(11);
    for (int i = 0; i < 5'000; ++i) {
        const auto value = any_value(random, 4);
        const std::string text = json::write(value);
        const auto again = json::read(text);
        ASSERT_TRUE(again) << text << ": " << again.error().message;
        ASSERT_EQ(json::write(*again), text);
        ASSERT_EQ(*again, value) << text;
    }
}

// A text cut anywhere, or with a byte changed, is read or refused with a place inside of it.
TEST(TextProperty, BrokenJsonIsRefusedWithAPlaceInsideOfIt) {
    Random random(12);
    for (int i = 0; i < 5'000; ++i) {
        std::string text = json::write(any_value(random, 4));
        if (random.below(2) == 0) {
            text.resize(random.below(text.size() + 1));
        } else {
            text[random.below(text.size())] = static_cast<char>(random.next());
        }
        const auto parsed = json::parse(text);
        if (parsed) continue;
        const auto& error = parsed.error();
        EXPECT_FALSE(error.message.empty());
        EXPECT_LE(error.offset, text.size()) << text;
        EXPECT_GE(error.line, 1U);
        EXPECT_GE(error.column, 1U);
        EXPECT_LE(error.column, text.size() + 1);
        EXPECT_TRUE(error.pointer.empty() || error.pointer.front() == '/') << error.pointer;
    }
}

// RFC 7396: what is patched twice is as patched once, and an empty patch changes nothing.
TEST(TextProperty, MergingTwiceIsMergingOnce) {
    Random random(13);
    for (int i = 0; i < 5'000; ++i) {
        const json::value before = json::object{{"a", any_value(random, 3)}, {"b", any_value(random, 3)}};
        const json::value patch = json::object{{"a", any_value(random, 3)}, {"c", any_value(random, 3)}};
        json::value once = before;
        json::merge_patch(once, patch);
        json::value twice = once;
        json::merge_patch(twice, patch);
        EXPECT_EQ(once, twice) << json::write(patch);
        json::value same = before;
        json::merge_patch(same, json::object{});
        EXPECT_EQ(same, before);
        EXPECT_EQ(once.at("b"), before.at("b"));
    }
}

TEST(TextProperty, TimesReadBackToTheMicrosecond) {
    Random random(14);
    const auto first = to_micros(parse_rfc3339("0001-01-01T00:00:00Z").value());
    const auto last = to_micros(parse_rfc3339("9999-12-31T23:59:59.999999Z").value());
    const auto span = static_cast<std::uint64_t>(last - first);
    for (int i = 0; i < 5'000; ++i) {
        const std::uint64_t fine[] = {1, 1'000, 1'000'000};
        const auto unit = fine[random.below(3)];
        const auto micros = first + static_cast<std::int64_t>(random.below(span) / unit * unit);
        const Time t = from_micros(micros);
        const std::string text = format_rfc3339(t);
        const auto again = parse_rfc3339(text);
        ASSERT_TRUE(again) << text;
        ASSERT_EQ(*again, t) << text;
    }
}

TEST(TextProperty, TimesInOrderAreWrittenInOrder) {
    Random random(15);
    for (int i = 0; i < 5'000; ++i) {
        const Time a = from_micros(static_cast<std::int64_t>(random.below(4'000'000'000)) * 1'000'000);
        const Time b = from_micros(static_cast<std::int64_t>(random.below(4'000'000'000)) * 1'000'000);
        EXPECT_EQ(format_rfc3339(a) < format_rfc3339(b), a < b);
    }
}

TEST(TextProperty, DurationsReadBackToTheMillisecond) {
    Random random(16);
    for (int i = 0; i < 5'000; ++i) {
        const std::uint64_t bound[] = {2'000, 200'000, 200'000'000, 20'000'000'000};
        const Duration d = std::chrono::milliseconds{random.below(bound[random.below(4)])};
        const std::string text = format_duration(d);
        const auto again = parse_duration(text);
        ASSERT_TRUE(again) << text;
        ASSERT_EQ(*again, d) << text;
        ASSERT_EQ(format_duration(*again), text);
    }
}

TEST(TextProperty, UuidsReadBackAndKeepTheirOrder) {
    Random random(17);
    Uuid before = Uuid::random(Time{}, random);
    for (int i = 0; i < 5'000; ++i) {
        const auto micros = static_cast<std::int64_t>(random.below(std::uint64_t{1} << 52U));
        const Uuid id = Uuid::random(from_micros(micros), random);
        ASSERT_EQ(Uuid::parse(id.str()), id);
        EXPECT_EQ(id.str() < before.str(), id < before);
        EXPECT_EQ(id.raw() < before.raw(), id < before);
        EXPECT_EQ(to_micros(id.time()), micros / 1000 * 1000);
        before = id;
    }
}

TEST(TextProperty, HexAndBase64HaveOneFormForEachText) {
    Random random(18);
    for (std::size_t length = 0; length < 100; ++length) {
        std::string bytes(length, '\0');
        for (char& c : bytes) c = static_cast<char>(random.next());
        EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
        EXPECT_EQ(to_hex(bytes).size(), 2 * length);
        const std::string base64 = base64_encode(bytes);
        EXPECT_EQ(base64.size(), (length + 2) / 3 * 4);
        EXPECT_EQ(
            base64.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="),
            std::string::npos);
        EXPECT_TRUE(equal_in_constant_time(bytes, std::string(bytes)));
        if (length == 0) continue;
        auto other = bytes;
        other[random.below(length)] ^= 1;
        EXPECT_FALSE(equal_in_constant_time(bytes, other));
        EXPECT_NE(base64_encode(other), base64);
        EXPECT_NE(sha256(bytes), sha256(other));
    }
}

}  // namespace
}  // namespace tidings
