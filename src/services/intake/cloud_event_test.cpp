#include "services/intake/cloud_event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const http::Fields kAttributes{{"ce-specversion", "1.0"},
                               {"ce-id", "1"},
                               {"ce-source", "/shop"},
                               {"ce-type", "order.completed"},
                               {"ce-subject", "ann"}};

class CloudEventTest : public ::testing::Test {
protected:
    CloudEventTest() { catalog_.add(test::a_type()).value(); }

    // What one event in the JSON format says, with these members instead of the good ones.
    boost::system::result<Said, NotJsonData> structured(std::string_view changes) {
        json::value v = test::json_of(R"({"specversion": "1.0", "id": "1", "source": "/shop",
                                          "type": "order.completed", "subject": "ann"})");
        const auto changed = test::json_of(changes);
        for (const auto& member : changed.as_object()) {
            v.as_object().insert_or_assign(member.key(), member.value());
        }
        faults_.clear();
        return read_structured(v, reading(), "", faults_);
    }
    // The same in headers; an empty value takes one away.
    boost::system::result<Said, NotJsonData> binary(const http::Fields& changes) {
        http::Request request;
        request.headers = kAttributes;
        for (const auto& [name, value] : changes) {
            std::erase_if(request.headers, [&](const auto& header) { return header.first == name; });
            if (!value.empty()) request.headers.emplace_back(name, value);
        }
        faults_.clear();
        return read_binary(request, test::json_of("{}"), reading(), faults_);
    }
    Reading reading() { return {catalog_, test::kNoon, "local", random_}; }
    std::vector<std::string> pointers() const {
        std::vector<std::string> out;
        for (const auto& fault : faults_) out.push_back(fault.pointer);
        return out;
    }
    std::string only_fault() const { return faults_.size() == 1 ? faults_[0].detail : "not one fault"; }

    catalog::Catalog catalog_;
    Random random_{1};
    core::Faults faults_;
};

// The JSON format.

TEST_F(CloudEventTest, EveryAttributeFindsItsPlace) {
    const auto said = structured(R"({"data": {"order_id": "7"}, "priority": "low", "channels": "sms,push",
                                     "time": "2026-06-15T12:00:00Z", "sendat": "2026-06-16T08:00:00+02:00",
                                     "expirytime": "2026-06-17T08:00:00Z", "dataschema": "http://a/b",
                                     "datacontenttype": "application/json; charset=utf-8"})");
    ASSERT_THAT(faults_, IsEmpty());
    const auto& event = said->event;
    EXPECT_EQ(event.id, core::EventId("1"));
    EXPECT_EQ(event.source, core::Source("/shop"));
    EXPECT_EQ(event.type, core::TypeName("order.completed"));
    EXPECT_EQ(event.type_version, 3);
    EXPECT_THAT(said->users, ElementsAre(core::UserId("ann")));
    EXPECT_FALSE(said->many);
    EXPECT_EQ(event.priority, core::Priority::low);
    EXPECT_EQ(event.channels, (std::vector{core::Channel::sms, core::Channel::push}));
    EXPECT_EQ(event.send_at, test::at("2026-06-16T06:00:00Z"));
    EXPECT_EQ(event.expires_at, test::at("2026-06-17T08:00:00Z"));
    EXPECT_EQ(json::write(event.data), R"({"order_id":"7"})");
}

TEST_F(CloudEventTest, WithoutDataThereIsAnEmptyObject) {
    EXPECT_EQ(json::write(structured("{}")->event.data), "{}");
    EXPECT_EQ(json::write(structured(R"({"data": null})")->event.data), "{}");
    EXPECT_EQ(json::write(structured(R"({"data": [1]})")->event.data), "[1]");
}

TEST_F(CloudEventTest, AnAttributeThatIsNullIsAbsent) {
    structured(R"({"priority": null, "channels": null, "anything": null})");
    EXPECT_THAT(faults_, IsEmpty());
    structured(R"({"id": null, "subject": null})");
    EXPECT_THAT(pointers(), UnorderedElementsAre("/id", "/subject"));
}

