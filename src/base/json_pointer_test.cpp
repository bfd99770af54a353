#include <string>

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "base/json.h"

namespace tidings::json {
namespace {

std::string found(const value& v, std::string_view pointer) {
    const value* target = find(v, pointer);
    return target == nullptr ? "nothing" : write(*target);
}

TEST(JsonPointer, FindsTheExamplesOfRfc6901) {
    const value v =
        *parse(R"({"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5,
                               "k\"l": 6, " ": 7, "m~n": 8})");
    EXPECT_EQ(find(v, ""), &v);
    EXPECT_EQ(found(v, "/foo"), R"(["bar","baz"])");
    EXPECT_EQ(found(v, "/foo/0"), R"("bar")");
    EXPECT_EQ(found(v, "/"), "0");
    EXPECT_EQ(found(v, "/a~1b"), "1");
    EXPECT_EQ(found(v, "/c%d"), "2");
    EXPECT_EQ(found(v, "/e^f"), "3");
    EXPECT_EQ(found(v, "/g|h"), "4");
    EXPECT_EQ(found(v, "/i\\j"), "5");
    EXPECT_EQ(found(v, "/k\"l"), "6");
    EXPECT_EQ(found(v, "/ "), "7");
    EXPECT_EQ(found(v, "/m~0n"), "8");
}

TEST(JsonPointer, FindsNothingWhereNothingStands) {
    const value v = *parse(R"({"a": [1, 2], "b": "x"})");
    for (const std::string_view pointer :
         {"/c", "/a/2", "/a/-", "/a/01", "/a/x", "/b/0", "/a/0/0", "a", "/~2", "/a/"}) {
        EXPECT_EQ(find(v, pointer), nullptr) << pointer;
    }
}

TEST(JsonPointer, AppendsTokensThatFindReadsBack) {
    std::string pointer;
    append_token(pointer, "a~1/b");
    append_token(pointer, "");
    EXPECT_EQ(pointer, "/a~01~1b/");
    const value v = {{"a~1/b", {{"", 7}}}};
    EXPECT_EQ(found(v, pointer), "7");
}

TEST(JsonMember, IsNullWhenAbsent) {
    const object o = {{"a", "x"}, {"n", 1}};
    EXPECT_EQ(*member(o, "a"), value("x"));
    EXPECT_EQ(member(o, "b"), nullptr);
    EXPECT_EQ(text_or_empty(o, "a"), "x");
    EXPECT_EQ(text_or_empty(o, "b"), "");
    EXPECT_EQ(text_or_empty(o, "n"), "");
}

std::string merged(std::string_view target, std::string_view patch) {
    value v = *parse(target);
    merge_patch(v, *parse(patch));
    return write(v);
}

TEST(JsonMergePatch, FollowsTheExamplesOfRfc7396) {
    EXPECT_EQ(merged(R"({"a":"b"})", R"({"a":"c"})"), R"({"a":"c"})");
    EXPECT_EQ(merged(R"({"a":"b"})", R"({"b":"c"})"), R"({"a":"b","b":"c"})");
    EXPECT_EQ(merged(R"({"a":"b"})", R"({"a":null})"), R"({})");
    EXPECT_EQ(merged(R"({"a":"b","b":"c"})", R"({"a":null})"), R"({"b":"c"})");
    EXPECT_EQ(merged(R"({"a":["b"]})", R"({"a":"c"})"), R"({"a":"c"})");
    EXPECT_EQ(merged(R"({"a":"c"})", R"({"a":["b"]})"), R"({"a":["b"]})");
    EXPECT_EQ(merged(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})"), R"({"a":{"b":"d"}})");
    EXPECT_EQ(merged(R"({"a":[{"b":"c"}]})", R"({"a":[1]})"), R"({"a":[1]})");
    EXPECT_EQ(merged(R"(["a","b"])", R"(["c","d"])"), R"(["c","d"])");
    EXPECT_EQ(merged(R"({"a":"b"})", R"(["c"])"), R"(["c"])");
    EXPECT_EQ(merged(R"({"a":"foo"})", R"(null)"), R"(null)");
    EXPECT_EQ(merged(R"({"a":"foo"})", R"("bar")"), R"("bar")");
    EXPECT_EQ(merged(R"({"e":null})", R"({"a":1})"), R"({"e":null,"a":1})");
    EXPECT_EQ(merged(R"([1,2])", R"({"a":"b","c":null})"), R"({"a":"b"})");
    EXPECT_EQ(merged(R"({})", R"({"a":{"bb":{"ccc":null}}})"), R"({"a":{"bb":{}}})");
}

}  // namespace
}  // namespace tidings::json
