#include "core/members.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/builders.h"

namespace tidings::core {
namespace {

using test::json_of;
using testing::ElementsAre;
using testing::IsEmpty;

const json::value kObject = json_of(R"({"text": "a", "yes": true, "list": [1], "map": {"k": 1}, "null": null,
                                        "a/b~c": 1})");

TEST(Members, ReadsWhatIsThere) {
    Faults faults;
    Members m(kObject, "", faults);
    EXPECT_EQ(m.text("text"), "a");
    EXPECT_EQ(m.boolean("yes"), true);
    EXPECT_EQ(m.array("list")->size(), 1U);
    EXPECT_EQ(m.object("map")->size(), 1U);
    EXPECT_EQ(m.any("a/b~c")->as_int64(), 1);
    EXPECT_THAT(faults, IsEmpty());
}

TEST(Members, AbsentAndNullReadAsNothing) {
    Faults faults;
    Members m(kObject, "", faults);
    for (const char* name : {"absent", "null"}) {
        EXPECT_EQ(m.any(name), nullptr);
        EXPECT_EQ(m.text(name), std::nullopt);
        EXPECT_EQ(m.boolean(name), std::nullopt);
        EXPECT_EQ(m.object(name), nullptr);
        EXPECT_EQ(m.array(name), nullptr);
    }
    EXPECT_THAT(faults, IsEmpty());
}

TEST(Members, AnotherTypeIsAFaultAtItsPlace) {
    Faults faults;
    Members m(kObject, "/deep", faults);
    EXPECT_EQ(m.text("yes"), std::nullopt);
    EXPECT_EQ(m.boolean("text"), std::nullopt);
    EXPECT_EQ(m.object("list"), nullptr);
    EXPECT_EQ(m.array("map"), nullptr);
    EXPECT_THAT(
        faults,
        ElementsAre(Fault{"/deep/yes", "must be a string"}, Fault{"/deep/text", "must be true or false"},
                    Fault{"/deep/list", "must be an object"}, Fault{"/deep/map", "must be an array"}));
}

TEST(Members, WhatNobodyAskedForIsAFault) {
    const json::value v = json_of(R"({"known": 1, "unkown": 2, "a/b~c": null})");
    Faults faults;
    Members m(v, "/x", faults);
    m.any("known");
    m.finish();
    EXPECT_THAT(faults, ElementsAre(Fault{"/x/unkown", "is not known here"},
                                    Fault{"/x/a~1b~0c", "is not known here"}));
}

TEST(Members, WhatNobodyAskedForIsKeptWhereThatIsWanted) {
    const json::value v = json_of(R"({"known": 1, "more": {"a": null}})");
    Faults faults;
    json::object kept;
    Members m(v, "/x", faults, &kept);
    m.any("known");
    m.finish();
    EXPECT_TRUE(faults.empty());
    EXPECT_EQ(json::value(kept), json_of(R"({"more": {"a": null}})"));
}

TEST(Members, WhatWasKeptIsPutBackWhereNothingStandsByNow) {
    json::value v = json_of(R"({"a": 1, "in": {"b": 2}, "text": "t"})");
    put_back(v.as_object(),
             json_of(R"({"a": 9, "in": {"b": 9, "c": 3}, "text": {"x": 1}, "more": []})").as_object());
    EXPECT_EQ(v, json_of(R"({"a": 1, "in": {"b": 2, "c": 3}, "text": "t", "more": []})"));
}

TEST(Members, WhatIsNoObjectIsOneFault) {
    for (const char* text : {"null", "1", "\"a\"", "[]"}) {
        const json::value v = json_of(text);
        Faults faults;
        Members m(v, "/x", faults);
        EXPECT_EQ(m.any("a"), nullptr);
        EXPECT_EQ(m.text("a"), std::nullopt);
        m.finish();
        EXPECT_THAT(faults, ElementsAre(Fault{"/x", "must be an object"})) << text;
    }
}

}  // namespace
}  // namespace tidings::core
