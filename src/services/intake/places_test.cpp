#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/intake/submission.h"

namespace tidings::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kShortForm = "application/json";
constexpr std::string_view kStructured = "application/cloudevents+json";
constexpr std::string_view kBatch = "application/cloudevents-batch+json";

class PlacesTest : public ::testing::Test {
protected:
    // The catalog has one type, "note", whose data must have a string `text`.
    void SetUp() override {
        core::EventType type;
        type.name = core::TypeName("note");
        type.schema = json::read(R"({"type": "object", "required": ["text"],
                                     "properties": {"text": {"type": "string"}}})")
                          .value();
        ASSERT_TRUE(catalog_.add(std::move(type)));
    }

    boost::system::result<Submission, http::Response> read(std::string_view content_type, std::string body,
                                                           http::Fields more = {}) {
        http::Request request;
        request.headers = std::move(more);
        request.headers.emplace_back("content-type", content_type);
        request.body = std::move(body);
        const Time now = parse_rfc3339("2026-06-15T12:00:00Z").value();
        return read_submission(request, {catalog_, now, "local", random_});
    }

    // "POINTER DETAIL" of each fault of what is refused.
    std::vector<std::string> faults(std::string_view content_type, std::string body, http::Fields more = {}) {
        const auto submission = read(content_type, std::move(body), std::move(more));
        if (submission) return {"accepted"};
        EXPECT_EQ(submission.error().status, 422);
        std::vector<std::string> out;
        const auto problem = json::read(submission.error().body).value();
        for (const auto& fault : problem.at("errors").get_array()) {
            out.push_back(std::string(fault.at("pointer").get_string()) + " " +
                          std::string(fault.at("detail").get_string()));
        }
        return out;
    }

    catalog::Catalog catalog_;
    Random random_{1};
};

TEST_F(PlacesTest, FaultsOfTheShortFormPointToItsMembers) {
    EXPECT_THAT(faults(kShortForm, R"({"type": "no.such", "user": "u", "expires_at": "2026-06-15T11:00:00Z",
                                       "send_at": "2026-06-15T13:00:00Z"})"),
                ElementsAre("/expires_at must not be in the past", "/expires_at must be after send_at",
                            "/type is not a known event type"));
    EXPECT_THAT(faults(kShortForm, R"({"type": "note", "user": "u", "data": {}})"),
                ElementsAre("/data/text is required"));
}

TEST_F(PlacesTest, FaultsOfACloudEventPointToItsAttributes) {
    EXPECT_THAT(faults(kStructured, R"({"specversion": "1.0", "id": "1", "source": "s", "subject": "u",
                                        "type": "no.such", "expirytime": "2026-06-15T11:00:00Z",
                                        "sendat": "2026-06-15T13:00:00Z"})"),
                ElementsAre("/expirytime must not be in the past", "/expirytime must be after sendat",
                            "/type is not a known event type"));
    EXPECT_THAT(faults(kBatch, R"([{"specversion": "1.0", "id": "1", "source": "s", "subject": "u",
                                    "type": "note", "data": {"text": 1}}])"),
                ElementsAre(HasSubstr("/0/data/text must be a string")));
}

TEST_F(PlacesTest, FaultsOfHeadersNameTheHeader) {
    const http::Fields headers{{"ce-specversion", "1.0"}, {"ce-id", "1"},
                               {"ce-source", "s"},        {"ce-subject", "u"},
                               {"ce-type", "no.such"},    {"ce-expirytime", "2026-06-15T11:00:00Z"}};
    EXPECT_THAT(faults(kShortForm, R"({"text": "hi"})", headers),
                ElementsAre(" the header ce-expirytime must not be in the past",
                            " the header ce-type is not a known event type"));
}

// Comparing names takes time, and a batch may have a thousand of them.
TEST_F(PlacesTest, OnlyTheFirstUnknownTypesOfABatchGetASuggestion) {
    std::string batch = "[";
    for (int i = 0; i < 50; ++i) {
        batch += batch.size() > 1 ? "," : "";
        batch += R"({"specversion": "1.0", "id": ")" + std::to_string(i) +
                 R"(", "source": "s", "subject": "u", "type": "ntoe", "data": {}})";
    }
    const std::vector<std::string> found = faults(kBatch, batch + "]");
    ASSERT_EQ(found.size(), 50);
    EXPECT_EQ(found[0], R"(/0/type is not a known event type; did you mean "note"?)");
    EXPECT_EQ(found[49], "/49/type is not a known event type");
}

TEST_F(PlacesTest, PointersEscapeTheNamesOfMembers) {
    EXPECT_THAT(faults(kStructured, R"({"specversion": "1.0", "id": "1", "source": "s", "subject": "u",
                                        "type": "note", "data": {"text": ""}, "a/b~": 1})"),
                ElementsAre("/a~1b~0 is no attribute name"));
}

}  // namespace
}  // namespace tidings::intake
