#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/admin/admin_test.h"
#include "support/watched_ports.h"

namespace tidings::admin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PiecesTest : public AdminTest {
protected:
    Answer put(const std::string& name, const std::string& source) {
        return ask("PUT", "/v1/pieces/" + name, json::write(json::object{{"source", source}}));
    }
    Answer put_sms(const std::string& text) {
        return ask("PUT", "/v1/templates/order.completed/sms", json::write(json::object{{"text", text}}));
    }
    std::string detail(const Answer& refused) { return refused.text("/errors/0/detail"); }
};

TEST_F(PiecesTest, APieceIsKeptUnderItsNameWithSlashes) {
    const auto made = put("layouts/sms.txt", "<{% block main %}{% endblock %}>");
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("/name"), "layouts/sms.txt");
    EXPECT_EQ(made.text("/version"), "1");
    EXPECT_EQ(get("/v1/pieces/layouts/sms.txt").body, made.body);
    EXPECT_EQ(get("/v1/pieces/layouts%2Fsms.txt").body, made.body);
    EXPECT_EQ(ask("PUT", "/v1/pieces/layouts/sms.txt", made.body).text("/version"), "1") << "nothing differs";
    EXPECT_EQ(put("layouts/sms.txt", "other").text("/version"), "2");
    put("a", "");
    EXPECT_EQ(all("/v1/pieces", "name", 1), (std::vector<std::string>{"a", "layouts/sms.txt"}));
    EXPECT_EQ(get("/v1/pieces/layouts").status, 404);
}

TEST_F(PiecesTest, TemplatesSayWhatTheNewestPieceSays) {
    put("greeting", "Hi {{ user.id }}");
    EXPECT_EQ(put_sms("{% include 'greeting' %}!").status, 200);
    auto event = order();
    event.channels = std::vector{core::Channel::sms};
    EXPECT_EQ(get("/v1/notifications/" + decide(event).id.str()).text("/content/text"), "Hi ann!");
    EXPECT_EQ(put("greeting", "Dear {{ user.id }}").status, 200);
    event.id = core::EventId("order-2");
    EXPECT_EQ(get("/v1/notifications/" + decide(event).id.str()).text("/content/text"), "Dear ann!");
}

TEST_F(PiecesTest, EveryVersionCanBeReadAndSaidAgain) {
    put("a/b", "first");
    put("a/b", "second");
    EXPECT_EQ(get("/v1/pieces/a/b?version=1").text("/source"), "first");
    EXPECT_EQ(get("/v1/pieces/a/b?version=3").status, 404);
    EXPECT_THAT(get("/v1/pieces/a/b/versions").each("version"), ElementsAre("2", "1"));
    EXPECT_EQ(get("/v1/pieces/a/versions").status, 404);
    const auto reverted = ask("POST", "/v1/pieces/a/b/revert", R"({"version": 1})");
    EXPECT_EQ(reverted.status, 200);
    EXPECT_EQ(reverted.text("/version"), "3");
    EXPECT_EQ(get("/v1/pieces/a/b").text("/source"), "first");
    EXPECT_EQ(ask("POST", "/v1/pieces/a/b/revert", R"({"version": 9})").status, 404);
    EXPECT_THAT(ask("POST", "/v1/pieces/a/b/revert", "{}").faults(), ElementsAre("/version"));
}

TEST_F(PiecesTest, WhatAnOlderVersionLacksStaysRefused) {
    put("macros", "{% macro old() %}{% endmacro %}");
    put("macros", "{% macro bold(x) %}{{ x }}{% endmacro %}");
    put_sms("{% from 'macros' import bold %}{{ bold(order_id) }}");
    EXPECT_EQ(ask("POST", "/v1/pieces/macros/revert", R"({"version": 1})").status, 422);
}

TEST_F(PiecesTest, ATemplateThatNamesWhatIsNotThereIsRefused) {
    const auto refused = put_sms("a\n{% include 'greeting' %}");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.faults(), ElementsAre("/text"));
    EXPECT_EQ(detail(refused), "TemplateNotFound: greeting (line 2, column 4)");
    EXPECT_EQ(put_sms("{% include 'greeting' ignore missing %}").status, 200);
}

TEST_F(PiecesTest, APieceThatDoesNotCompileOrNamesWhatIsNotThereIsRefused) {
    EXPECT_THAT(put("p", "a\n{{ x").faults(), ElementsAre("/source"));
    EXPECT_THAT(detail(put("p", "a\n{{ x")), HasSubstr("line 2"));
    EXPECT_EQ(detail(put("p", "{% include 'q' %}")), "TemplateNotFound: q (line 1, column 4)");
    EXPECT_THAT(ask("PUT", "/v1/pieces/a%20b", R"({"colour": 1})").faults(),
                ::testing::UnorderedElementsAre("", "/source", "/colour"));
    EXPECT_THAT(ask("PUT", "/v1/pieces/p", R"({"source": 7})").faults(), ElementsAre("/source"));
    EXPECT_THAT(ask("PUT", "/v1/pieces/p", "[]").faults(), ElementsAre(""));
    EXPECT_EQ(get("/v1/pieces/p").status, 404);
}

