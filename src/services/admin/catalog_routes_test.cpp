#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "services/admin/admin_test.h"
#include "support/scripted_log.h"
#include "support/watched_ports.h"

namespace tidings::admin {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string kType = "/v1/event-types/order.completed";
const std::string kTexts = "/v1/templates/order.completed";

class CatalogRoutesTest : public AdminTest {
protected:
    std::size_t records() { return stage_.read(core::Topic::catalog).size(); }
};

// Two admins at once. `late_` has read the catalog, and then another one is faster.

class TwoAdminsTest : public CatalogRoutesTest {
protected:
    TwoAdminsTest() {
        late_.add_routes(late_router_, late_access_);
        view_.refresh().value();
    }
    Answer late_put(const std::string& target, std::string body) {
        late_answer_ = {};
        http::Request request;
        request.method = "PUT";
        request.path = target;
        request.body = std::move(body);
        late_router_(std::move(request), http::Responder::to([this](auto&& response) {
                         late_answer_ = {response.status, std::move(response.headers),
                                         std::move(response.body)};
                     }));
        late_.step().value();
        return late_answer_;
    }
    void before_it_is_appended(const std::function<void()>& act) {
        log_.before_append = [act, first = true]() mutable {
            if (std::exchange(first, false)) act();
            return Result<>();
        };
    }
    // What somebody reads who comes later, with all records of the log or with the last of each key, as a
    // compaction leaves them.
    std::vector<std::string> descriptions_later() {
        std::vector<std::string> out;
        std::map<std::string, ports::Record> compacted;
        catalog::Catalog all;
        catalog::Catalog last;
        for (const auto& record : stage_.read(core::Topic::catalog)) {
            compacted[record.key] = record;
            (void)all.add(records::read_catalog(record).value());
        }
        for (const auto& [key, record] : compacted) last.add(records::read_catalog(record).value()).value();
        for (const auto* read : {&all, &last}) {
            out.push_back(read->type(core::TypeName("order.completed"))->type.category);
        }
        return out;
    }

