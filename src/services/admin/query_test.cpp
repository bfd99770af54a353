#include "services/admin/query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/target.h"
#include "support/builders.h"

namespace tidings::admin {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class QueryTest : public ::testing::Test {
protected:
    Query& of(std::string_view text) {
        request_.query_fields = http::parse_query(text).value();
        faults_.clear();
        return query_.emplace(request_, faults_);
    }
    std::vector<std::string> faulty() const {
        std::vector<std::string> fields;
        for (const auto& fault : faults_) fields.push_back(fault.pointer);
        return fields;
    }

    http::Request request_;
    core::Faults faults_;
    std::optional<Query> query_;
};

TEST_F(QueryTest, APageIs50UnlessTold) {
    const auto page = of("").page();
    EXPECT_EQ(page.limit, 50U);
    EXPECT_EQ(page.after, std::nullopt);
    EXPECT_EQ(of("limit=500&cursor=abc").page().limit, 500U);
    EXPECT_EQ(query_->page().after, "abc");
    EXPECT_EQ(of("limit=1").page().limit, 1U);
    EXPECT_THAT(faults_, IsEmpty());
}

TEST_F(QueryTest, ALimitIsANumberFrom1To500) {
    for (const auto* limit :
         {"0", "501", "abc", "-1", "%2B5", "5x", "5.0", "0x10", "", "99999999999999999999"}) {
        of("limit=" + std::string(limit)).page();
        EXPECT_THAT(faulty(), ElementsAre("limit")) << limit;
    }
}

TEST_F(QueryTest, AFilterHasWhatTheQuerySays) {
    const auto filter = of("user=ann&event_id=o%2F1&source=shop&channel=sms,push&type=a.b,c.d"
                           "&since=2026-03-29T00:30:00Z&until=2026-03-29T02:30:00%2B01:00")
                            .filter();
    query_->finish();
    EXPECT_THAT(faults_, IsEmpty());
    EXPECT_EQ(filter.user, core::UserId("ann"));
    EXPECT_EQ(filter.event_id, core::EventId("o/1"));
    EXPECT_EQ(filter.source, core::Source("shop"));
    EXPECT_THAT(filter.channels, ElementsAre(core::Channel::sms, core::Channel::push));
    EXPECT_THAT(filter.types, ElementsAre(core::TypeName("a.b"), core::TypeName("c.d")));
    EXPECT_EQ(filter.since, test::at("2026-03-29T00:30:00Z"));
    EXPECT_EQ(filter.until, test::at("2026-03-29T01:30:00Z"));
    EXPECT_THAT(filter.states, IsEmpty());
}

TEST_F(QueryTest, EveryFaultIsNamedAtOnce) {
    auto& query = of("limit=0&channel=fax,email,pigeon&since=yesterday&colour=red&user=");
    query.page();
    query.filter();
    query.finish();
    EXPECT_THAT(faulty(),
                ::testing::UnorderedElementsAre("limit", "channel", "channel", "since", "colour", "user"));
}

TEST_F(QueryTest, WhatIsLeftEmptyIsNeverAll) {
    for (const auto* name : {"user", "event_id", "source", "channel", "type", "since", "until"}) {
        of(std::string(name) + "=").filter();
        EXPECT_THAT(faulty(), ElementsAre(name));
        of(name).filter();
        EXPECT_THAT(faulty(), ElementsAre(name));
    }
}

TEST_F(QueryTest, AListHasNoEmptyParts) {
    EXPECT_THAT(of("type=a,b").list("type"), ElementsAre("a", "b"));
    EXPECT_THAT(faults_, IsEmpty());
    for (const auto* list : {"a,", ",a", "a,,b", ","}) {
        of("type=" + std::string(list)).list("type");
        EXPECT_FALSE(faults_.empty()) << list;
    }
}

TEST_F(QueryTest, AFieldComesOnce) {
    of("user=ann&user=bob").filter();
    EXPECT_THAT(faulty(), ElementsAre("user"));
    of("colour=1&colour=2").finish();
    EXPECT_THAT(faulty(), ElementsAre("colour", "colour"));
}

TEST_F(QueryTest, AFlagIsTrueOrFalse) {
    EXPECT_TRUE(of("recount=true").flag("recount"));
    EXPECT_FALSE(of("recount=false").flag("recount"));
    EXPECT_FALSE(of("").flag("recount"));
    EXPECT_THAT(faults_, IsEmpty());
    for (const auto* word : {"yes", "1", "TRUE", ""}) {
        EXPECT_FALSE(of("recount=" + std::string(word)).flag("recount"));
        EXPECT_THAT(faulty(), ElementsAre("recount")) << word;
    }
}

TEST_F(QueryTest, ADurationHasAUnit) {
    EXPECT_EQ(of("wait=1m30s").duration("wait"), 90s);
    EXPECT_EQ(of("").duration("wait"), std::nullopt);
    EXPECT_THAT(faults_, IsEmpty());
    for (const auto* text : {"10", "-1s", "soon", ""}) {
        EXPECT_EQ(of("wait=" + std::string(text)).duration("wait"), std::nullopt);
        EXPECT_THAT(faulty(), ElementsAre("wait")) << text;
    }
}

// Lists that are kept whole.

json::value page_of(std::string_view query, std::vector<std::string> names) {
    http::Request request;
    request.query_fields = http::parse_query(query).value();
    NamedItems items;
    for (auto& name : names) items.emplace_back(name, json::object{{"name", name}});
    const auto response = named_list(request, std::move(items));
    auto body = json::read(response.body).value();
    if (response.status != 200) return response.status;
    json::array shown;
    for (const auto& item : body.at("items").as_array()) shown.push_back(item.at("name"));
    return json::array{std::move(shown), body.at("next_cursor")};
}

TEST(NamedList, HasPagesInTheOrderOfNames) {
    const std::vector<std::string> names{"c", "a", "e", "b", "d"};
    EXPECT_EQ(json::write(page_of("", names)), R"([["a","b","c","d","e"],null])");
    EXPECT_EQ(json::write(page_of("limit=2", names)), R"([["a","b"],"b"])");
    EXPECT_EQ(json::write(page_of("limit=2&cursor=b", names)), R"([["c","d"],"d"])");
    EXPECT_EQ(json::write(page_of("limit=2&cursor=d", names)), R"([["e"],null])");
    EXPECT_EQ(json::write(page_of("limit=5", names)), R"([["a","b","c","d","e"],null])");
    EXPECT_EQ(json::write(page_of("limit=5", {})), R"([[],null])");
}

TEST(NamedList, ACursorStaysGoodWhenItsItemIsGone) {
    EXPECT_EQ(json::write(page_of("limit=1&cursor=b", {"a", "c", "d"})), R"([["c"],"c"])");
    EXPECT_EQ(json::write(page_of("cursor=zz", {"a"})), R"([[],null])");
}

TEST(NamedList, RefusesWhatEveryListRefuses) {
    for (const auto* query : {"limit=0", "limit=501", "cursor=", "colour=red"}) {
        EXPECT_EQ(page_of(query, {"a"}), json::value(422)) << query;
    }
}

TEST(NoPage, OnlyACursorIsTheClientsFault) {
    EXPECT_EQ(no_page(invalid("words")).status, 422);
    EXPECT_NE(no_page(invalid("words")).body.find(R"("pointer":"cursor")"), std::string::npos);
    EXPECT_EQ(no_page(unavailable("the disk is away")).status, 503);
}

}  // namespace
}  // namespace tidings::admin
