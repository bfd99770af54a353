#include "services/catalog/templates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/stage.h"

namespace tidings::catalog {
namespace {

using core::Channel;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

std::shared_ptr<const CompiledTemplate> compile(Channel channel, std::string_view body,
                                                core::Faults& faults) {
    return CompiledTemplate::compile(test::Stage::words(channel, test::json_of(body).as_object()), faults);
}

std::vector<std::string> faulty(Channel channel, std::string_view body) {
    core::Faults faults;
    compile(channel, body, faults);
    std::vector<std::string> pointers;
    for (const auto& fault : faults) pointers.push_back(fault.pointer);
    return pointers;
}

// The content that a template makes of this data, or the error.
std::string render(Channel channel, std::string_view body, std::string_view data = "{}") {
    core::Faults faults;
    const auto compiled = compile(channel, body, faults);
    EXPECT_THAT(faults, IsEmpty()) << body;
    const auto content = compiled->render(test::json_of(data).as_object());
    return content ? *content : "error: " + content.error().message;
}

TEST(Templates, EachChannelHasItsMembers) {
    EXPECT_THAT(faulty(Channel::email, "{}"), UnorderedElementsAre("/subject", "/text"));
    EXPECT_THAT(faulty(Channel::sms, "{}"), ElementsAre("/text"));
    EXPECT_THAT(faulty(Channel::push, "{}"), UnorderedElementsAre("/title", "/body"));
    EXPECT_THAT(faulty(Channel::email, R"({"subject": "s", "text": "t", "html": null})"), IsEmpty());
    EXPECT_THAT(faulty(Channel::email, R"({"subject": "s", "text": "t", "body": "b"})"),
                ElementsAre("/body"));
    EXPECT_THAT(faulty(Channel::sms, R"({"text": "t", "data": {}})"), ElementsAre("/data"));
    EXPECT_THAT(faulty(Channel::sms, R"({"text": "t", "version": 3})"), IsEmpty()) << "what GET shows";
    EXPECT_THAT(faulty(Channel::sms, R"({"text": ["t"]})"), ElementsAre("/text"));
}

TEST(Templates, AMessageIsMadeInOneFormForAllOfItsMembers) {
    EXPECT_EQ(
        render(Channel::email, R"({"subject": "Hi {{ name }}", "text": "T", "html": "<b>{{ name }}</b>"})",
               R"({"name": "A&B"})"),
        R"({"subject":"Hi A&B","text":"T","html":"<b>A&amp;B</b>"})");
    EXPECT_EQ(render(Channel::sms, R"({"text": "{{ n }} \"quoted\"\n"})", R"({"n": 7})"),
              R"({"text":"7 \"quoted\""})")
        << "one line break at the end goes, as Jinja2 has it";
}

TEST(Templates, WhereAnEMailHasNoTextItIsMadeOfItsHtml) {
    EXPECT_THAT(faulty(Channel::email, R"({"subject": "s", "html": "h"})"), IsEmpty());
    EXPECT_THAT(faulty(Channel::email, R"({"subject": "s", "html": null})"), ElementsAre("/text"));
    EXPECT_EQ(render(Channel::email, R"({"subject": "s", "html": "<p>Hi <b>{{ name }}</b></p>"})",
                     R"({"name": "A&B"})"),
              R"({"subject":"s","text":"Hi A&B","html":"<p>Hi <b>A&amp;B</b></p>"})");
    EXPECT_EQ(render(Channel::email, R"({"subject": "s", "text": "", "html": "<p>Hi</p>"})"),
              R"({"subject":"s","text":"","html":"<p>Hi</p>"})")
        << "one that is there stays, even an empty one";
}

TEST(Templates, WhatStandsInOneLineStaysThere) {
    EXPECT_EQ(
        render(Channel::email, R"({"subject": "a{{ x }}b", "text": "{{ x }}"})", R"({"x": "\r\nBcc: c@d"})"),
        R"({"subject":"a  Bcc: c@db","text":"\r\nBcc: c@d"})");
    EXPECT_EQ(render(Channel::push, R"({"title": "{{ x }}", "body": "{{ x }}"})", R"({"x": "a\tb"})"),
              R"({"title":"a b","body":"a\tb"})");
}

TEST(Templates, NoBreakSpacesOfAnSmsAreSpaces) {
    const auto* text = R"({"x": "1\u00a0234,50\u202f€"})";
    EXPECT_EQ(render(Channel::sms, R"({"text": "{{ x }}\u2009ç"})", text), R"({"text":"1 234,50 € ç"})");
    EXPECT_EQ(render(Channel::push, R"({"title": "t", "body": "{{ x }}"})", text),
              "{\"title\":\"t\",\"body\":\"1\u00a0234,50\u202f€\"}");
}

TEST(Templates, ALocaleThatDatesAreNotWrittenInIsWarnedOf) {
    const auto warnings = [](const std::string& locale) {
        core::Faults faults;
        auto entry = test::Stage::words(Channel::sms, {{"text", "x"}});
        entry.locale = locale;
        return CompiledTemplate::compile(entry, faults)->fit({}).warnings;
    };
    EXPECT_THAT(warnings("xx"),
                ElementsAre("locale: no dates and numbers are known of xx; they are written as in en"));
    EXPECT_THAT(warnings("de-AT"), IsEmpty());
}