    Answer late_answer_;
    test::WatchedLog log_{stage_.log};
    catalog::CatalogView view_{log_};
    http::Router late_router_;
    web::Access late_access_{view_, stage_.clock, {1'000, std::chrono::seconds{1}}};
    Admin late_{{log_, stage_.store, stage_.store, stage_.queue, stage_.clock, view_}, {}, Random(3)};
};

TEST_F(TwoAdminsTest, OfTwoChangesOfATypeTheFirstOnTheLogCountsAndTheOtherIsToldSo) {
    before_it_is_appended(
        [&] { EXPECT_EQ(ask("PUT", kType, R"({"schema": true, "category": "first"})").status, 200); });
    const auto late = late_put(kType, R"({"schema": true, "category": "late"})");
    EXPECT_EQ(late.status, 409) << late.body;
    EXPECT_EQ(get(kType).text("/category"), "first");
    EXPECT_EQ(view_.current()->type(core::TypeName("order.completed"))->type.category, "first");
    EXPECT_THAT(descriptions_later(), ElementsAre("first", "first"));
    EXPECT_EQ(late_put(kType, R"({"schema": true, "category": "late"})").status, 200) << "its turn now";
    EXPECT_THAT(descriptions_later(), ElementsAre("late", "late"));
}

TEST_F(TwoAdminsTest, TheSameChangeTwiceIsNoConflict) {
    const std::string body = R"({"schema": true, "category": "first"})";
    before_it_is_appended([&] { EXPECT_EQ(ask("PUT", kType, body).status, 200); });
    EXPECT_EQ(late_put(kType, body).status, 200);
}

TEST_F(TwoAdminsTest, OfTwoTextsTheFirstOnTheLogCountsToo) {
    const auto target = kTexts + "/sms/en";
    before_it_is_appended([&] { EXPECT_EQ(ask("PUT", target, R"({"text": "first"})").status, 200); });
    EXPECT_EQ(late_put(target, R"({"text": "late"})").status, 409);
    EXPECT_EQ(get(target).text("/text"), "first");
}

TEST_F(TwoAdminsTest, WhatCannotBeReadBackAtOnceIsAnsweredTheSameWayLater) {
    before_it_is_appended([&] {
        EXPECT_EQ(ask("PUT", kType, R"({"schema": true, "category": "first"})").status, 200);
        log_.before_extents = [] { return Result<>(unavailable("a moment")); };
    });
    EXPECT_EQ(late_put(kType, R"({"schema": true, "category": "late"})").status, 0) << "not yet";
    EXPECT_TRUE(late_.has_waiting());
    log_.before_extents = [] { return Result<>(); };
    late_.step().value();
    EXPECT_EQ(late_answer_.status, 409) << late_answer_.body;
}

// Event types.

TEST_F(CatalogRoutesTest, WhatGetShowsMayBePutBackAndChangesNothing) {
    const auto before = records();
    const auto shown = get(kType);
    EXPECT_EQ(shown.text("/version"), "3");
    const auto put = ask("PUT", kType, shown.body);
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.body, shown.body);
    EXPECT_EQ(records(), before);
}

TEST_F(CatalogRoutesTest, AChangedTypeIsANewVersion) {
    const auto put = ask("PUT", kType, R"({"schema": {"type": "object", "required": ["order_id"]}})");
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.text("/version"), "4");
    EXPECT_EQ(get(kType).body, put.body);
    const auto catalog = stage_.catalog.current();
    EXPECT_EQ(catalog->type(core::TypeName("order.completed"), 3)->category, "orders")
        << "older ones are kept";
    EXPECT_EQ(catalog->type(core::TypeName("order.completed"), 4)->category, "general");
}

TEST_F(CatalogRoutesTest, ANewTypeIsVersionOneWhateverTheBodySays) {
    const auto put = ask("PUT", "/v1/event-types/order.shipped",
                         R"({"schema": true, "version": 9, "priority": "low", "channels": ["push", "email"],
                             "retry": {"delays": ["30s"], "jitter": 0}, "expires_after": "1h30m"})");
    EXPECT_EQ(put.status, 201);
    EXPECT_EQ(put.text("/version"), "1");
    EXPECT_EQ(put.text("/priority"), "low");
    EXPECT_EQ(put.text("/channels"), R"(["push","email"])");
    EXPECT_EQ(put.text("/retry"), R"({"delays":["30s"],"jitter":0.0})");
    EXPECT_EQ(put.text("/expires_after"), "1h30m");
    EXPECT_EQ(get("/v1/event-types/order.shipped").body, put.body);
}

TEST_F(CatalogRoutesTest, ATypeThatLosesWhatItsTemplatesUseSaysWhichWouldFail) {
    const auto put =
        ask("PUT", kType, R"({"schema": {"properties": {"number": {}}, "required": ["number"]}})");
    ASSERT_EQ(put.status, 200) << put.body;
    EXPECT_THAT(
        put.text("/warnings"),
        ::testing::HasSubstr("order.completed/sms/en would not render any more: text: UndefinedError: "
                             "'order_id' is undefined (line 1, column 10)"));
    EXPECT_EQ(put.json().at("warnings").as_array().size(), 3U);
    EXPECT_FALSE(get(kType).json().as_object().contains("warnings"));
    EXPECT_EQ(ask("PUT", kType, put.body).body, put.body) << "and may be put back";
    const auto mended = ask("PUT", kType, R"({"schema": {"properties": {"order_id": {}}}})");
    EXPECT_FALSE(mended.json().as_object().contains("warnings")) << mended.body;
}

TEST_F(CatalogRoutesTest, EveryFaultOfATypeIsNamedAtOnce) {
    const auto before = records();
    const auto put = ask("PUT", "/v1/event-types/Order", R"({
        "schema": {"type": "objekt"}, "priority": "urgent", "channels": ["email", "fax"],
        "address": {"email": "email", "fax": "/fax"}, "category_can_be_off": "no", "unknown_outcome": "drop",
        "retry": {"delays": ["1m", "soon"], "jitter": 2, "times": 3}, "expires_after": "0s", "colour": "red"})");
    EXPECT_EQ(put.status, 422);
    EXPECT_THAT(put.faults(), UnorderedElementsAre("", "/schema", "/priority", "/channels/1",
                                                   "/address/email", "/address/fax", "/category_can_be_off",
                                                   "/unknown_outcome", "/retry/delays/1", "/retry/jitter",
                                                   "/retry/times", "/expires_after", "/colour"));
    EXPECT_THAT(ask("PUT", kType, "{}").faults(), ElementsAre("/schema"));
    EXPECT_THAT(ask("PUT", kType, "[]").faults(), ElementsAre(""));
    EXPECT_EQ(ask("PUT", kType, "{").status, 400);
    EXPECT_EQ(records(), before);
}

