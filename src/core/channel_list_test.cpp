#include "core/channel_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using enum Channel;
using testing::ElementsAre;
using testing::IsEmpty;

std::optional<std::vector<Channel>> read(std::string_view text, Faults& faults) {
    const auto v = test::json_of(text);
    Members members(v, "/3", faults);
    return read_channels(members, faults);
}

TEST(ChannelList, AnArrayNamesEachOnceInItsOrder) {
    Faults faults;
    const auto channels = read(R"({"channels": ["push", "email", "push"]})", faults);
    ASSERT_TRUE(channels);
    EXPECT_THAT(*channels, ElementsAre(push, email));
    EXPECT_EQ(read("{}", faults), std::nullopt);
    EXPECT_THAT(faults, IsEmpty());
}

TEST(ChannelList, EveryFaultOfAnArrayIsNamed) {
    Faults faults;
    read(R"({"channels": ["fax", "email", 7]})", faults);
    read(R"({"channels": []})", faults);
    read(R"({"channels": "email"})", faults);
    std::vector<std::string> pointers;
    for (const auto& fault : faults) pointers.push_back(fault.pointer);
    EXPECT_THAT(pointers, ElementsAre("/3/channels/0", "/3/channels/2", "/3/channels", "/3/channels"));
}

TEST(ChannelList, ATextIsReadAsItIsWritten) {
    EXPECT_EQ(parse_channels("push,email"), (std::vector{push, email}));
    EXPECT_EQ(parse_channels("sms,sms"), std::vector{sms});
    EXPECT_EQ(join({push, email}), "push,email");
    EXPECT_EQ(join({}), "");
}

TEST(ChannelList, AlmostAListIsNone) {
    for (const auto* text : {"", ",", "email,", ",email", "email, sms", "Email", "email;sms", "fax"}) {
        EXPECT_EQ(parse_channels(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace tidings::core
