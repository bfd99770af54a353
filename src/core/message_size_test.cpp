#include "core/message_size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidings::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

json::object as_content(std::string_view text) {
    return json::read(text).value().as_object();
}

std::string sizes(Channel channel, std::string_view content) {
    return json::write(sizes_of(channel, as_content(content)));
}

std::vector<std::string> warnings(Channel channel, const json::object& content) {
    return warnings_of(channel, content);
}

TEST(MessageSize, OfAPushMessageWhatWouldBeSentIsCounted) {
    const auto size = push_size(as_content(R"({"title": "T", "body": "é", "data": {"order": "7"}})"));
    EXPECT_EQ(size.fcm,
              std::string_view(R"({"notification":{"title":"T","body":"é"},"data":{"order":"7"}})").size());
    EXPECT_EQ(size.apns,
              std::string_view(R"({"order":"7","aps":{"alert":{"title":"T","body":"é"}}})").size());
    const auto bare = push_size(as_content(R"({"title": "T", "body": "B"})"));
    EXPECT_EQ(bare.fcm, std::string_view(R"({"notification":{"title":"T","body":"B"}})").size());
}

TEST(MessageSize, EachChannelHasItsOwn) {
    EXPECT_EQ(sizes(Channel::email, R"({"subject": "é", "text": "abc", "html": "<p>é</p>"})"),
              R"({"subject_characters":1,"text_bytes":3,"html_bytes":9,"bytes":14})");
    EXPECT_EQ(sizes(Channel::sms, R"({"text": "5 €"})"), R"({"encoding":"GSM-7","units":4,"segments":1})");
    EXPECT_EQ(sizes(Channel::push, R"({"title": "é", "body": "b"})"),
              R"({"title_characters":1,"body_characters":1,"fcm_bytes":42,"apns_bytes":43})");
}

TEST(MessageSize, AGoodMessageNeedsNoWarning) {
    EXPECT_THAT(warnings(Channel::email, as_content(R"({"subject": "s", "text": "t", "html": "<p>{{</p>"})")),
                IsEmpty());
    EXPECT_THAT(warnings(Channel::sms, as_content(R"({"text": "naïve’"})")), IsEmpty())
        << "it is one segment";
    EXPECT_THAT(warnings(Channel::push, as_content(R"({"title": "t", "body": "b", "data": {"a": ""}})")),
                IsEmpty());
}

TEST(MessageSize, ALongSmsIsToldWithWhatMakesItLong) {
    EXPECT_THAT(warnings(Channel::sms, {{"text", std::string(161, 'a')}}),
                ElementsAre("2 segments of SMS, because it has 161 units of GSM-7, of which one holds 160"));
    EXPECT_THAT(warnings(Channel::sms, {{"text", std::string(100, 'a') + "’"}}),
                ElementsAre("2 segments of SMS, because “’” is not in GSM-7"));
    EXPECT_THAT(warnings(Channel::sms, {{"text", std::string(200, 'a') + "“x”"}}),
                ElementsAre("4 segments of SMS, because ““”, “”” are not in GSM-7"));
    EXPECT_THAT(warnings(Channel::sms, {{"text", std::string(153 * 10 + 1, 'a')}}),
                ElementsAre("11 segments of SMS, because it has 1531 units of GSM-7, of which one holds 160",
                            "gateways take at most 10 segments"));
}

TEST(MessageSize, WhatIsTooLargeForAPushServiceIsTold) {
    json::object content{{"title", "t"}, {"body", "b"}};
    content["data"] = json::object{{"a", std::string(4'200, 'x')}};
    EXPECT_THAT(warnings(Channel::push, content),
                ElementsAre("payload is 4,257 bytes for FCM, which takes 4,096",
                            "payload is 4,249 bytes for APNs, which takes 4,096"));
}

TEST(MessageSize, WhatIsNotShownInFullIsTold) {
    EXPECT_THAT(warnings(Channel::push, {{"title", std::string(51, 't')}, {"body", std::string(151, 'b')}}),
                ElementsAre("title has 51 characters; telephones show about 50",
                            "body has 151 characters; telephones show about 150"));
    EXPECT_THAT(warnings(Channel::email, {{"subject", std::string(71, 's')}, {"text", "t"}}),
                ElementsAre("subject has 71 characters; telephones show about 70"));
    EXPECT_THAT(
        warnings(Channel::email, {{"subject", "s"}, {"text", "t"}, {"html", std::string(104'449, 'h')}}),
        ElementsAre("html is 104,449 bytes; Gmail shows the first 104,448"));
}

TEST(MessageSize, WhatIsEmptyOrLooksUnrenderedIsTold) {
    EXPECT_THAT(
        warnings(Channel::email, as_content(R"({"subject": " ", "text": "Dear {{ name }}"})")),
        ElementsAre("subject is empty", "text has “{{”, as if something in it had not been rendered"));
    EXPECT_THAT(warnings(Channel::sms, as_content(R"({"text": "\n"})")), ElementsAre("text is empty"));
    EXPECT_THAT(
        warnings(Channel::push, as_content(R"({"title": "t", "body": "b", "data": {"id": "{% if %}"}})")),
        ElementsAre("id has “{%”, as if something in it had not been rendered"));
}

}  // namespace
}  // namespace tidings::core
