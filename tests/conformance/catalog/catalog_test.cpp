#include "embedded/catalog.h"

#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "core/event_type.h"
#include "schema/schema.h"
#include "support/builders.h"

namespace tidings {
namespace {

using core::EventType;
using test::json_of;

const std::array kTypes{"user.registered", "order.completed", "payment.failed"};
const std::array kLocales{"en", "ru"};
const std::array kPieces{"layouts/email.html", "macros/email.html"};
const std::map<std::string, std::set<std::string>> kParts{
    {"email", {"subject", "text", "html"}}, {"sms", {"text"}}, {"push", {"title", "body", "data"}}};

std::string_view embedded_file(const std::string& path) {
    for (const EmbeddedFile& file : embedded::catalog()) {
        if (file.path == path) return file.bytes;
    }
    throw std::runtime_error("not in the catalog: " + path);
}

EventType type_of(const std::string& name) {
    core::Faults faults;
    const json::value body = json_of(embedded_file("event-types/" + name + ".json"));
    EventType type = EventType::from_json(core::TypeName(name), body, faults);
    EXPECT_TRUE(faults.empty()) << name << faults.front().pointer << faults.front().detail;
    return type;
}

std::vector<schema::Fault> faults_of(const std::string& name, const json::value& data) {
    std::vector<schema::Fault> faults;
    schema::Schema::compile(type_of(name).schema).value().validate(data, "/data", faults);
    return faults;
}

// What Jinja2 made of a template; `amount` is "full" or "minimal".
std::string golden(const std::string& type, const std::string& channel, const std::string& locale,
                   const std::string& amount, const std::string& part) {
    std::ifstream file(
        "tests/golden/templates/" + type + "." + channel + "." + locale + "." + amount + "." + part,
        std::ios::binary);
    EXPECT_TRUE(file) << type << channel << locale << amount << part;
    return {std::istreambuf_iterator<char>(file), {}};
}

template <class Check>
void for_each_golden(const std::string& channel, const std::string& part, Check check) {
    for (const std::string type : kTypes) {
        for (const std::string locale : kLocales) {
            for (const std::string amount : {"full", "minimal"}) {
                SCOPED_TRACE(type + " " + locale + " " + amount);
                check(golden(type, channel, locale, amount, part), locale, amount);
            }
        }
    }
}

TEST(Catalog, HoldsTheTypesThePiecesAndTheNineTemplatesInEveryLocaleAndNothingElse) {
    std::set<std::string> expected;
    for (const std::string piece : kPieces) expected.insert("pieces/" + piece);
    for (const std::string type : kTypes) {
        expected.insert("event-types/" + type + ".json");
        for (const auto& [channel, parts] : kParts) {
            for (const std::string locale : kLocales) {
                for (const auto& part : parts) {
                    expected.insert("templates/" + type + "/" + channel + "/" + locale + "/" + part +
                                    ".jinja");
                }
            }
        }
    }
    std::set<std::string> found;
    for (const EmbeddedFile& file : embedded::catalog()) found.emplace(file.path);
    EXPECT_EQ(found, expected);
}

TEST(Catalog, TypesAreTreatedAsTheirTableSays) {
    const EventType registered = type_of("user.registered");
    EXPECT_EQ(registered.priority, core::Priority::normal);
    EXPECT_EQ(registered.category, "account");
    EXPECT_FALSE(registered.category_can_be_off);
    EXPECT_TRUE(registered.creates_recipient);

    const EventType completed = type_of("order.completed");
    EXPECT_EQ(completed.priority, core::Priority::high);
    EXPECT_EQ(completed.category, "orders");
    EXPECT_TRUE(completed.category_can_be_off);
    EXPECT_FALSE(completed.creates_recipient);

    const EventType failed = type_of("payment.failed");
    EXPECT_EQ(failed.priority, core::Priority::critical);
    EXPECT_EQ(failed.category, "payments");
    EXPECT_FALSE(failed.category_can_be_off);

    for (const std::string name : kTypes) {
        const EventType type = type_of(name);
        EXPECT_THAT(type.channels, testing::ElementsAreArray(core::kChannels));
        EXPECT_NE(type.title, "");
        EXPECT_NE(type.description, "");
        EXPECT_EQ(type.address.at(core::Channel::email), "/email");
    }
}

TEST(Catalog, TypesReadBackWhatTheyShow) {
    for (const std::string name : kTypes) {
        const EventType type = type_of(name);
        core::Faults faults;
        const EventType again = EventType::from_json(type.name, type.to_json(), faults);
        EXPECT_TRUE(faults.empty());
        EXPECT_EQ(again.to_json(), type.to_json());
    }
}

TEST(Catalog, SchemasTakeTheirExamplesAndMembersTheyDoNotName) {
    for (const std::string name : kTypes) {
        const json::value schema = type_of(name).schema;
        const auto& examples = schema.as_object().at("examples").as_array();
        ASSERT_EQ(examples.size(), 2U);
        for (json::value example : examples) {
            EXPECT_TRUE(faults_of(name, example).empty()) << name;
            example.as_object()["unheard_of"] = json_of(R"({"deep": [1]})");
            EXPECT_TRUE(faults_of(name, example).empty()) << name;
        }
    }
}

TEST(Catalog, TheLastExampleHasTheRequiredMembersOnly) {
    for (const std::string name : kTypes) {
        const json::value schema = type_of(name).schema;
        const auto& o = schema.as_object();
        const auto& required = o.at("required").as_array();
        const auto& minimal = o.at("examples").as_array().back().as_object();
        EXPECT_EQ(minimal.size(), required.size());
        for (const json::value& member : required) {
            auto less = minimal;
            less.erase(member.as_string());
            const auto faults = faults_of(name, less);
            ASSERT_EQ(faults.size(), 1U) << name << member;
            EXPECT_EQ(faults[0].pointer, "/data/" + std::string(member.as_string()));
        }
    }
}

TEST(Catalog, SchemasRefuseWhatCannotBe) {
    const std::array cases{
        std::tuple{"user.registered", R"({"name": "", "email": "ann@example.org"})", "/data/name"},
        std::tuple{"user.registered", R"({"name": "Ann", "email": "ann"})", "/data/email"},
        std::tuple{"user.registered", R"({"name": "Ann", "email": "a@b.c", "phone": "555"})", "/data/phone"},
        std::tuple{"order.completed", R"({"order_id": "1", "total": "9", "currency": "EUR"})", "/data/total"},
        std::tuple{"order.completed", R"({"order_id": "1", "total": -9, "currency": "EUR"})", "/data/total"},
        std::tuple{"order.completed", R"({"order_id": "1", "total": 9, "currency": "eur"})",
                   "/data/currency"},
        std::tuple{"order.completed", R"({"order_id": "1", "total": 9, "currency": "EURO"})",
                   "/data/currency"},
        std::tuple{"order.completed",
                   R"({"order_id": "1", "total": 9, "currency": "EUR", "items": [{"quantity": 1}]})",
                   "/data/items/0/name"},
        std::tuple{"order.completed",
                   R"({"order_id": "1", "total": 9, "currency": "EUR", "url": "javascript:alert"})",
                   "/data/url"},
        std::tuple{"payment.failed", R"({"order_id": "1", "amount": null, "currency": "EUR", "reason": "x"})",
                   "/data/amount"},
    };
    for (const auto& [name, data, pointer] : cases) {
        const auto faults = faults_of(name, json_of(data));
        ASSERT_EQ(faults.size(), 1U) << data;
        EXPECT_EQ(faults[0].pointer, pointer) << data;
    }
}

// ---- what the texts are like, by what Jinja2 made of them

TEST(CatalogTexts, EnglishSmsFitsOneMessage) {
    // These are in GSM-7's basic table, each one septet; others are there, but our texts do without.
    const std::string basic = "@$_ !\"#%&'()*+,-./:;<=>?";
    for_each_golden(
        "sms", "text", [&](const std::string& text, const std::string& locale, const std::string&) {
            EXPECT_FALSE(text.empty());
            EXPECT_EQ(text.find('\n'), std::string::npos);
            if (locale != "en") return;
            EXPECT_LE(text.size(), 160U) << text;
            for (const char c : text) {
                EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(c)) || basic.find(c) != std::string::npos)
                    << c;
            }
        });
}

