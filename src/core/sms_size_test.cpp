#include "core/sms_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string times(std::string_view what, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += what;
    return text;
}

// What the calculators of two carriers' gateways say.
TEST(SmsSize, SegmentsAreCountedAsGatewaysCountThem) {
    struct Case {
        std::string text;
        std::string_view encoding;
        std::size_t segments;
    };
    const std::vector<Case> cases{
        {times("a", 160), "GSM-7", 1},
        {times("a", 161), "GSM-7", 2},
        {times("a", 306), "GSM-7", 2},
        {times("a", 307), "GSM-7", 3},
        {times("€", 80), "GSM-7", 1},
        {times("€", 81), "GSM-7", 2},
        {times("a", 152) + "€" + times("a", 152), "GSM-7", 3},  // an escaped pair is not split
        {times("ж", 70), "UCS-2", 1},
        {times("ж", 71), "UCS-2", 2},
        {times("ж", 134), "UCS-2", 2},
        {times("ж", 135), "UCS-2", 3},
        {times("😀", 35), "UCS-2", 1},
        {times("😀", 36), "UCS-2", 2},
        {times("ж", 66) + "😀" + times("ж", 66), "UCS-2", 3},  // a surrogate pair is not split
        {"ç", "UCS-2", 1},
        {"Ç", "GSM-7", 1},
        {"a`b", "UCS-2", 1},
        {"it’s", "UCS-2", 1},
        {"", "GSM-7", 0},
    };
    for (const Case& c : cases) {
        const SmsSize size = sms_size(c.text);
        EXPECT_EQ(size.encoding(), c.encoding) << c.text;
        EXPECT_EQ(size.segments, c.segments) << c.text;
    }
}

TEST(SmsSize, TheAlphabetIsThatOfTheStandard) {
    const auto basic = sms_size(
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
        "¿abcdefghijklmnopqrstuvwxyzäöñüà");
    EXPECT_TRUE(basic.gsm7);
    EXPECT_EQ(basic.units, 127U);
    const auto escaped = sms_size("\f^{}\\[~]|€");
    EXPECT_TRUE(escaped.gsm7);
    EXPECT_EQ(escaped.units, 20U);
    for (const auto* other : {"`", "\t", "\x7f", "\x1b", "ç", "’", "ж", "\u00a0", "😀"}) {
        EXPECT_FALSE(sms_size(other).gsm7) << other;
    }
}

TEST(SmsSize, WhatForcesUcs2IsNamedOnceAndInOrder) {
    EXPECT_THAT(sms_size("“a” “b” ç").not_gsm7, ElementsAre("“", "”", "ç"));
    EXPECT_THAT(sms_size("plain").not_gsm7, IsEmpty());
    EXPECT_EQ(sms_size("абвгдежзийклмнопрст").not_gsm7.size(), 10U);
    EXPECT_EQ(sms_size("😀").units, 2U);
    EXPECT_THAT(sms_size("😀").not_gsm7, ElementsAre("😀"));
}

RC_GTEST_PROP(SmsSize, EnoughSegmentsAndNotMany, (const std::vector<bool>& wide)) {
    std::string text;
    for (const bool w : wide) text += w ? "€" : "a";
    const SmsSize size = sms_size(text);
    RC_ASSERT(size.units <= (size.segments <= 1 ? 160 : 153 * size.segments));
    RC_ASSERT(size.segments <= 1 || size.units > 152 * (size.segments - 1));
}

}  // namespace
}  // namespace tidings::core