TEST_F(CloudEventTest, ExtensionsOfOthersAreKeptOutOfTheWay) {
    structured(R"({"partitionkey": "x", "sampled": true, "sequence": 7})");
    EXPECT_THAT(faults_, IsEmpty());
    structured(R"({"list": [], "float": 1.5, "object": {}})");
    EXPECT_THAT(pointers(), UnorderedElementsAre("/list", "/float", "/object"));
    structured(R"({"Upper": "a", "with-dash": "a", "": "a"})");
    EXPECT_THAT(pointers(), UnorderedElementsAre("/Upper", "/with-dash", "/"));
}

TEST_F(CloudEventTest, AnIntegerOrABooleanIsReadAsItsText) {
    for (const auto& [sent, meant] : std::vector<std::pair<std::string, std::string>>{
             {"0", "0"}, {"-7", "-7"}, {"9007199254740993", "9007199254740993"}, {"true", "true"}}) {
        const auto said = structured(R"({"subject": )" + sent + "}");
        ASSERT_THAT(faults_, IsEmpty()) << sent;
        EXPECT_THAT(said->users, ElementsAre(core::UserId(meant))) << sent;
    }
}

TEST_F(CloudEventTest, AnAttributesNameHasAtMost64Characters) {
    const std::string longest(64, 'x');
    structured(R"({")" + longest + R"(": "a"})");
    EXPECT_THAT(faults_, IsEmpty());
    structured(R"({")" + longest + R"(x": "a"})");
    EXPECT_EQ(only_fault(), "is no attribute name");
    binary({{"ce-" + longest, "a"}});
    EXPECT_THAT(faults_, IsEmpty());
    binary({{"ce-" + longest + "x", "a"}});
    EXPECT_EQ(only_fault(), "the header ce-" + longest + "x is no attribute name");
}

TEST_F(CloudEventTest, EachAttributeIsHeldToItsForm) {
    for (const auto* change :
         {R"({"specversion": "0.3"})", R"({"specversion": 1})", R"({"id": ""})", R"({"id": "a\nb"})",
          R"({"source": ""})", R"({"type": ""})", R"({"type": "none"})", R"({"subject": ""})",
          R"({"time": "noon"})", R"({"sendat": "2026-06-16"})", R"({"expirytime": "soon"})",
          R"({"expirytime": "2026-06-15T12:00:00Z"})", R"({"priority": "urgent"})", R"({"channels": ""})",
          R"({"channels": "fax"})", R"({"channels": "sms, push"})"}) {
        structured(change);
        const auto changed = test::json_of(change);
        const std::string name(changed.as_object().begin()->key());
        EXPECT_THAT(pointers(), ElementsAre("/" + name)) << change;
    }
    structured(R"({"id": ")" + std::string(257, 'a') + R"("})");
    EXPECT_EQ(only_fault(), "must be at most 256 bytes long");
}

TEST_F(CloudEventTest, ItMayNotExpireBeforeItIsSent) {
    structured(R"({"sendat": "2026-06-17T00:00:00Z", "expirytime": "2026-06-16T00:00:00Z"})");
    EXPECT_THAT(pointers(), ElementsAre("/expirytime"));
    EXPECT_EQ(only_fault(), "must be after sendat");
}

TEST_F(CloudEventTest, DataThatIsNotJsonIsNoneOfOurs) {
    EXPECT_FALSE(structured(R"({"data_base64": "AAAA"})"));
    EXPECT_FALSE(structured(R"({"datacontenttype": "text/xml", "data": "<a/>"})"));
    EXPECT_TRUE(structured(R"({"datacontenttype": "application/vnd.shop+json", "data": {}})"));
}