TEST_F(CatalogRoutesTest, ATypesNameIsPlain) {
    for (const auto& name :
         {std::string("Order"), std::string("a%20b"), std::string("a%2Fb"), std::string("."),
          std::string(".."), std::string("%2e%2E"), std::string("%C3%A9"), std::string(101, 'a')}) {
        EXPECT_EQ(ask("PUT", "/v1/event-types/" + name, R"({"schema": true})").status, 422) << name;
    }
    EXPECT_EQ(ask("PUT", "/v1/event-types/a-b_c.9", R"({"schema": true})").status, 201);
    EXPECT_EQ(get("/v1/event-types/Order").status, 404);
}

TEST_F(CatalogRoutesTest, AFieldOfTheQueryThatNobodyKnowsIsRefusedAndNothingDone) {
    const auto before = records();
    const auto path = kType + "?dry_run=true";
    EXPECT_THAT(ask("PUT", path, R"({"schema": true})").faults(), ElementsAre("dry_run"));
    EXPECT_THAT(ask("GET", path).faults(), ElementsAre("dry_run"));
    EXPECT_EQ(records(), before);
}

TEST_F(CatalogRoutesTest, TypesAreListedByTheirNames) {
    for (const auto* name : {"zoo.opened", "cart.left"}) {
        ask("PUT", "/v1/event-types/" + std::string(name), R"({"schema": true})");
    }
    EXPECT_EQ(all("/v1/event-types", "name", 2),
              (std::vector<std::string>{"cart.left", "order.completed", "zoo.opened"}));
    EXPECT_THAT(get("/v1/event-types?limit=0&sort=name").faults(), UnorderedElementsAre("limit", "sort"));
}

// Templates.

TEST_F(CatalogRoutesTest, ATemplateIsShownWithItsVersion) {
    const auto shown = get(kTexts + "/email");
    EXPECT_EQ(shown.text("/subject"), "Order {{ order_id }}");
    EXPECT_EQ(shown.text("/version"), "1");
    EXPECT_EQ(shown.text("/locale"), "en");
    EXPECT_EQ(get(kTexts + "/email/en").body, shown.body);
    EXPECT_EQ(get(kTexts + "/email/ru").status, 404);
    EXPECT_EQ(get("/v1/templates/none/email").status, 404);
}

TEST_F(CatalogRoutesTest, AChangedTemplateIsANewVersionAndSpeaksFromThenOn) {
    const auto before = records();
    EXPECT_EQ(ask("PUT", kTexts + "/sms", get(kTexts + "/sms").body).text("/version"), "1");
    EXPECT_EQ(records(), before);
    const auto put = ask("PUT", kTexts + "/sms", R"({"text": "New: {{ order_id }}"})");
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.text("/version"), "2");
    auto event = order();
    event.channels = std::vector{core::Channel::sms};
    const auto n = decide(event);
    EXPECT_EQ(n.template_version, 2);
    EXPECT_EQ(get("/v1/notifications/" + n.id.str()).text("/content/text"), "New: 1042");
}

