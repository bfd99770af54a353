#include "base/log.h"

#include <limits>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "base/json.h"
#include "base/log_format.h"
#include "base/utf8.h"

namespace tidings::log {
namespace {

using std::chrono::microseconds;

std::string one(Value value) {
    Field field("x", "");
    field.value = value;
    return format_logfmt("m", {field}).substr(std::string("message=m x=").size());
}

TEST(LogFormat, PlainValuesStandBare) {
    EXPECT_EQ(format_logfmt("started", {{"port", 8080}, {"ok", true}, {"id", "a-1.2:/@"}}),
              "message=started port=8080 ok=true id=a-1.2:/@");
}

TEST(LogFormat, ValuesThatCouldBeMisreadStandInQuotes) {
    EXPECT_EQ(one(std::string_view("")), R"("")");
    EXPECT_EQ(one(std::string_view("two words")), R"("two words")");
    EXPECT_EQ(one(std::string_view("a=b")), R"("a=b")");
    EXPECT_EQ(one(std::string_view(R"(say "hi")")), R"("say \"hi\"")");
    EXPECT_EQ(one(std::string_view(R"(c:\x)")), R"("c:\\x")");
    EXPECT_EQ(one(std::string_view("Zoë")), R"("Zoë")");
}

TEST(LogFormat, NoValueCanForgeALine) {
    EXPECT_EQ(one(std::string_view("x\nlevel=error message=forged")), R"("x\nlevel=error message=forged")");
    EXPECT_EQ(one(std::string_view("\r")), R"("\r")");
    EXPECT_EQ(one(std::string_view("\xE2\x80\xA8")), R"("\u2028")");
    EXPECT_EQ(one(std::string_view("\xE2\x80\xA9")), R"("\u2029")");
    EXPECT_EQ(one(std::string_view("\u202a\u202e\u2066\u2069")), R"("\u202a\u202e\u2066\u2069")");
}

TEST(LogFormat, NoValueCanMoveATerminal) {
    EXPECT_EQ(one(std::string_view("\x1B[2J")), R"("\u001b[2J")");
    EXPECT_EQ(one(std::string_view("\x7F")), R"("\u007f")");
    EXPECT_EQ(one(std::string_view("\xC2\x9B"
                                   "2J")),
              R"("\u009b2J")");
    EXPECT_EQ(one(std::string_view("\xC2\xA0")), "\"\xC2\xA0\"");
}

TEST(LogFormat, BytesThatAreNoTextAreReplaced) {
    EXPECT_EQ(one(std::string_view("a\xFF"
                                   "b")),
              "\"a\xEF\xBF\xBD"
              "b\"");
    EXPECT_EQ(one(std::string_view("\xE2\x80")), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(LogFormat, LongValuesAreCutBetweenCharacters) {
    std::string text(kValueMax - 1, 'x');
    text += "\xC3\xA9\xC3\xA9";
    EXPECT_EQ(one(std::string_view(text)), '"' + std::string(kValueMax - 1, 'x') + "\xE2\x80\xA6\"");
    const std::string fits(kValueMax, 'x');
    EXPECT_EQ(one(std::string_view(fits)), fits);
}

TEST(LogFormat, NumbersAreWrittenShortest) {
    EXPECT_EQ(one(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
    EXPECT_EQ(one(0.1), "0.1");
    EXPECT_EQ(one(std::numeric_limits<double>::quiet_NaN()), R"("nan")");
    EXPECT_EQ(one(-std::numeric_limits<double>::infinity()), R"("-inf")");
    EXPECT_EQ(one(std::numeric_limits<double>::infinity()), R"("inf")");
}

TEST(LogFormat, DurationsAreSeconds) {
    EXPECT_EQ(one(Duration{350}), "0.00035");
    EXPECT_EQ(one(Duration{std::chrono::minutes{2}}), "120");
}

TEST(LogFormat, JsonHasEveryTypeAsItsOwn) {
    const std::string text =
        '{' +
        format_json("a \"b\"", {{"s", "x y"}, {"i", -7}, {"d", 1.5}, {"b", false}, {"t", Duration{1500}}}) +
        '}';
    EXPECT_EQ(json::write(json::read(text).value()),
              R"({"message":"a \"b\"","s":"x y","i":-7,"d":1.5,"b":false,"t":0.0015})");
}

RC_GTEST_PROP(LogFormat, AnyBytesMakeOneLineOfValidJson, (const std::string& bytes)) {
    const std::string line = '{' + format_json(bytes, {{"x", std::string_view(bytes)}}) + '}';
    RC_ASSERT(is_utf8(line));
    RC_ASSERT(!has_control(line));
    RC_ASSERT(json::read(line).has_value() || bytes.find('\0') != std::string::npos);
}

RC_GTEST_PROP(LogFormat, AnyBytesMakeOneLineOfLogfmt, (const std::string& bytes)) {
    RC_ASSERT(!has_control(format_logfmt(bytes, {{"x", std::string_view(bytes)}})));
}

TEST(Log, WordsAreTheSettingsWords) {
    EXPECT_EQ(parse_level("warning"), Level::warning);
    EXPECT_EQ(parse_level("off"), Level::off);
    EXPECT_EQ(parse_level("WARNING"), std::nullopt);
    EXPECT_EQ(parse_format("json"), Format::json);
    EXPECT_EQ(parse_format("text"), std::nullopt);
}

TEST(Log, LinesHaveTimeAndLevelInFront) {
    configure(Level::info, Format::logfmt);
    testing::internal::CaptureStderr();
    info("event accepted", {{"count", 3}});
    const std::string line = testing::internal::GetCapturedStderr();
    const std::regex shape(
        R"(time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=info message="event accepted" count=3\n)");
    EXPECT_TRUE(std::regex_match(line, shape)) << line;
}

TEST(Log, JsonLinesAreWholeObjects) {
    configure(Level::info, Format::json);
    testing::internal::CaptureStderr();
    error("disk full", {{"path", "%v {} /x"}});
    const std::string line = testing::internal::GetCapturedStderr();
    configure(Level::info, Format::logfmt);
    const auto value = json::read(line);
    ASSERT_TRUE(value) << line;
    EXPECT_EQ(json::text_or_empty(value->as_object(), "level"), "error");
    EXPECT_EQ(json::text_or_empty(value->as_object(), "path"), "%v {} /x");
}

TEST(Log, LevelsBelowTheConfiguredOneAreSilent) {
    configure(Level::warning, Format::logfmt);
    testing::internal::CaptureStderr();
    debug("no");
    info("no");
    warning("yes");
    configure(Level::off, Format::logfmt);
    error("no");
    const std::string lines = testing::internal::GetCapturedStderr();
    configure(Level::info, Format::logfmt);
    EXPECT_NE(lines.find("message=yes"), std::string::npos);
    EXPECT_EQ(lines.find("message=no"), std::string::npos);
}

TEST(Log, LinesOfSeveralThreadsDoNotMix) {
    testing::internal::CaptureStderr();
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([] {
            for (int i = 0; i < 200; ++i) info("line", {{"end", "here"}});
        });
    }
    threads.clear();
    const std::string lines = testing::internal::GetCapturedStderr();
    const std::regex shape(R"(time=\S+ level=info message=line end=here)");
    std::size_t start = 0;
    int count = 0;
    for (std::size_t end; (end = lines.find('\n', start)) != std::string::npos; start = end + 1, ++count) {
        ASSERT_TRUE(std::regex_match(lines.substr(start, end - start), shape));
    }
    EXPECT_EQ(count, 800);
}

}  // namespace
}  // namespace tidings::log