TEST_F(CloudEventTest, WhatIsNoObjectIsNoEvent) {
    read_structured(test::json_of("[]"), reading(), "/4", faults_);
    EXPECT_THAT(pointers(), ElementsAre("/4"));
}

// Headers.

TEST_F(CloudEventTest, HeadersSayTheSame) {
    const auto said = binary({{"ce-priority", "critical"},
                              {"ce-channels", "email"},
                              {"ce-sendat", "2026-06-16T08:00:00Z"},
                              {"traceparent", "00-a-b-01"}});
    ASSERT_THAT(faults_, IsEmpty());
    EXPECT_EQ(said->event.source, core::Source("/shop"));
    EXPECT_EQ(said->event.priority, core::Priority::critical);
    EXPECT_EQ(said->event.channels, std::vector{core::Channel::email});
    EXPECT_EQ(said->event.send_at, test::at("2026-06-16T08:00:00Z"));
    EXPECT_EQ(said->event.traceparent, "00-a-b-01");
}

TEST_F(CloudEventTest, AnEventsOwnTraceGoesBeforeThatOfTheRequest) {
    const auto said = binary({{"traceparent", "00-a-b-01"}, {"ce-traceparent", "00-c-d-01"}});
    ASSERT_THAT(faults_, IsEmpty());
    EXPECT_EQ(said->event.traceparent, "00-c-d-01");
}

TEST_F(CloudEventTest, AHeaderIsDecodedOnce) {
    const std::vector<std::pair<std::string, std::string>> forms{
        {"a%20b", "a b"},      {"Euro%20%E2%82%AC", "Euro €"},
        {"%2520", "%20"},      {"100%", "100%"},
        {"%zz", "%zz"},        {"%4", "%4"},
        {"\"a b\"", "a b"},    {R"("a\"b")", "a\"b"},
        {R"("a\\b")", "a\\b"}, {"\"%41\"", "A"},
        {"\"", "\""},          {"%c3%a9", "é"},
        {"\"ann", "\"ann"},    {"ann\"", "ann\""},
        {R"("a\")", "a\\"},    {"%g1%1g", "%g1%1g"},
    };
    for (const auto& [sent, meant] : forms) {
        const auto said = binary({{"ce-subject", sent}});
        ASSERT_THAT(faults_, IsEmpty()) << sent;
        EXPECT_THAT(said->users, ElementsAre(core::UserId(meant))) << sent;
    }
}

TEST_F(CloudEventTest, AHeaderThatCannotBeReadIsNamed) {
    const std::vector<std::pair<http::Fields, std::string>> bad{
        {{{"ce-subject", "%ff"}}, "the header ce-subject must be UTF-8 once it is decoded"},
        {{{"ce-a_b", "x"}}, "the header ce-a_b is no attribute name"},
        {{{"ce-datacontenttype", "application/json"}},
         "the header ce-datacontenttype must not be there: Content-Type says it"},
        {{{"ce-id", "%0A"}}, "the header ce-id must not hold control characters"},
        {{{"ce-priority", "now"}}, "the header ce-priority must be one of critical, high, normal, low"},
    };
    for (const auto& [change, detail] : bad) {
        binary(change);
        ASSERT_FALSE(faults_.empty()) << detail;
        EXPECT_EQ(faults_[0].detail, detail);
        EXPECT_EQ(faults_[0].pointer, "");
    }
}

TEST_F(CloudEventTest, AHeaderComesOnce) {
    http::Request request;
    request.headers = kAttributes;
    request.headers.emplace_back("ce-id", "2");
    read_binary(request, test::json_of("{}"), reading(), faults_);
    EXPECT_EQ(only_fault(), "the header ce-id must not come twice");
}

TEST_F(CloudEventTest, EachRequiredHeaderIsMissed) {
    for (const auto& [name, value] : kAttributes) {
        binary({{name, ""}});
        EXPECT_EQ(only_fault(), "the header " + name + " is required");
    }
}

}  // namespace
}  // namespace tidings::intake