TEST(CatalogTexts, RussianSmsFitsTwoMessages) {
    for_each_golden("sms", "text",
                    [](const std::string& text, const std::string& locale, const std::string&) {
                        EXPECT_LE(count_code_points(text), locale == "ru" ? 134U : 160U) << text;
                    });
}

TEST(CatalogTexts, SubjectsAndPushesAreShortLines) {
    for (const auto& [channel, part, most] :
         {std::tuple{"email", "subject", 60U}, {"push", "title", 50U}, {"push", "body", 120U}}) {
        for_each_golden(channel, part, [&, limit = most](const std::string& text, const auto&, const auto&) {
            EXPECT_FALSE(text.empty());
            EXPECT_LE(count_code_points(text), limit) << text;
            EXPECT_EQ(text.find('\n'), std::string::npos) << text;
        });
    }
}

TEST(CatalogTexts, PushDataIsAnObjectThatNamesItsEvent) {
    for_each_golden("push", "data", [](const std::string& text, const auto&, const auto&) {
        EXPECT_EQ(json_of(text).as_object().at("event_id").as_string(), "evt-1");
    });
}

TEST(CatalogTexts, HtmlSaysItsLanguageAndEscapesWhatItIsGiven) {
    for_each_golden("email", "html",
                    [](const std::string& html, const std::string& locale, const std::string&) {
                        EXPECT_TRUE(html.starts_with("<!doctype html>\n<html lang=\"" + locale + "\">"));
                        EXPECT_TRUE(html.ends_with("</html>"));
                        EXPECT_EQ(html.find("?ref=mail&lang"), std::string::npos);
                        EXPECT_EQ(html.find("Cup & saucer"), std::string::npos);
                    });
}

TEST(CatalogTexts, MailsOfferToUnsubscribeWhereThereIsALink) {
    for (const std::string part : {"text", "html"}) {
        for_each_golden("email", part, [](const std::string& text, const auto&, const std::string& amount) {
            EXPECT_EQ(text.find("/v1/unsubscribe/") != std::string::npos, amount == "full");
        });
    }
}

}  // namespace
}  // namespace tidings
