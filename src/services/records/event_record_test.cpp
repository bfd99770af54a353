#include "services/records/event_record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/as_read.h"
#include "support/builders.h"

namespace tidings::records {
namespace {

using test::an_event;
using test::as_read;
using test::at;

void without(ports::Record& record, std::string_view name) {
    std::erase_if(record.headers, [&](const auto& header) { return header.first == name; });
}

std::string fault_of(const ports::Record& record) {
    const auto event = read_event(record);
    return event ? "" : event.error().message;
}

TEST(EventRecord, WhatIsWrittenReadsBackAsItWas) {
    const auto event = an_event([](auto& e) {
        e.priority = core::Priority::low;
        e.channels = std::vector{core::Channel::push, core::Channel::sms};
        e.send_at = at("2026-06-16T08:00:00.25Z");
        e.expires_at = at("2026-06-17T08:00:00Z");
        e.recipients = 12;
        e.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    });
    const auto read = read_event(as_read(write_event(event))).value();
    EXPECT_EQ(read.key(), event.key());
    EXPECT_EQ(read.body_hash(), event.body_hash());
    EXPECT_EQ(read.type, event.type);
    EXPECT_EQ(read.type_version, event.type_version);
    EXPECT_EQ(read.received_at, event.received_at);
    EXPECT_EQ(read.recipients, 12);
    EXPECT_EQ(read.priority, event.priority);
    EXPECT_EQ(read.channels, event.channels);
    EXPECT_EQ(read.send_at, event.send_at);
    EXPECT_EQ(read.expires_at, event.expires_at);
    EXPECT_EQ(read.traceparent, event.traceparent);
    EXPECT_EQ(read.data, event.data);
}

TEST(EventRecord, AStructuredOneReadsLikeABinaryOne) {
    auto record = as_read(write_event(an_event()));
    record.key = "ann";
    record.headers = {{"content-type", "application/cloudevents+json; charset=utf-8"}};
    record.value = R"({"specversion": "1.0", "id": "e1", "source": "shop", "type": "order.completed",
                       "subject": "bob", "priority": "low", "channels": "sms", "data": {"n": 1}})";
    ASSERT_TRUE(is_event(record));
    const auto event = read_event(record).value();
    EXPECT_EQ(event.id, core::EventId("e1"));
    EXPECT_EQ(event.user, core::UserId("bob")) << "the subject wins";
    EXPECT_EQ(event.priority, core::Priority::low);
    EXPECT_EQ(event.type_version, 0) << "nobody has held it against the schema";
    EXPECT_EQ(json::write(event.data), R"({"n":1})");
    record.value = R"({"id": "e1", "source": "shop", "type": "order.completed"})";
    EXPECT_EQ(fault_of(record), "the CloudEvent has no data, or none that is JSON");
    record.value = "[]";
    EXPECT_EQ(fault_of(record), "the CloudEvent is no JSON object");
}

TEST(EventRecord, NamesOfAnyProducerAreBounded) {
    const auto named = [](const std::string& id) {
        return as_read(write_event(an_event([&](auto& e) { e.id = core::EventId(id); })));
    };
    EXPECT_EQ(fault_of(named(std::string(256, 'x'))), "");
    EXPECT_EQ(fault_of(named(std::string(257, 'x'))), "ce_id must be at most 256 bytes long");
    EXPECT_EQ(fault_of(named("")), "ce_id is missing");
    EXPECT_EQ(fault_of(named(std::string("a\0b", 3))), "ce_id must not hold control characters");
}

TEST(EventRecord, OneThatDoesNotSayHowManyCameWithItCameAlone) {
    auto record = as_read(write_event(an_event()));
    EXPECT_EQ(ports::header(record.headers, "tidings_recipients"), "") << "nor does one that came alone";
    EXPECT_EQ(read_event(record).value().recipients, 1);
    record.headers.emplace_back("tidings_recipients", "-3");
    EXPECT_EQ(read_event(record).value().recipients, 1);
    const auto two = an_event([](auto& e) { e.recipients = 2; });
    EXPECT_EQ(read_event(as_read(write_event(two))).value().recipients, 2);
}

