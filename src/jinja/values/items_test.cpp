#include "jinja/values/items.h"

#include <string>

#include <gtest/gtest.h>

#include "jinja/failure.h"
#include "jinja/run/rendering_test.h"
#include "jinja/values/generator.h"
#include "jinja/values/text.h"

namespace tidings::jinja {
namespace {

std::string shown(Rendering& rendering, const Value& value) {
    const Items items(rendering, value);
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) out += repr(rendering, items[i]) + " ";
    std::string again;
    for (const Value& item : items.span(rendering)) again += repr(rendering, item) + " ";
    EXPECT_EQ(again, out);
    return out;
}

TEST(JinjaItems, AreThoseOfEveryKindOfSequence) {
    EmptyRendering empty;
    Rendering& rendering = empty.get();
    const Value numbers[] = {Value::integer(std::int64_t{1}), Value::text("a")};
    const json::value array = json::read(R"([1, "b", null])").value();
    const json::value object = json::read(R"({"k": 1, "j": 2})").value();
    const Range range{5, -1, -2, 3};
    EXPECT_EQ(shown(rendering, rendering.copied_list(numbers)), "1 'a' ");
    EXPECT_EQ(shown(rendering, Value::tuple(numbers)), "1 'a' ");
    EXPECT_EQ(shown(rendering, rendering.copied_list({})), "");
    EXPECT_EQ(shown(rendering, Value::json(array)), "1 'b' None ");
    EXPECT_EQ(shown(rendering, Value::json(object)), "'k' 'j' ");
    EXPECT_EQ(shown(rendering, Value::text("aé😀")), "'a' 'é' '😀' ");
    EXPECT_EQ(shown(rendering, Value::range(&range)), "5 3 1 ");
}

TEST(JinjaItems, AGeneratorIsGoneThroughOnce) {
    EmptyRendering empty;
    const Value numbers[] = {Value::integer(std::int64_t{1}), Value::integer(std::int64_t{2})};
    Row generator("generator", "g", numbers);
    EXPECT_EQ(Items(empty.get(), Value::generator(&generator)).size(), 2U);
    EXPECT_EQ(Items(empty.get(), Value::generator(&generator)).size(), 0U);
}

TEST(JinjaItems, WhatIsNoSequenceFails) {
    EmptyRendering empty;
    for (const Value& value :
         {Value::none(), Value::boolean(true), Value::integer(std::int64_t{1}), Value::real(1.5)}) {
        EXPECT_FALSE(is_iterable(value));
        EXPECT_THROW(Items(empty.get(), value), Failure);
        EXPECT_THROW(unpacked(empty.get(), value, 1), Failure);
    }
    EXPECT_THROW(Items(empty.get(), empty.get().undefined_name("x")), Failure);
    EmptyRendering lenient({.undefined = Undefined::standard});
    EXPECT_EQ(Items(lenient.get(), lenient.get().undefined_name("x")).size(), 0U);
}

TEST(JinjaItems, UnpackingWantsTheExactNumber) {
    EmptyRendering empty;
    EXPECT_EQ(unpacked(empty.get(), Value::text("ab"), 2).size(), 2U);
    EXPECT_THROW(unpacked(empty.get(), Value::text("ab"), 1), Failure);
    EXPECT_THROW(unpacked(empty.get(), Value::text("ab"), 3), Failure);
}

TEST(JinjaItems, EachCostsAStep) {
    Options options;
    options.limits.steps = 3;
    EmptyRendering empty(options);
    Items(empty.get(), Value::text("abc"));
    EXPECT_THROW(Items(empty.get(), Value::text("a")), Failure);
}

}  // namespace
}  // namespace tidings::jinja
