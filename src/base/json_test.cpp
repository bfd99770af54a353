#include "base/json.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <boost/json/value.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tidings::json {
namespace {

value parsed(std::string_view text) {
    auto result = parse(text);
    EXPECT_TRUE(result.has_value()) << text << ": " << result.error().message;
    return result ? *result : value{};
}

ParseError refused(std::string_view text) {
    auto result = parse(text);
    EXPECT_FALSE(result.has_value()) << text;
    return result ? ParseError{} : result.error();
}

std::string rewritten(std::string_view text) {
    return write(parsed(text));
}

TEST(Json, WritesCompactlyWhatItReads) {
    EXPECT_EQ(rewritten(R"( { "a" : [ 1 , true , null , "x" ] , "b" : { } , "c" : [ ] } )"),
              R"({"a":[1,true,null,"x"],"b":{},"c":[]})");
}

TEST(Json, ReadsScalarsAtTheTop) {
    EXPECT_EQ(parsed("null"), value(nullptr));
    EXPECT_EQ(parsed("false"), value(false));
    EXPECT_EQ(parsed("\"\""), value(""));
    EXPECT_EQ(parsed("0"), value(0));
}

TEST(Json, KeepsTheOrderOfMembers) {
    EXPECT_EQ(rewritten(R"({"z":1,"a":2,"m":3})"), R"({"z":1,"a":2,"m":3})");
}

TEST(Json, ReadsIntegersExactlyUpToUint64) {
    EXPECT_EQ(parsed("-9223372036854775808").get_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(parsed("9223372036854775807").get_int64(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(parsed("9223372036854775808").get_uint64(), 9223372036854775808U);
    EXPECT_EQ(parsed("18446744073709551615").get_uint64(), std::numeric_limits<std::uint64_t>::max());
}

TEST(Json, ReadsLargerIntegersAsTheNearestDouble) {
    EXPECT_EQ(parsed("18446744073709551616").get_double(), 18446744073709551616.0);
    EXPECT_EQ(parsed("-9223372036854775809").get_double(), -9223372036854775808.0);
    EXPECT_EQ(parsed("9007199254740993.0").get_double(), 9007199254740992.0);
}

TEST(Json, FractionsAndExponentsMakeDoubles) {
    for (const std::string_view text : {"1.0", "1e0", "1E+2", "-0.0", "0e5", "12.50e-3"}) {
        EXPECT_TRUE(parsed(text).is_double()) << text;
    }
    EXPECT_TRUE(std::signbit(parsed("-0.0").get_double()));
}

TEST(Json, WritesDoublesSoThatTheyStayDoubles) {
    EXPECT_EQ(rewritten("1.0"), "1.0");
    EXPECT_EQ(rewritten("-0.0"), "-0.0");
    EXPECT_EQ(rewritten("1e300"), "1e+300");
    EXPECT_EQ(rewritten("0.1"), "0.1");
    EXPECT_EQ(rewritten("19.99"), "19.99");
    EXPECT_EQ(rewritten("100000.0"), "100000.0");
    EXPECT_EQ(rewritten("-0.00001"), "-0.00001");
    EXPECT_EQ(rewritten("0.000001"), "1e-06");
    EXPECT_EQ(rewritten("9007199254740993.0"), "9007199254740992.0");
    EXPECT_EQ(rewritten("-1234567890123456.0"), "-1234567890123456.0");
    EXPECT_EQ(rewritten("10000000000000000.0"), "1e+16");
}

TEST(Json, ReadsNumbersTooCloseToZeroAsZero) {
    EXPECT_EQ(parsed("1e-400").get_double(), 0.0);
    EXPECT_EQ(parsed("0.0001e-330").get_double(), 0.0);
    EXPECT_TRUE(std::signbit(parsed("-1e-400").get_double()));
    EXPECT_EQ(parsed("0e400").get_double(), 0.0);
    EXPECT_EQ(parsed("5e-324").get_double(), std::numeric_limits<double>::denorm_min());
}

TEST(Json, RefusesNumbersOutsideTheRangeOfADouble) {
    for (const std::string_view text :
         {"1e309", "-1e400", "1e99999999999", "123456789e301", "0.001e312", "1.7976931348623159e308"}) {
        EXPECT_EQ(refused(text).message, "a number outside the range of a double") << text;
    }
    EXPECT_EQ(refused(std::string(400, '9')).message, "a number outside the range of a double");
    EXPECT_EQ(refused(R"({"a":[0,1e400]})").pointer, "/a/1");
    EXPECT_EQ(parsed("1.7976931348623157e308").get_double(), std::numeric_limits<double>::max());
}

TEST(Json, RefusesWhatIsNotAJsonNumber) {
    for (const std::string_view text :
         {"01", "+1", ".5", "1.", "1e", "-", "NaN", "Infinity", "0x10", "1_0"}) {
        refused(text);
    }
}

TEST(Json, RefusesDuplicateKeysAndNamesThem) {
    const ParseError error = refused(R"({"a":{"b":1,"c":2,"b":3}})");
    EXPECT_EQ(error.message, "duplicate key");
    EXPECT_EQ(error.pointer, "/a/b");
    EXPECT_EQ(error.offset, 19U);
    EXPECT_EQ(refused(R"({"":1,"":2})").pointer, "/");
}

TEST(Json, ComparesKeysAfterTheirEscapes) {
    EXPECT_EQ(refused(R"({"ab":1,"a\u0062":2})").pointer, "/ab");
    EXPECT_EQ(refused(R"({"\u0061b":1,"a\u0062":2})").pointer, "/ab");
    EXPECT_EQ(rewritten(R"({"a\n":1,"a\t":2})"), R"({"a\n":1,"a\t":2})");
}

TEST(Json, TheSameKeyMayStandInDifferentObjects) {
    EXPECT_EQ(rewritten(R"([{"a":{"a":1}},{"a":2}])"), R"([{"a":{"a":1}},{"a":2}])");
}

TEST(Json, FindsADuplicateAmongManyKeys) {
    std::string text = "{";
    for (int i = 0; i < 5000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
    EXPECT_TRUE(parse(text + "\"last\":0}").has_value());
    const ParseError error = refused(text + "\"k77\":0}");
    EXPECT_EQ(error.pointer, "/k77");
    EXPECT_EQ(error.offset, text.size() + 1);
}

TEST(Json, RefusesInvalidUtf8) {
    for (const std::string_view bytes :
         {"\x80", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xE2\x82"}) {
        EXPECT_EQ(refused("{\"a\":\"x" + std::string(bytes) + "\"}").message, "invalid UTF-8");
        EXPECT_EQ(refused("{\"" + std::string(bytes) + "\":1}").message, "invalid UTF-8");
    }
    EXPECT_EQ(refused("[\"é\",x]").message, "unexpected character");
    EXPECT_EQ(refused("\"\xE2\x82").message, "unexpected end");
}

TEST(Json, RefusesLoneSurrogates) {
    for (const std::string_view text : {R"("\uDC00")", R"("\uD800\u0041")", R"("\uDC00\uD800")"}) {
        EXPECT_EQ(refused(text).message, "an escaped surrogate without its other half") << text;
    }
    refused(R"("\uD800")");
    refused(R"("\uD800x")");
    EXPECT_EQ(parsed(R"("\uD83D\uDE00")").get_string(), "😀");
    EXPECT_EQ(refused(R"("\u12G4")").message, "\\u needs four hexadecimal digits");
}

TEST(Json, RefusesNul) {
    EXPECT_EQ(refused(R"({"a":["x\u0000y"]})").message, "a string has a NUL character");
    EXPECT_EQ(refused(R"({"a":["x\u0000y"]})").pointer, "/a/0");
    EXPECT_EQ(refused(R"({"a\u0000b":1})").message, "a key has a NUL character");
    refused(std::string_view("\"a\0b\"", 5));
    refused(std::string_view("1\0", 2));
    EXPECT_EQ(parsed(R"("\\u0000")").get_string(), "\\u0000");
}

TEST(Json, RefusesControlCharactersInStrings) {
    refused("\"a\nb\"");
}

TEST(Json, TakesThirtyTwoLevelsAndNoMore) {
    const std::string open(kDepthMax, '[');
    const std::string close(kDepthMax, ']');
    EXPECT_TRUE(parse(open + close).has_value());
    EXPECT_EQ(refused("[" + open + close + "]").message, "more than 32 levels of arrays and objects");
    std::string objects;
    for (std::size_t i = 0; i < kDepthMax; ++i) objects += "{\"a\":";
    EXPECT_TRUE(parse(objects + "1" + std::string(kDepthMax, '}')).has_value());
    refused(objects + "{}" + std::string(kDepthMax, '}'));
    refused(std::string(100000, '['));
}

TEST(Json, RefusesCommentsTrailingCommasAndAnythingBehind) {
    for (const std::string_view text :
         {"/* */ 1", "1 // x", "[1,]", "{\"a\":1,}", "[,1]", "{,}", "{a:1}", "{'a':1}", "\xEF\xBB\xBF{}",
          "tru", "[1 2]", "{\"a\" 1}", "}", "[}"}) {
        refused(text);
    }
    EXPECT_EQ(refused("1 2").message, "unexpected text after the value");
    EXPECT_EQ(refused("{} x").offset, 3U);
}

TEST(Json, RefusesTextsThatEndTooEarly) {
    for (const std::string_view text :
         {"", "  ", "[", "[1", "[1,", "{", "{\"a", "{\"a\"", "{\"a\":", "\"", "\"\\", "-"}) {
        const std::string message = refused(text).message;
        EXPECT_TRUE(message == "unexpected end" || message == "unexpected character")
            << text << ": " << message;
    }
}

TEST(Json, NamesThePlaceOfAnError) {
    const ParseError error = refused("{\n  \"a\": [1, 2,\n    x]\n}");
    EXPECT_EQ(error.message, "unexpected character");
    EXPECT_EQ(error.pointer, "/a/2");
    EXPECT_EQ(error.line, 3U);
    EXPECT_EQ(error.column, 5U);
    EXPECT_EQ(error.offset, 20U);
}

TEST(Json, ThePointerOfAnErrorIsEscaped) {
    EXPECT_EQ(refused(R"({"a/b~c":[[],{"x":tru}]})").pointer, "/a~1b~0c/1/x");
}

TEST(Json, ReadsWithAnErrorInOneSentence) {
    const auto result = read("{\"a\":");
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code, Errc::invalid);
    EXPECT_EQ(result.error().message, "unexpected end (line 1, column 6)");
}

TEST(Json, ReadsLongAndEscapedStrings) {
    const std::string text(100000, 'x');
    EXPECT_EQ(parsed("\"" + text + "\"").get_string(), text);
    EXPECT_EQ(parsed("\"" + text + "\\n" + text + "\"").get_string(), text + "\n" + text);
    EXPECT_EQ(parsed(R"("\"\\\/\b\f\n\r\t\u00e9")").get_string(), "\"\\/\b\f\n\r\té");
}

TEST(Json, ReadsManyValues) {
    std::string text = "[0";
    for (int i = 1; i < 100000; ++i) text += ',' + std::to_string(i);
    text += ']';
    EXPECT_EQ(rewritten(text), text);
}

TEST(JsonWrite, EscapesWhatMustBeEscapedOnly) {
    std::string out;
    write_string("\"\\/\b\f\n\r\t\x01\x1f\x7f é", out);
    EXPECT_EQ(out, "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f é\"");
}

TEST(JsonWrite, FindsWhatMustBeEscapedAtEveryPlace) {
    for (std::size_t place = 0; place < 20; ++place) {
        for (int byte = 1; byte < 0x80; ++byte) {
            std::string text(20, 'x');
            text[place] = static_cast<char>(byte);
            EXPECT_EQ(parsed(write(value(text))).get_string(), text);
        }
    }
}

TEST(JsonWrite, AppendsToWhatIsThere) {
    std::string out = "x=";
    write(value(1), out);
    EXPECT_EQ(out, "x=1");
}

TEST(JsonWriteDeathTest, AssertsThatNumbersAreFinite) {
    EXPECT_DEATH(write(value(std::numeric_limits<double>::infinity())), "assertion failed");
    EXPECT_DEATH(write(value(std::nan(""))), "assertion failed");
}

RC_GTEST_PROP(JsonProperty, DoublesReadBackAsTheSameBits, (std::uint64_t bits)) {
    const auto number = std::bit_cast<double>(bits);
    RC_PRE(std::isfinite(number));
    const double again = parsed(write(value(number))).as_double();
    RC_ASSERT(std::bit_cast<std::uint64_t>(again) == bits);
}

RC_GTEST_PROP(JsonProperty, IntegersReadBack, (std::int64_t a, std::uint64_t b)) {
    RC_ASSERT(parsed(write(value(a))).to_number<std::int64_t>() == a);
    RC_ASSERT(parsed(write(value(b))).to_number<std::uint64_t>() == b);
}

RC_GTEST_PROP(JsonProperty, StringsReadBack, (std::vector<std::uint8_t> bytes)) {
    std::string text(bytes.begin(), bytes.end());
    for (char& c : text) c = static_cast<char>(c & 0x7f);
    std::erase(text, '\0');
    RC_ASSERT(parsed(write(value(text))).get_string() == text);
    RC_ASSERT(parsed(write(value{{"é" + text, 1}})).get_object().contains("é" + text));
}

}  // namespace
}  // namespace tidings::json
