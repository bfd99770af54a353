#include "adapters/sqlite/codec.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"

namespace tidings::adapters::sqlite {
namespace {

TEST(Codec, ReadsWhatWasWritten) {
    Writer out;
    out.number(0).number(127).number(128).number(std::numeric_limits<std::uint64_t>::max());
    out.text("").text(std::string("a\0b", 3)).text(std::string(300, 'x'));
    Reader in(out.bytes());
    EXPECT_EQ(in.number(), 0U);
    EXPECT_EQ(in.number(), 127U);
    EXPECT_EQ(in.number(), 128U);
    EXPECT_EQ(in.number(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(in.text(), "");
    EXPECT_EQ(in.text(), std::string("a\0b", 3));
    EXPECT_EQ(in.text(), std::string(300, 'x'));
    EXPECT_TRUE(in.at_end());
}

TEST(Codec, GivesNothingPastTheEnd) {
    Reader in("");
    EXPECT_EQ(in.number(), 0U);
    EXPECT_EQ(in.text(), "");
    EXPECT_TRUE(in.at_end());
}

TEST(Codec, EndsOnAnyBytes) {
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        std::string bytes(random.below(40), '\0');
        for (char& c : bytes) c = static_cast<char>(random.next());
        Reader in(bytes);
        int reads = 0;
        for (; !in.at_end(); ++reads) static_cast<void>(in.text());
        EXPECT_LE(reads, 40);
    }
}

}  // namespace
}  // namespace tidings::adapters::sqlite