TEST_F(CatalogRoutesTest, EveryVersionOfATemplateCanBeRead) {
    const auto sms = kTexts + "/sms";
    stage_.clock.advance(std::chrono::hours{1});
    ask("PUT", sms, R"({"text": "second"})");
    ask("PUT", sms, R"({"text": "third"})");
    EXPECT_EQ(get(sms + "?version=2").text("/text"), "second");
    EXPECT_EQ(get(sms + "/en?version=1").text("/text"), "Order {{ order_id }}");
    EXPECT_EQ(get(sms + "?version=3").body, get(sms).body);
    EXPECT_EQ(get(sms + "?version=4").status, 404);
    EXPECT_EQ(all(sms + "/versions", "version", 2), (std::vector<std::string>{"3", "2", "1"}));
    EXPECT_EQ(
        get(sms + "/en/versions").each("at"),
        (std::vector<std::string>{"2026-01-15T13:00:00Z", "2026-01-15T13:00:00Z", "2026-01-15T12:00:00Z"}));
    EXPECT_EQ(get(sms + "/ru/versions").status, 404);
    for (const auto* bad : {"?version=0", "?version=x", "?version=", "?version=99999999999", "?colour=red"}) {
        EXPECT_EQ(get(sms + bad).status, 422) << bad;
    }
}

TEST_F(CatalogRoutesTest, AnOlderVersionIsSaidAgainAsANewOne) {
    const auto sms = kTexts + "/sms";
    ask("PUT", sms, R"({"text": "second"})");
    const auto before = records();
    const auto reverted = ask("POST", sms + "/revert", R"({"version": 1})");
    EXPECT_EQ(reverted.status, 200) << reverted.body;
    EXPECT_EQ(reverted.text("/version"), "3");
    EXPECT_EQ(get(sms).text("/text"), "Order {{ order_id }}");
    EXPECT_EQ(records(), before + 1);
    EXPECT_EQ(ask("POST", sms + "/en/revert", R"({"version": 3})").text("/version"), "3")
        << "it says that already";
    EXPECT_EQ(ask("POST", sms + "/revert", R"({"version": 9})").status, 404);
    EXPECT_THAT(ask("POST", sms + "/revert", "{}").faults(), ElementsAre("/version"));
    EXPECT_THAT(ask("POST", sms + "/revert", R"({"version": 0, "colour": 1})").faults(),
                UnorderedElementsAre("/version", "/colour"));
    EXPECT_EQ(records(), before + 1);
}

TEST_F(CatalogRoutesTest, WhatAnOlderVersionSaidIsCheckedAsIfItWereNew) {
    auto entry = test::Stage::words(core::Channel::sms, {{"text", "{% include 'gone' %}"}});
    entry.version = 2;
    stage_.publish(entry);
    ask("PUT", kTexts + "/sms", R"({"text": "third"})");
    EXPECT_THAT(ask("POST", kTexts + "/sms/revert", R"({"version": 2})").faults(), ElementsAre("/text"));
}

TEST_F(CatalogRoutesTest, ATypesDefaultLocaleIsThatOfAPathWithoutOne) {
    const auto put = ask("PUT", kType, R"({"schema": true, "locale": "de"})");
    EXPECT_EQ(put.text("/locale"), "de");
    EXPECT_EQ(ask("PUT", kTexts + "/sms", R"({"text": "Bestellung"})").text("/locale"), "de");
    EXPECT_EQ(get(kTexts + "/sms").text("/text"), "Bestellung");
    EXPECT_EQ(get(kTexts + "/sms/en").text("/version"), "1");
    EXPECT_THAT(ask("PUT", kType, R"({"schema": true, "locale": "german"})").faults(),
                ElementsAre("/locale"));
}

TEST_F(CatalogRoutesTest, ALocaleIsALanguageTag) {
    for (const auto* bad : {"german", "en_US", "e"}) {
        EXPECT_THAT(ask("PUT", kTexts + "/sms/" + bad, R"({"text": "x"})").faults(), ElementsAre("locale"))
            << bad;
    }
}

TEST_F(CatalogRoutesTest, ALocaleIsTheSameInAnyCase) {
    EXPECT_EQ(ask("PUT", kTexts + "/sms/pt-BR", R"({"text": "Pedido"})").status, 201);
    EXPECT_EQ(get(kTexts + "/sms/PT-br").text("/text"), "Pedido");
    const auto put = ask("PUT", kTexts + "/sms/pt-br", R"({"text": "Seu pedido"})");
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.text("/version"), "2");
    EXPECT_EQ(put.text("/locale"), "pt-BR");
    put_user(R"({"phone": "+15005550006", "locale": "pt-br"})");
    auto event = order();
    event.channels = std::vector{core::Channel::sms};
    EXPECT_EQ(decide(event).template_locale, "pt-BR");
}

