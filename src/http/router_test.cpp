#include "http/router.h"

#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/target.h"

namespace tidings::http {
namespace {

// A handler that answers with its name and what the path's names stand for.
Handler named(std::string name) {
    return [name](Request&& request, Responder&& responder) {
        std::string body = name;
        for (const auto& [field, value] : request.path_fields) body += " " + field + "=" + value;
        for (const auto& [field, value] : request.query_fields) body += " ?" + field + "=" + value;
        responder.answer({200, {}, body});
    };
}

Router example() {
    Router router;
    router.add("GET", "/", named("root"));
    router.add("GET", "/v1/events/{id}", named("event"));
    router.add("POST", "/v1/events", named("publish"));
    router.add("POST", "/v1/dead/{id}/replay", named("replay_one"));
    router.add("POST", "/v1/dead/all/{what}", named("all"));
    router.add("GET", "/v1/users/{id}", named("get_user"));
    router.add("PUT", "/v1/users/{id}", named("put_user"));
    router.add("GET", "/v1/users/me", named("me"));
    router.add("GET", "/v1/lists/{channel}/{address}", named("list"));
    router.add("GET", "/v1/pieces", named("pieces"));
    router.add("GET", "/v1/pieces/{name...}", named("piece"));
    router.add("PUT", "/v1/pieces/{name...}", named("put_piece"));
    router.add("GET", "/v1/pieces/{name...}/versions", named("versions"));
    router.add("GET", "/v1/pieces/all", named("all_pieces"));
    return router;
}

Response route(const std::string& method, std::string_view target) {
    static const Router router = example();
    const auto parts = split_target(method, target);
    Request request;
    request.method = method;
    request.path = parts.value().path;
    request.query = parts->query;
    std::optional<Response> answer;
    router(std::move(request), Responder::to([&](Response&& response) { answer = std::move(response); }));
    return answer.value();
}

TEST(Router, FindsByMethodAndPath) {
    EXPECT_EQ(route("GET", "/").body, "root");
    EXPECT_EQ(route("POST", "/v1/events").body, "publish");
    EXPECT_EQ(route("PUT", "/v1/users/u1").body, "put_user id=u1");
}

TEST(Router, ANameMayStandForSeveralSegments) {
    EXPECT_EQ(route("GET", "/v1/pieces/a").body, "piece name=a");
    EXPECT_EQ(route("GET", "/v1/pieces/layouts/email.html").body, "piece name=layouts/email.html");
    EXPECT_EQ(route("GET", "/v1/pieces/layouts%2Femail.html").body, "piece name=layouts/email.html");
    EXPECT_EQ(route("PUT", "/v1/pieces/a/b/c").body, "put_piece name=a/b/c");
    EXPECT_EQ(route("GET", "/v1/pieces/a/b/versions").body, "versions name=a/b");
    EXPECT_EQ(route("GET", "/v1/pieces/versions").body, "piece name=versions");
    EXPECT_EQ(route("GET", "/v1/pieces/all").body, "all_pieces");
    EXPECT_EQ(route("GET", "/v1/pieces").body, "pieces");
    EXPECT_EQ(route("PUT", "/v1/pieces/a/versions").status, 405);
    EXPECT_EQ(route("GET", "/v1/pieces/a%").status, 400);
    for (const auto* bad : {"/v1/pieces/", "/v1/pieces//a", "/v1/pieces/a/", "/v1/pieces/a//b"}) {
        EXPECT_EQ(route("GET", bad).status, 404) << bad;
    }
}

TEST(Router, SendsOnWhatAnotherServerAnswers) {
    Router router = example();
    router.send_on_to("http://10.0.0.1:8081");
    const auto ask = [&](const std::string& method, std::string path, std::string query) {
        Request request;
        request.method = method;
        request.path = std::move(path);
        request.query = std::move(query);
        std::optional<Response> answer;
        router(std::move(request), Responder::to([&](Response&& response) { answer = std::move(response); }));
        return answer.value();
    };
    const auto to = [&](const std::string& method, std::string path, std::string query = "") {
        const Response response = ask(method, std::move(path), std::move(query));
        const std::string* location = find(response.headers, "Location");
        return response.status == 307 && location ? *location : std::to_string(response.status);
    };
    EXPECT_EQ(to("GET", "/v1/lists/a%2Fb", "x=%20"), "http://10.0.0.1:8081/v1/lists/a%2Fb?x=%20");
    EXPECT_EQ(to("GET", "/v1/events"), "http://10.0.0.1:8081/v1/events")
        << "the path is here, not the method";
    EXPECT_EQ(to("POST", "/v1/events"), "200") << "what is here stays here";
    EXPECT_EQ(to("GET", "/elsewhere"), "404") << "only the interface is at both";
    EXPECT_EQ(to("GET", "//10.0.0.2/v1/x"), "404");
}

TEST(Router, HintsAtWhereTheInterfaceMayBe) {
    Router router = example();
    router.hint_at("ask another");
    const auto detail = [&](std::string path) {
        Request request;
        request.method = "GET";
        request.path = std::move(path);
        std::optional<Response> answer;
        router(std::move(request), Responder::to([&](Response&& response) { answer = std::move(response); }));
        return answer.value().body;
    };
    EXPECT_NE(detail("/v1/nothing").find("ask another"), std::string::npos);
    EXPECT_EQ(detail("/nothing").find("ask another"), std::string::npos);
}

TEST(Router, DecodesPathSegmentsOneByOne) {
    EXPECT_EQ(route("GET", "/v1/events/a%2Fb%20c").body, "event id=a/b c");
    EXPECT_EQ(route("GET", "/v1/lists/sms/+49%30").body, "list channel=sms address=+490");
    EXPECT_EQ(route("GET", "/v1/events/%7Bid%7D").body, "event id={id}");
}

TEST(Router, DecodesTheQuery) {
    EXPECT_EQ(route("GET", "/v1/events/e?source=a%26b&x=1+2").body, "event id=e ?source=a&b ?x=1 2");
}

TEST(Router, BrokenEncodingsAre400) {
    for (const auto* target :
         {"/v1/events/%zz", "/v1/events/%", "/v1/events/%00", "/v1/events/%ff", "/v1/events/a?b=%g0"}) {
        const Response response = route("GET", target);
        EXPECT_EQ(response.status, 400) << target;
        EXPECT_EQ(*find(response.headers, "Content-Type"), "application/problem+json");
    }
}

TEST(Router, TextWinsOverANameAtTheLeftmostPlace) {
    EXPECT_EQ(route("GET", "/v1/users/me").body, "me");
    EXPECT_EQ(route("POST", "/v1/dead/all/replay").body, "all what=replay");
    EXPECT_EQ(route("POST", "/v1/dead/d1/replay").body, "replay_one id=d1");
}

TEST(Router, UnknownPathsAre404) {
    for (const auto* target :
         {"/v1", "/v1/events/", "/v1/events/a/b", "/V1/events/a", "//", "/v1//events", "/v1/dead/d1/x"}) {
        EXPECT_EQ(route("GET", target).status, 404) << target;
    }
}

TEST(Router, UnknownMethodsAre405WithAllow) {
    const Response response = route("BREW", "/v1/users/u1");
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(*find(response.headers, "Allow"), "GET, HEAD, OPTIONS, PUT");
    EXPECT_THAT(response.body, ::testing::HasSubstr("but one of GET, HEAD, OPTIONS, PUT"));
    EXPECT_EQ(*find(route("GET", "/v1/events").headers, "Allow"), "OPTIONS, POST");
    EXPECT_EQ(route("get", "/v1/users/u1").status, 405);
}

TEST(Router, HeadGoesToTheHandlerOfGet) {
    EXPECT_EQ(route("HEAD", "/v1/users/u1").body, "get_user id=u1");
    EXPECT_EQ(route("HEAD", "/v1/events").status, 405);
}

TEST(Router, OptionsTellsWhatIsAllowed) {
    const Response response = route("OPTIONS", "/v1/users/u1");
    EXPECT_EQ(response.status, 204);
    EXPECT_EQ(*find(response.headers, "Allow"), "GET, HEAD, OPTIONS, PUT");
    EXPECT_EQ(route("OPTIONS", "*").status, 204);
    EXPECT_EQ(route("OPTIONS", "/nowhere").status, 404);
}

TEST(RouterDeathTest, TheSameRouteTwiceIsABug) {
    EXPECT_DEATH(
        {
            Router router = example();
            router.add("GET", "/v1/users/{id}", named("again"));
        },
        "added");
    EXPECT_DEATH(
        {
            Router router = example();
            router.add("DELETE", "/v1/users/{other_name}", named("x"));
        },
        "segments");
    EXPECT_DEATH(Router().add("GET", "no/slash", named("x")), "starts_with");
}

// It would be answered that it is no JSON, which helps nobody.
TEST(Router, ACompressedBodyIsRefusedAsOne) {
    static const Router router = example();
    const auto status = [](const std::string& encoding, const std::string& body) {
        Request request;
        request.method = "POST";
        request.path = "/v1/events";
        request.headers = {{"content-encoding", encoding}};
        request.body = body;
        std::optional<Response> answer;
        router(std::move(request), Responder::to([&](Response&& response) { answer = std::move(response); }));
        return answer.value().status;
    };
    EXPECT_EQ(status("gzip", "\x1f\x8b"), 415);
    EXPECT_EQ(status("gzip, identity", "{}"), 415);
    EXPECT_EQ(status("Identity", "{}"), 200);
    EXPECT_EQ(status("gzip", ""), 200);
}

}  // namespace
}  // namespace tidings::http