RC_GTEST_PROP(EventRecord, ReadsBackWhateverTheProducerSaid, (std::uint32_t number)) {
    const auto id = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7f')));
    const auto event = an_event([&](auto& e) {
        e.id = core::EventId(id);
        e.data = json::object{{"n", number}};
        if (number % 2 == 0) e.priority = core::kPriorities[number % core::kPriorities.size()];
        if (number % 3 == 0) e.channels = std::vector{core::kChannels[number % core::kChannels.size()]};
    });
    const auto read = read_event(as_read(write_event(event))).value();
    RC_ASSERT(read.id == event.id);
    RC_ASSERT(read.body_hash() == event.body_hash());
}

TEST(EventRecord, UsersShareOneKeySoThatTheirEventsStayInOrder) {
    EXPECT_EQ(write_event(an_event()).key, "ann");
    EXPECT_TRUE(is_event(as_read(write_event(an_event()))));
}

TEST(EventRecord, CriticalEventsHaveATopicOfTheirOwn) {
    EXPECT_EQ(topic_for(core::Priority::critical), core::Topic::events_critical);
    for (const auto p : {core::Priority::high, core::Priority::normal, core::Priority::low}) {
        EXPECT_EQ(topic_for(p), core::Topic::events);
    }
}

TEST(EventRecord, WithoutAStampTheRecordsOwnTimeCounts) {
    auto record = as_read(write_event(an_event()));
    without(record, "tidings_received_at");
    without(record, "tidings_type_version");
    const auto read = read_event(record).value();
    EXPECT_EQ(read.received_at, record.appended_at);
    EXPECT_EQ(read.type_version, 0);
}

TEST(EventRecord, AStampThatIsNoTimeCountsAsNone) {
    for (const auto* micros : {"9223372036854775807", "-1", "0", "soon"}) {
        auto record = as_read(write_event(an_event()));
        without(record, "tidings_received_at");
        record.headers.emplace_back("tidings_received_at", micros);
        EXPECT_EQ(read_event(record)->received_at, record.appended_at) << micros;
    }
}

TEST(EventRecord, WithoutASubjectTheKeyIsTheUserAndElseTheSubjectWins) {
    auto record = as_read(write_event(an_event()));
    record.key = "somebody-else";
    EXPECT_EQ(read_event(record)->user.str(), "ann");
    without(record, "ce_subject");
    EXPECT_EQ(read_event(record)->user.str(), "somebody-else");
    record.key.clear();
    EXPECT_EQ(fault_of(record), "neither ce_subject nor the key names a user");
}

TEST(EventRecord, SaysWhatIsWrongWithOne) {
    for (const std::string name : {"ce_id", "ce_source"}) {
        auto record = as_read(write_event(an_event()));
        without(record, name);
        EXPECT_EQ(fault_of(record), name + " is missing");
    }
    const std::vector<std::pair<std::string, std::string>> bad{{"ce_priority", "urgent"},
                                                               {"ce_channels", "email,fax"},
                                                               {"ce_sendat", "soon"},
                                                               {"ce_expirytime", "2026-06-15"}};
    for (const auto& [name, value] : bad) {
        auto record = as_read(write_event(an_event()));
        record.headers.emplace_back(name, value);
        EXPECT_TRUE(fault_of(record).starts_with(name)) << fault_of(record);
    }
    auto record = as_read(write_event(an_event()));
    record.value = "{\"a\":";
    EXPECT_TRUE(fault_of(record).starts_with("the data is not JSON")) << fault_of(record);
    record.value.clear();
    EXPECT_NE(fault_of(record), "");
}

}  // namespace
}  // namespace tidings::records