TEST(Templates, TheDataOfAPushMessageAreTextsByName) {
    EXPECT_EQ(render(Channel::push, R"({"title": "t", "body": "b", "data": {"id": "{{ id }}", "a/b": "c"}})",
                     R"({"id": 7})"),
              R"({"title":"t","body":"b","data":{"id":"7","a/b":"c"}})");
    EXPECT_EQ(render(Channel::push, R"({"title": "t", "body": "b", "data": {}})"),
              R"({"title":"t","body":"b"})");
    EXPECT_THAT(faulty(Channel::push, R"({"title": "t", "body": "b", "data": {"n/m": 7, "x": "{{"}})"),
                UnorderedElementsAre("/data/n~1m", "/data/x"));
    EXPECT_THAT(faulty(Channel::push, R"({"title": "t", "body": "b", "data": [1]})"), ElementsAre("/data"));
}

TEST(Templates, OneTemplateMayMakeAllOfTheData) {
    const auto* body = R"({"title": "t", "body": "b", "data": "{{ made }}"})";
    EXPECT_EQ(render(Channel::push, body, R"({"made": "{\"a\": \"1\"}"})"),
              R"({"title":"t","body":"b","data":{"a":"1"}})");
    EXPECT_THAT(render(Channel::push, body, R"({"made": "{\"a\": 1}"})"),
                HasSubstr("data: its text is not an object of strings"));
    EXPECT_THAT(render(Channel::push, body, R"({"made": "[]"})"), HasSubstr("not an object of strings"));
    EXPECT_THAT(render(Channel::push, body, R"({"made": "{"})"), HasSubstr("data: its text is not JSON"));
}

TEST(Templates, DataOfAPushMessageThatCannotBeSoIsAFaultOfItsSource) {
    const auto fault = [](const std::string& data) {
        core::Faults faults;
        json::object body{{"title", "t"}, {"body", "b"}, {"data", data}};
        const auto entry = test::Stage::words(Channel::push, std::move(body));
        const auto found = CompiledTemplate::compile(entry, faults)->fit({}).faults;
        return found.empty() ? "" : found.front().pointer + ' ' + found.front().detail;
    };
    EXPECT_EQ(fault("not json"), "/data its text is not JSON: unexpected character (line 1, column 1)");
    EXPECT_EQ(fault("\n [\"a\"]"), "/data its text is not an object of strings (line 2, column 2)");
    EXPECT_EQ(fault("{\"é\": \"ü\", \"b\": 1}"),
              "/data its text is not an object of strings: \"b\" is none (line 1, column 17)");
    EXPECT_EQ(fault("{\"a\": \"\\\"}{\", \"b\" :\n {\"c\": 1}, \"d\": 2}"),
              "/data its text is not an object of strings: \"b\" is none (line 2, column 2)");
    EXPECT_EQ(fault(R"({"a": "1"})"), "");
    EXPECT_EQ(fault("{}"), "");
    EXPECT_EQ(fault("{{ nobody_knows }}"),
              "/data UndefinedError: 'nobody_knows' is undefined (line 1, column 4); the "
              "event type's schema does not have it");
    EXPECT_EQ(fault("{% if 1 %}no{% endif %}"), "") << "what is worked out is seen when it is rendered";
}

TEST(Templates, AllFaultsAreToldAtOnceInTheOrderOfTheMembers) {
    const auto judged = [](Channel channel, std::string_view body) {
        core::Faults faults;
        const auto compiled = compile(channel, body, faults);
        std::vector<std::string> told;
        for (const auto& fault : compiled->judge({}, faults).faults) {
            told.push_back(fault.pointer + ' ' + fault.detail.substr(0, fault.detail.find(':')));
        }
        return told;
    };
    EXPECT_THAT(judged(Channel::email,
                       R"({"more": "m", "html": "{{ b }}{{ c }}", "subject": "{{ a }}", "text": "{% if"})"),
                ElementsAre("/subject UndefinedError", "/text TemplateSyntaxError", "/html UndefinedError",
                            "/html UndefinedError", "/more is not known here"));
    EXPECT_THAT(
        judged(Channel::push, R"({"title": "{{", "body": "b", "data": {"x": "{{ x }}", "y": "{{", "z": 1}})"),
        ElementsAre("/title TemplateSyntaxError", "/data/x UndefinedError", "/data/y TemplateSyntaxError",
                    "/data/z must be a string"));
}

TEST(Templates, AnErrorNamesTheMemberTheLineAndTheColumn) {
    EXPECT_EQ(render(Channel::email, R"({"subject": "s", "text": "a\n  {{ x }}"})"),
              "error: text: UndefinedError: 'x' is undefined (line 2, column 6)");
    EXPECT_THAT(render(Channel::push, R"({"title": "t", "body": "b", "data": {"id": "{{ x }}"}})"),
                HasSubstr("error: data/id: UndefinedError"));
}

TEST(Templates, EveryMemberThatDoesNotCompileIsNamedWithItsPlace) {
    core::Faults faults;
    compile(Channel::email, R"({"subject": "{{ x", "text": "{% for %}", "html": "a\n{% endif %}"})", faults);
    ASSERT_EQ(faults.size(), 3U);
    EXPECT_EQ(faults[2].pointer, "/html");
    EXPECT_THAT(faults[2].detail, HasSubstr("line 2"));
    for (const auto& fault : faults) EXPECT_THAT(fault.detail, HasSubstr("TemplateSyntaxError"));
}

// What is stored is JSON without NUL: a text with one could be sent, and never shown.
TEST(Templates, ATextWithANulIsAnErrorInWhicheverMember) {
    EXPECT_EQ(render(Channel::sms, R"({"text": "a{{ '%c' % 0 }}"})"),
              "error: text: its text has a NUL character");
    EXPECT_EQ(render(Channel::push, R"({"title": "t", "body": "b", "data": {"k": "{{ '\\x00' }}"}})"),
              "error: data/k: its text has a NUL character");
    EXPECT_EQ(render(Channel::push, R"({"title": "t{{ '%c' % 0 }}", "body": "b"})"),
              R"({"title":"t ","body":"b"})")
        << "one line has no control characters";
}

}  // namespace
}  // namespace tidings::catalog
