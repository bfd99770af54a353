#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/random.h"
#include "schema/equality.h"
#include "schema/schema.h"

// Rules that hold for every schema and every instance, on small ones made at random.
namespace tidings::schema {
namespace {

constexpr int kRounds = 1500;

class Maker {
public:
    explicit Maker(std::uint64_t seed) : random_(seed) {}

    std::string instance(int depth = 3) {
        const auto kind = random_.below(depth > 0 ? 9 : 6);
        switch (kind) {
            case 0:
                return "null";
            case 1:
                return one_of({"true", "false"});
            case 2:
                return one_of(
                    {"0", "1", "-1", "2", "10", "3.0", "1.5", "-0.25", "18446744073709551615", "1e300"});
            case 6:
            case 7:
                return object([&] { return instance(depth - 1); });
            case 8:
                return list([&] { return instance(depth - 1); }, 0);
            default:
                return one_of(
                    {"\"\"", "\"a\"", "\"ab\"", "\"\\u00e9\"", "\"2026-01-01\"", "\"a@example.org\""});
        }
    }

    std::string schema(int depth = 3) {
        if (random_.below(12) == 0) return one_of({"true", "false"});
        std::vector<std::string> members;
        for (auto i = 1 + random_.below(3); i > 0; --i) {
            std::string made = keyword(depth);
            const auto name = made.substr(0, made.find(':'));
            const auto same = [&](const auto& known) { return known.starts_with(name); };
            if (std::ranges::none_of(members, same)) members.push_back(std::move(made));
        }
        std::string out = "{";
        for (const auto& member : members) out += (out.size() > 1 ? "," : "") + member;
        return out + "}";
    }

private:
    std::string one_of(std::initializer_list<const char*> words) {
        return std::data(words)[random_.below(words.size())];
    }
    std::string keyword(int depth) {
        if (depth > 0 && random_.below(2) == 0) return nested(depth - 1);
        return one_of({R"("type":"object")",
                       R"("type":["string","integer"])",
                       R"("type":"number")",
                       R"("type":["null","array","object"])",
                       R"("minimum":1)",
                       R"("exclusiveMaximum":2)",
                       R"("multipleOf":0.5)",
                       R"("minLength":1)",
                       R"("maxLength":1)",
                       R"("pattern":"^a")",
                       R"("format":"date")",
                       R"("minItems":1)",
                       R"("maxItems":1)",
                       R"("uniqueItems":true)",
                       R"("required":["a","b"])",
                       R"("maxProperties":1)",
                       R"("minProperties":2)",
                       R"("enum":[1,"a",null,{"a":1}])",
                       R"("const":1)",
                       R"("dependencies":{"a":["b"]})"});
    }
    std::string nested(int depth) {
        const auto inner = [&] { return schema(depth); };
        switch (random_.below(8)) {
            case 0:
                return "\"properties\":" + object(inner);
            case 1:
                return "\"additionalProperties\":" + inner();
            case 2:
                return "\"items\":" + inner();
            case 3:
                return "\"allOf\":" + list(inner, 1);
            case 4:
                return "\"anyOf\":" + list(inner, 1);
            case 5:
                return "\"oneOf\":" + list(inner, 1);
            case 6:
                return "\"not\":" + inner();
            default:
                return "\"contains\":" + inner();
        }
    }
    template <class F>
    std::string object(const F& make) {
        std::string out = "{";
        for (const char* name : {"a", "b", "c~/"}) {
            if (random_.below(2) == 0) continue;
            if (out.size() > 1) out += ",";
            out += "\"" + std::string(name) + "\":" + make();
        }
        return out + "}";
    }
    template <class F>
    std::string list(const F& make, std::uint64_t least) {
        std::string out = "[";
        for (auto i = least + random_.below(3); i > 0; --i) out += make() + (i > 1 ? "," : "");
        return out.ends_with(',') ? out.substr(0, out.size() - 1) + "]" : out + "]";
    }