TEST_F(CatalogRoutesTest, ATemplateThatDoesNotCompileIsRefusedWithItsPlace) {
    const auto before = records();
    const auto put =
        ask("PUT", kTexts + "/email", R"({"subject": "a\n{{ x", "html": "{% if %}", "body": "b"})");
    EXPECT_EQ(put.status, 422);
    EXPECT_THAT(put.faults(), UnorderedElementsAre("/subject", "/html", "/body"));
    EXPECT_THAT(put.body, ::testing::HasSubstr("line 2"));
    EXPECT_THAT(put.body, ::testing::HasSubstr("column"));
    EXPECT_EQ(records(), before);
}

TEST_F(CatalogRoutesTest, AVariableThatTheSchemaDoesNotHaveIsRefusedWithItsPlace) {
    ASSERT_EQ(ask("PUT", kType,
                  R"({"schema": {"properties": {"order_id": {}, "url": {}}, "required": ["order_id"]}})")
                  .status,
              200);
    const auto before = records();
    const auto put =
        ask("PUT", kTexts + "/email", R"({"subject": "{{ oder_id }}", "text": "{{ order_id }}"})");
    EXPECT_EQ(put.status, 422);
    EXPECT_THAT(put.faults(), ElementsAre("/subject"));
    EXPECT_THAT(put.body, ::testing::HasSubstr("'oder_id' is undefined (line 1, column 4); did you mean"));
    EXPECT_EQ(records(), before);
    EXPECT_EQ(
        ask("PUT", kTexts + "/sms", R"({"text": "{% if oder_id is defined %}{{ oder_id }}{% endif %}"})")
            .status,
        200);
}

TEST_F(CatalogRoutesTest, WhatAnEventMayLackIsWarnedOf) {
    ASSERT_EQ(ask("PUT", kType, R"({"schema": {"properties": {"order_id": {}, "url": {}}}})").status, 200);
    const auto put = ask("PUT", kTexts + "/sms", R"({"text": "{{ url }}{{ user.phone }}"})");
    ASSERT_EQ(put.status, 200);
    const auto warnings = put.json().at("warnings").as_array();
    ASSERT_EQ(warnings.size(), 2U);
    EXPECT_THAT(std::string(warnings[0].as_string()), ::testing::HasSubstr("text: UndefinedError: 'url'"));
    EXPECT_FALSE(get(kTexts + "/sms").json().as_object().contains("warnings"));
    EXPECT_EQ(ask("PUT", kTexts + "/sms", put.body).json().at("version"), put.json().at("version"));
}

TEST_F(CatalogRoutesTest, EveryChannelHasItsMembers) {
    EXPECT_THAT(ask("PUT", kTexts + "/sms", R"({"text": 7, "subject": "s"})").faults(),
                UnorderedElementsAre("/text", "/subject"));
    EXPECT_THAT(ask("PUT", kTexts + "/push", R"({"title": "t", "data": 7})").faults(),
                UnorderedElementsAre("/body", "/data"));
    EXPECT_THAT(ask("PUT", kTexts + "/push", R"({"title": "t", "body": "b", "data": {"a": "{{"}})").faults(),
                ElementsAre("/data/a"));
    EXPECT_EQ(ask("PUT", kTexts + "/push", R"({"title": "t", "body": "b", "data": {"a": "x"}})").status, 200);
    EXPECT_THAT(ask("PUT", kTexts + "/push", R"({"data": "not json", "title": "{{", "body": "b"})").faults(),
                ElementsAre("/title", "/data"));
    EXPECT_THAT(ask("PUT", kTexts + "/sms", "[]").faults(), ElementsAre(""));
}

TEST_F(CatalogRoutesTest, APlaceThatIsNoneIsRefused) {
    EXPECT_THAT(get(kTexts + "/fax/e").faults(), UnorderedElementsAre("channel", "locale"));
    EXPECT_THAT(ask("PUT", kTexts + "/fax/en_US", "[]").faults(),
                UnorderedElementsAre("channel", "locale", ""));
    EXPECT_EQ(ask("PUT", "/v1/templates/none/sms", R"({"text": "x"})").status, 404);
}

TEST_F(CatalogRoutesTest, TemplatesAreListedByTheirPlaces) {
    EXPECT_EQ(all("/v1/templates", "channel", 1), (std::vector<std::string>{"email", "push", "sms"}));
    EXPECT_THAT(get("/v1/templates").each("locale"), ::testing::Each("en"));
}

// The log.

TEST_F(CatalogRoutesTest, WhatTheLogDoesNotTakeIsNotAnswered) {
    test::ScriptedLog log(stage_.log);
    log.instead_of_append = [] { return Result<>(Error{Errc::full, "no room"}); };
    Admin admin({log, stage_.store, stage_.store, stage_.queue, stage_.clock, stage_.catalog}, {}, Random(1));
    http::Router router;
    admin.add_routes(router, access_);
    const std::vector<std::pair<std::string, std::string>> changes{
        {"/v1/event-types/new", R"({"schema": true})"},
        {"/v1/templates/order.completed/sms", R"({"text": "new"})"},
        {"/v1/suppressions/email/a@b", ""}};
    for (const auto& [path, body] : changes) {
        http::Request request;
        request.method = "PUT";
        request.path = path;
        request.body = body;
        http::Response got;
        router(std::move(request),
               http::Responder::to([&](http::Response&& response) { got = std::move(response); }));
        admin.step().value();
        EXPECT_EQ(got.status, 503) << path;
        EXPECT_NE(http::find(got.headers, "Retry-After"), nullptr);
    }
    EXPECT_EQ(get("/v1/event-types/new").status, 404);
}

// The log's records are read only when the test says so, as those of a server elsewhere.
class LateCatalogTest : public AdminTest {
protected:
    LateCatalogTest() {
        log_.instead_of_poll = [this]() -> std::optional<test::ScriptedLog::Polled> {
            if (!is_late_) return std::nullopt;
            return std::vector<ports::Record>();
        };
        EXPECT_TRUE(view_.refresh());
        late_.add_routes(routes_, access_);
        is_late_ = true;
    }

    // The status; 0 as long as there is no answer.
    std::shared_ptr<int> put(std::string path, std::string body) {
        auto status = std::make_shared<int>(0);
        http::Request request;
        request.method = "PUT";
        request.path = std::move(path);
        request.body = std::move(body);
        routes_(std::move(request),
                http::Responder::to([status](http::Response&& response) { *status = response.status; }));
        late_.step().value();
        return status;
    }

    bool is_late_ = false;
    test::ScriptedLog log_{stage_.log};
    catalog::CatalogView view_{log_};
    Admin late_{{log_, stage_.store, stage_.store, stage_.queue, stage_.clock, view_}, {}, Random(3)};
    http::Router routes_;
};

TEST_F(LateCatalogTest, AChangeIsAnsweredOnceItCanBeRead) {
    const auto put_type = put("/v1/event-types/order.shipped", R"({"schema": true})");
    EXPECT_EQ(*put_type, 0);
    EXPECT_TRUE(late_.has_waiting());
    is_late_ = false;
    late_.step().value();
    EXPECT_EQ(*put_type, 201);
    EXPECT_FALSE(late_.has_waiting());
    EXPECT_EQ(*put("/v1/templates/order.shipped/sms", R"({"text": "It is on its way."})"), 201)
        << "so that its templates can be put next";
}

TEST_F(LateCatalogTest, NobodyWaitsForEverNorAtTheEnd) {
    const auto first = put("/v1/event-types/order.shipped", R"({"schema": true})");
    stage_.clock.advance(std::chrono::seconds{6});
    late_.step().value();
    EXPECT_EQ(*first, 201) << "it is on the log";
    const auto second = put("/v1/event-types/order.lost", R"({"schema": true})");
    EXPECT_EQ(*second, 0);
    late_.end_waiting();
    late_.step().value();
    EXPECT_EQ(*second, 201);
}

}  // namespace
}  // namespace tidings::admin
