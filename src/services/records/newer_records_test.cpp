#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/records/catalog_record.h"
#include "services/records/command_record.h"
#include "services/records/event_record.h"
#include "services/records/profile_record.h"
#include "services/records/record_version.h"
#include "services/records/status_record.h"
#include "support/as_read.h"
#include "support/builders.h"

// What a newer program may have written: more than this one knows is passed over, and kept where the record
// is written on; what must not be half understood says so by its version.
namespace tidings::records {
namespace {

using test::as_read;
using test::json_of;
using ::testing::HasSubstr;

struct Kind {
    ports::NewRecord written;
    std::function<Result<>(const ports::Record&)> read;
};

template <class Reader>
std::function<Result<>(const ports::Record&)> reader(Reader read) {
    return [read](const ports::Record& record) {
        const auto done = read(record);
        return done ? Result<>() : Result<>(done.error());
    };
}

std::vector<Kind> kinds() {
    const auto change = write_profile_change(
        {ProfileChange::Kind::patch, core::UserId("ann"), 5, json_of(R"({"locale":"de"})")});
    return {
        {write_event(test::an_event()), reader(read_event)},
        {change[0], reader(read_profile_change)},
        {write_command(Replay{{test::a_notification().id}}), reader(read_command)},
        {write_command(Suppress{core::Channel::sms, "+15005550006", "asked", true}), reader(read_command)},
        {write_catalog(test::a_type()), reader(read_catalog)},
        {write_catalog(TemplateEntry{core::TypeName("a"), core::Channel::sms, "en", 2, {{"text", "x"}}}),
         reader(read_catalog)},
        {write_catalog(PieceEntry{"a.html", 1, "x"}), reader(read_catalog)},
        {write_catalog(ApiKeyEntry{"id", "shop", "hash", {"send"}, 7, test::kNoon, true}),
         reader(read_catalog)},
        {write_outcome(test::an_outcome()), reader(read_status)},
        {write_started({test::a_notification().id, 3}), reader(read_status)},
        {write_state(test::a_notification()), reader(read_status)}};
}

TEST(NewerRecords, MembersAndHeadersThatAreNotKnownArePassedOver) {
    for (auto& [written, read] : kinds()) {
        auto value = json::read(written.value).value();
        value.as_object()["added_later"] = json_of(R"({"deep": [1]})");
        written.value = json::write(value);
        written.headers.emplace_back("tidings_added_later", "x");
        const auto done = read(as_read(written));
        EXPECT_TRUE(done) << written.value << done.error().message;
    }
}

TEST(NewerRecords, OfAVersionThatIsNotKnownAreRefusedAsSuch) {
    for (auto& [written, read] : kinds()) {
        for (const auto* version : {"2", "10", "99999999999999999999", "1.1", "x"}) {
            auto record = as_read(written);
            record.headers.emplace_back(kRecordVersionHeader, version);
            const auto done = read(record);
            ASSERT_FALSE(done) << written.value;
            EXPECT_THAT(done.error().message, HasSubstr("a record of version " + std::string(version)));
            EXPECT_THAT(done.error().message, HasSubstr("a newer tidings wrote it"));
        }
        auto record = as_read(written);
        record.headers.emplace_back(kRecordVersionHeader, "1");
        EXPECT_TRUE(read(record)) << written.value;
    }
}

// Reads the entry and writes it, as whoever changes it does.
std::string again(const ports::NewRecord& written, std::string_view member) {
    auto value = json::read(written.value).value();
    value.as_object()["added_later"] = json_of(member);
    auto record = as_read(written);
    record.value = json::write(value);
    return write_catalog(read_catalog(record).value()).value;
}

TEST(NewerRecords, OfTheCatalogKeepTheOrderOfWhatTheyHeld) {
    const auto key = write_catalog(ApiKeyEntry{"id", "shop", "hash", {"send"}, 7, test::kNoon, false});
    auto value = json::read(key.value).value();
    for (const auto* later : {"one", "two", "three"}) value.as_object()[later] = 1;
    auto record = as_read(key);
    record.value = json::write(value);
    EXPECT_EQ(write_catalog(read_catalog(record).value()).value, record.value);
}

TEST(NewerRecords, OfTheCatalogAreWrittenAgainWithAllThatTheyHeld) {
    for (const auto& entry : std::vector<CatalogEntry>{
             test::a_type(), TemplateEntry{core::TypeName("a"), core::Channel::sms, "en", 2, {{"text", "x"}}},
             PieceEntry{"a.html", 1, "x"},
             ApiKeyEntry{"id", "shop", "hash", {"send"}, 7, test::kNoon, false}}) {
        EXPECT_THAT(again(write_catalog(entry), R"(["x"])"), HasSubstr(R"("added_later":["x"])"));
    }
}

TEST(NewerRecords, AChangeOfAProfileKeepsWhatANewerProgramHadWrittenThere) {
    core::Faults faults;
    const auto known = core::Recipient::from_json(core::UserId("ann"),
                                                  json_of(R"({"digest":{"every":"day"},"locale":"en"})"),
                                                  faults, core::Unknown::is_kept);
    const ProfileChange patch{ProfileChange::Kind::patch, core::UserId("ann"), 9,
                              json_of(R"({"locale":"de","digest":{"at":"08:00"},"tone":"dry"})")};
    EXPECT_EQ(apply(patch, known).value().to_json(),
              json_of(R"({"locale":"de","digest":{"every":"day","at":"08:00"},"tone":"dry"})"));
}

TEST(NewerRecords, TheKeyOfATypeNamesItWhateverItsRecordSays) {
    const auto named = event_type_of("event-type/order.completed/7");
    ASSERT_TRUE(named);
    EXPECT_EQ(named->first, core::TypeName("order.completed"));
    EXPECT_EQ(named->second, 7);
    for (const auto* other :
         {"", "event-type/a", "event-type/a/0", "event-type/a/x", "template/a/1", "api-key/1"}) {
        EXPECT_FALSE(event_type_of(other)) << other;
    }
}

}  // namespace
}  // namespace tidings::records
