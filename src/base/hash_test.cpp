#include "base/hash.h"

#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace tidings {
namespace {

std::string hex(const Sha256& digest) {
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

TEST(Sha256, KnowsTheTestVectors) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256(std::string(1000000, 'a'))),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfPartsTellsWhereOneEnds) {
    EXPECT_NE(sha256_of({"ab", "c"}), sha256_of({"a", "bc"}));
    EXPECT_NE(sha256_of({"abc"}), sha256_of({"abc", ""}));
    EXPECT_EQ(sha256_of({"ab", "c"}), sha256_of({"ab", "c"}));
    const std::string framed("\0\0\0\0\0\0\0\2ab\0\0\0\0\0\0\0\1c", 19);
    EXPECT_EQ(sha256_of({"ab", "c"}), sha256(framed));
}

TEST(Sha256, IsTheSameInEveryThread) {
    Sha256 other{};
    std::thread([&other] { other = sha256("abc"); }).join();
    EXPECT_EQ(other, sha256("abc"));
}

TEST(ToHex, WritesTwoDigitsForEachByte) {
    EXPECT_EQ(to_hex(""), "");
    EXPECT_EQ(to_hex(std::string_view("\x00\x7f\xff", 3)), "007fff");
}

TEST(RandomBytes, GivesAsManyAsAskedForAndOthersEachTime) {
    EXPECT_EQ(random_bytes(0).size(), 0U);
    EXPECT_EQ(random_bytes(100000).size(), 100000U);
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) seen.insert(random_bytes(16));
    EXPECT_EQ(seen.size(), 100U);
}

TEST(EqualInConstantTime, Compares) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
}

TEST(Base64, KnowsTheVectorsOfRfc4648) {
    EXPECT_EQ(base64_encode(""), "");
    EXPECT_EQ(base64_encode("f"), "Zg==");
    EXPECT_EQ(base64_encode("fo"), "Zm8=");
    EXPECT_EQ(base64_encode("foo"), "Zm9v");
    EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64_encode(std::string_view("\xfb\xff\x00", 3)), "+/8A");
}

TEST(Base64, ReadsWhatItWrites) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
        bytes += static_cast<char>(i * 7);
    }
}

TEST(Base64, ReadsNothingElse) {
    for (const std::string_view text :
         {"Z", "Zg", "Zg=", "Zg==Zg==", "Z===", "====", "Zm9v\n", "Zm 9", "Zm9v\nZm8", "Zm9-", "Zm9_",
          "\xc3\xa9"
          "aa"}) {
        EXPECT_EQ(base64_decode(text), std::nullopt) << text;
    }
}

}  // namespace
// RFC 4231, test case 2.
TEST(Hmac, IsTheOneOfTheStandard) {
    const auto mac = hmac_sha256("Jefe", "what do ya want for nothing?");
    EXPECT_EQ(to_hex({reinterpret_cast<const char*>(mac.data()), mac.size()}),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Hex, ReadsBackWhatItWrites) {
    EXPECT_EQ(from_hex(to_hex(std::string("\x00\xff\x10", 3))), std::string("\x00\xff\x10", 3));
}

TEST(Hex, ReadsNothingElse) {
    EXPECT_EQ(from_hex("0"), std::nullopt);
    EXPECT_EQ(from_hex("0g"), std::nullopt);
    EXPECT_EQ(from_hex("AB"), std::nullopt);
}

}  // namespace tidings