TEST_F(PiecesTest, AChangeThatWouldBreakTemplatesIsRefusedAndNamesThem) {
    put("macros", "{% macro bold(x) %}*{{ x }}*{% endmacro %}");
    put("layout", "{% from 'macros' import bold %}{{ bold(order_id) }}");
    EXPECT_EQ(put_sms("{% include 'layout' %}").status, 200);
    const auto refused = put("macros", "{% macro strong(x) %}*{{ x }}*{% endmacro %}");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.faults(), ElementsAre("/source"));
    EXPECT_EQ(detail(refused),
              "order.completed/sms/en would not render any more: text: UndefinedError: the template 'macros' "
              "(imported on line 1) does not export the requested name 'bold' (in 'layout', line 1, column "
              "4)");
    EXPECT_EQ(get("/v1/pieces/macros").text("/version"), "1");
    EXPECT_EQ(put("macros", "{% macro bold(x) %}_{{ x }}_{% endmacro %}").status, 200);
}

TEST_F(PiecesTest, ALayoutCannotRequireABlockThatItsTemplatesDoNotHave) {
    EXPECT_EQ(put("layout", "{% block main required %}{% endblock %}").status, 201);
    EXPECT_EQ(put("inner", "{% extends 'layout' %}").status, 201) << "others fill it";
    EXPECT_THAT(put_sms("{% extends 'inner' %}").faults(), ElementsAre("/text"));
    EXPECT_EQ(put_sms("{% extends 'inner' %}{% block main %}x{% endblock %}").status, 200);
    const auto refused =
        put("layout", "{% block main %}{% endblock %}{% block foot required %}{% endblock %}");
    EXPECT_EQ(detail(refused),
              "order.completed/sms/en would not render any more: text: TemplateRuntimeError: Required block "
              "'foot' not found (in 'layout', line 1, column 34)");
}

TEST_F(PiecesTest, APieceCannotComeBackToItself) {
    EXPECT_EQ(put("foot", "bye").status, 201);
    EXPECT_EQ(put("page", "{% block main required %}{% endblock %}{% include 'foot' %}").status, 201);
    EXPECT_EQ(put_sms("{% extends 'page' %}{% block main %}x{% endblock %}").status, 200);
    EXPECT_EQ(detail(put("foot", "{% extends 'page' %}")),
              "order.completed/sms/en would not render any more: text: TemplateRuntimeError: Required block "
              "'main' not found (in 'page', line 1, column 4)");
    EXPECT_EQ(detail(put("foot", "{% extends 'page' %}{% block main %}y{% endblock %}")),
              "RecursionError: maximum recursion depth exceeded: foot → foot (in 'page', line 1, column 43)");
    EXPECT_EQ(detail(put("foot", "{% include 'foot' %}")),
              "RecursionError: maximum recursion depth exceeded: foot → foot (in 'foot', line 1, column 4)");
}

// What another admin has put since, or somebody has written to the log.
TEST_F(PiecesTest, WhatIsBrokenAlreadyMayBeMendedStepByStep) {
    auto entry = test::Stage::words(core::Channel::sms, {{"text", "{% include 'a' %}{% include 'b' %}"}});
    entry.version = 2;
    stage_.publish(entry);
    EXPECT_EQ(put("a", "a").status, 201);
    EXPECT_EQ(put("b", "b").status, 201);
    EXPECT_THAT(stage_.catalog.current()
                    ->find_template(core::TypeName("order.completed"), core::Channel::sms, "en")
                    ->piece_faults(),
                ::testing::IsEmpty());
}

TEST_F(PiecesTest, OfTwoChangesAtOnceTheFirstCounts) {
    test::WatchedLog log(stage_.log);
    catalog::CatalogView view(log);
    view.refresh().value();
    Admin late({log, stage_.store, stage_.store, stage_.queue, stage_.clock, view}, {}, Random(3));
    http::Router router;
    web::Access access(view, stage_.clock, {1'000, std::chrono::seconds{1}});
    late.add_routes(router, access);
    log.before_append = [&, first = true]() mutable {
        if (std::exchange(first, false)) {
            EXPECT_EQ(put("p", "first").status, 201);
        }
        return Result<>();
    };
    http::Request request;
    request.method = "PUT";
    request.path = "/v1/pieces/p";
    request.body = R"({"source": "late"})";
    int status = 0;
    router(std::move(request), http::Responder::to([&](auto&& response) { status = response.status; }));
    late.step().value();
    EXPECT_EQ(status, 409);
    EXPECT_EQ(get("/v1/pieces/p").text("/source"), "first");
}

}  // namespace
}  // namespace tidings::admin
