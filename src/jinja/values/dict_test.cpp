#include "jinja/values/dict.h"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "jinja/failure.h"
#include "jinja/run/rendering_test.h"

namespace tidings::jinja {
namespace {

Value number(std::int64_t i) {
    return Value::integer(i);
}

// The keys in their order, with what they stand for.
std::string shown(const Dict& dict) {
    std::string out;
    for (const Dict::Entry& entry : dict.entries()) {
        out += std::to_string(entry.key.as_integer()) + "=" + std::to_string(entry.value.as_integer()) + " ";
    }
    return out;
}

TEST(JinjaDict, KeepsTheOrderOfItsKeys) {
    EmptyRendering rendering;
    Dict dict;
    for (const std::int64_t key : {5, 1, 9}) dict.set(rendering.get(), number(key), number(key * 2));
    EXPECT_EQ(shown(dict), "5=10 1=2 9=18 ");
    dict.set(rendering.get(), number(1), number(7));
    EXPECT_EQ(shown(dict), "5=10 1=7 9=18 ");
    EXPECT_EQ(dict.size(), 3U);
}

// Eight entries are searched in a row and more through a table, which both must find the same.
TEST(JinjaDict, FindsEveryKeyAtEverySize) {
    for (const std::int64_t size : {0, 1, 7, 8, 9, 16, 17, 32, 33, 500}) {
        EmptyRendering rendering;
        Dict dict;
        for (std::int64_t i = 0; i < size; ++i) dict.set(rendering.get(), number(i * 64), number(i));
        ASSERT_EQ(dict.size(), static_cast<std::size_t>(size));
        for (std::int64_t i = 0; i < size; ++i) {
            const Value* const found = dict.find(rendering.get(), number(i * 64));
            ASSERT_NE(found, nullptr) << size << " " << i;
            EXPECT_EQ(found->as_integer(), i);
        }
        EXPECT_EQ(dict.find(rendering.get(), number(-1)), nullptr);
        EXPECT_EQ(dict.find(rendering.get(), number(1)), nullptr);
    }
}

TEST(JinjaDict, EqualKeysOfDifferentTypesAreOne) {
    EmptyRendering rendering;
    for (const std::int64_t others : {0, 20}) {
        Dict dict;
        for (std::int64_t i = 0; i < others; ++i) dict.set(rendering.get(), number(100 + i), number(0));
        dict.set(rendering.get(), number(1), number(1));
        dict.set(rendering.get(), Value::real(1.0), number(2));
        dict.set(rendering.get(), Value::boolean(true), number(3));
        dict.set(rendering.get(), Value::text("1"), number(4));
        EXPECT_EQ(dict.size(), static_cast<std::size_t>(others) + 2);
        EXPECT_EQ(dict.find(rendering.get(), number(1))->as_integer(), 3);
        dict.set(rendering.get(), Value::text("<"), number(5));
        EXPECT_EQ(dict.find(rendering.get(), Value::markup("<"))->as_integer(), 5);
        dict.set(rendering.get(), Value::none(), number(6));
        EXPECT_EQ(dict.find(rendering.get(), Value::none())->as_integer(), 6);
    }
}

TEST(JinjaDict, WhatCannotBeHashedIsNoKey) {
    EmptyRendering rendering;
    Dict dict;
    List none;
    const Value list = Value::list(&none);
    const Value in_tuple = Value::tuple({&list, 1});
    for (const Value& key : {list, in_tuple, Value::dict(&dict)}) {
        try {
            dict.set(rendering.get(), key, number(1));
            FAIL() << type_name(key);
        } catch (const Failure& failure) {
            EXPECT_EQ(failure.kind, "TypeError");
            EXPECT_EQ(failure.message.substr(0, 16), "unhashable type:");
        }
    }
    EXPECT_EQ(dict.size(), 0U);
}

RC_GTEST_PROP(JinjaDict, IsAMapThatRemembersTheOrder, (const std::vector<std::pair<int, int>>& pairs)) {
    EmptyRendering rendering;
    Dict dict;
    std::vector<std::pair<std::int64_t, std::int64_t>> model;
    for (const auto& [key, value] : pairs) {
        const std::int64_t small = key % 40;
        dict.set(rendering.get(), number(small), number(value));
        const auto known =
            std::find_if(model.begin(), model.end(), [&](const auto& entry) { return entry.first == small; });
        if (known == model.end()) {
            model.emplace_back(small, value);
        } else {
            known->second = value;
        }
    }
    RC_ASSERT(dict.size() == model.size());
    for (std::size_t i = 0; i < model.size(); ++i) {
        RC_ASSERT(dict.entries()[i].key.as_integer() == model[i].first);
        RC_ASSERT(dict.entries()[i].value.as_integer() == model[i].second);
    }
}

}  // namespace
}  // namespace tidings::jinja
