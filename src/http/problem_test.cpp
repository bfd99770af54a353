#include "http/problem.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::http {
namespace {

std::string text(const Response& response, std::string_view name) {
    return std::string(json::text_or_empty(json::read(response.body).value().as_object(), name));
}

TEST(Problem, NamesItsKindByItsTitle) {
    const Response response = problem(422, "Invalid event, twice!", "what is wrong");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.headers, (Fields{{"Content-Type", "application/problem+json"}}));
    EXPECT_EQ(text(response, "type"), "urn:tidings:problem:invalid-event-twice");
    EXPECT_EQ(text(response, "title"), "Invalid event, twice!");
    EXPECT_EQ(text(response, "detail"), "what is wrong");
    EXPECT_EQ(json::read(response.body).value().at("status"), 422);
}

TEST(Problem, WithoutATitleItIsItsStatus) {
    EXPECT_EQ(problem(404, "nothing here").body,
              R"({"type":"about:blank","title":"Not Found","status":404,"detail":"nothing here"})");
}

TEST(Problem, ListsFaultsByPointer) {
    const Response response =
        problem(422, "invalid event", "2 faults", {{"/data/a~1b", "is \"missing\""}, {"", "bad"}});
    EXPECT_EQ(json::write(*json::find(json::read(response.body).value(), "/errors")),
              R"([{"pointer":"/data/a~1b","detail":"is \"missing\""},{"pointer":"","detail":"bad"}])");
}

TEST(Problem, LeavesOutWhatIsEmpty) {
    EXPECT_EQ(problem(500, "").body,
              R"({"type":"about:blank","title":"Internal Server Error","status":500})");
}

}  // namespace
}  // namespace tidings::http