    Random random_;
};

std::vector<Fault> faults_of(const std::string& schema, const json::value& instance,
                             std::string_view base = "") {
    std::vector<Fault> faults;
    const auto compiled = Schema::compile(json::read(schema).value());
    EXPECT_TRUE(compiled) << schema << ": " << compiled.error().message;
    if (compiled) compiled->validate(instance, base, faults);
    return faults;
}

bool is_valid(const std::string& schema, const json::value& instance) {
    return faults_of(schema, instance).empty();
}

// A pointer leads to a value, or names a member that is missing.
TEST(ValidatorProperty, EveryFaultPointsIntoTheInstance) {
    Maker make(1);
    int seen = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto schema = make.schema();
        const auto instance = json::read(make.instance()).value();
        for (const auto& fault : faults_of(schema, instance, "/data")) {
            ++seen;
            ASSERT_TRUE(fault.pointer.starts_with("/data")) << fault.pointer;
            const auto inside = fault.pointer.substr(5);
            const bool is_missing = fault.detail.starts_with("is required");
            EXPECT_EQ(json::find(instance, inside) == nullptr, is_missing)
                << fault.pointer << " " << fault.detail << " in " << json::write(instance) << " by "
                << schema;
            if (!is_missing) continue;
            const auto* parent = json::find(instance, inside.substr(0, inside.rfind('/')));
            EXPECT_TRUE(parent != nullptr && parent->is_object()) << fault.pointer;
        }
    }
    EXPECT_GT(seen, kRounds / 4);
}

TEST(ValidatorProperty, NoFaultIsSaidTwiceAndNoneInAnotherOrderTheNextTime) {
    Maker make(2);
    for (int i = 0; i < kRounds; ++i) {
        const auto schema = make.schema();
        const auto instance = json::read(make.instance()).value();
        const auto faults = faults_of(schema, instance);
        for (std::size_t a = 0; a < faults.size(); ++a) {
            for (std::size_t b = a + 1; b < faults.size(); ++b) EXPECT_FALSE(faults[a] == faults[b]);
        }
        EXPECT_EQ(faults, faults_of(schema, instance));
    }
}

// The laws of the words that combine schemas, each checked on both answers.
TEST(ValidatorProperty, CombinationsAreThoseOfLogic) {
    Maker make(3);
    int valid = 0;
    for (int i = 0; i < kRounds; ++i) {
        const auto a = make.schema(2);
        const auto b = make.schema(2);
        const auto instance = json::read(make.instance()).value();
        const bool is_a = is_valid(a, instance);
        const bool is_b = is_valid(b, instance);
        const auto both = "[" + a + "," + b + "]";
        const auto said = [&] { return a + " and " + b + " on " + json::write(instance); };
        EXPECT_EQ(is_valid("{\"allOf\":" + both + "}", instance), is_a && is_b) << said();
        EXPECT_EQ(is_valid("{\"anyOf\":" + both + "}", instance), is_a || is_b) << said();
        EXPECT_EQ(is_valid("{\"oneOf\":" + both + "}", instance), is_a != is_b) << said();
        EXPECT_EQ(is_valid("{\"not\":" + a + "}", instance), !is_a) << said();
        EXPECT_EQ(is_valid("{\"if\":" + a + ",\"then\":" + b + "}", instance), !is_a || is_b) << said();
        EXPECT_EQ(is_valid("{\"if\":" + a + ",\"else\":" + b + "}", instance), is_a || is_b) << said();
        EXPECT_EQ(is_valid(R"({"$ref":"#/definitions/a","definitions":{"a":)" + a + "}}", instance), is_a);
        valid += is_a ? 1 : 0;
    }
    EXPECT_GT(valid, kRounds / 5);
    EXPECT_LT(valid, kRounds * 4 / 5);
}

TEST(ValidatorProperty, StructuresAreCheckedPartByPart) {
    Maker make(4);
    for (int i = 0; i < kRounds; ++i) {
        const auto schema = make.schema(2);
        const auto part = json::read(make.instance(2)).value();
        const bool good = is_valid(schema, part);
        const json::value in_list = json::array{part};
        const json::value in_object = json::object{{"a", part}};
        EXPECT_EQ(is_valid("{\"items\":" + schema + "}", in_list), good);
        EXPECT_EQ(is_valid("{\"items\":[" + schema + "]}", in_list), good);
        EXPECT_EQ(is_valid("{\"contains\":" + schema + "}", in_list), good);
        EXPECT_EQ(is_valid(R"({"properties":{"a":)" + schema + "}}", in_object), good);
        EXPECT_EQ(is_valid("{\"additionalProperties\":" + schema + "}", in_object), good);
        EXPECT_EQ(is_valid(R"({"patternProperties":{"^a$":)" + schema + "}}", in_object), good);
    }
}

TEST(ValidatorProperty, TheOrderOfMembersIsNothing) {
    Maker make(5);
    for (int i = 0; i < kRounds; ++i) {
        const auto schema = make.schema();
        const auto instance = json::read(make.instance()).value();
        if (!instance.is_object()) continue;
        json::object turned;
        const auto& members = instance.get_object();
        for (std::size_t at = members.size(); at > 0; --at) {
            const auto& member = *(members.begin() + static_cast<std::ptrdiff_t>(at - 1));
            turned[member.key()] = member.value();
        }
        EXPECT_TRUE(equal(instance, turned));
        EXPECT_EQ(hash(instance), hash(turned));
        EXPECT_EQ(is_valid(schema, instance), is_valid(schema, turned));
    }
}

}  // namespace
}  // namespace tidings::schema
