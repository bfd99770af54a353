// The official test suite of JSON Schema, draft 7, as Debian packages it (json-schema-test-suite). Every file
// is run; what is left out stands in kExcluded with its reason.

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "schema/schema.h"

namespace tidings::schema {
namespace {

const std::filesystem::path kSuite = "/usr/share/json-schema-test-suite/tests/draft7";

// A file, and the description of a group in it; an empty description is the whole file.
struct Exclusion {
    std::string_view file;
    std::string_view group;
    std::string_view reason;
};

constexpr std::array<Exclusion, 6> kExcluded = {{
    {"refRemote.json", "", "schemas are not fetched from elsewhere"},
    {"definitions.json", "", "asks for the meta-schema, which stands elsewhere"},
    {"ref.json", "remote ref, containing refs itself", "asks for the meta-schema, which stands elsewhere"},
    {"ref.json", "escaped pointer ref",
     "keeps schemas under keywords that draft 7 does not have, which we refuse"},
    {"optional/content.json", "", "contentMediaType and contentEncoding are annotations here"},
    {"optional/format/idn-hostname.json", "", "needs the tables of IDNA; the format is refused"},
}};

bool is_excluded(std::string_view file, std::string_view group) {
    return std::any_of(kExcluded.begin(), kExcluded.end(), [&](const Exclusion& e) {
        return e.file == file && (e.group.empty() || e.group == group);
    });
}

json::value load(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return json::read(text.str()).value();
}

std::vector<std::string> files() {
    std::vector<std::string> names;
    if (!std::filesystem::exists(kSuite)) return names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(kSuite)) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().lexically_relative(kSuite));
    }
    std::sort(names.begin(), names.end());
    return names;
}

void run_group(const json::object& group) {
    const auto schema = Schema::compile(group.at("schema"));
    ASSERT_TRUE(schema.has_value()) << schema.error().message;
    for (const json::value& test : group.at("tests").as_array()) {
        std::vector<Fault> faults;
        schema->validate(test.at("data"), "", faults);
        EXPECT_EQ(faults.empty(), test.at("valid").as_bool())
            << test.at("description").as_string() << (faults.empty() ? "" : ": " + faults[0].detail);
    }
}

class Draft7 : public testing::TestWithParam<std::string> {};

TEST_P(Draft7, AgreesWithTheSuite) {
    const json::value groups = load(kSuite / GetParam());
    for (const json::value& entry : groups.as_array()) {
        const json::object& group = entry.as_object();
        const std::string_view description = json::text_or_empty(group, "description");
        if (is_excluded(GetParam(), description)) continue;
        SCOPED_TRACE(GetParam() + ": " + std::string(description));
        run_group(group);
    }
}

INSTANTIATE_TEST_SUITE_P(Suite, Draft7, testing::ValuesIn(files()), [](const auto& param_info) {
    std::string name = param_info.param;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; },
        '_');
    return name;
});

TEST(Draft7Suite, IsInstalledAndWhole) {
    EXPECT_GE(files().size(), 50U) << "install json-schema-test-suite";
}

TEST(Draft7Suite, ExcludesOnlyWhatItHas) {
    for (const Exclusion& exclusion : kExcluded) {
        const json::value groups = load(kSuite / exclusion.file);
        EXPECT_TRUE(std::any_of(groups.as_array().begin(), groups.as_array().end(),
                                [&](const json::value& group) {
                                    return exclusion.group.empty() ||
                                           group.at("description").as_string() == exclusion.group;
                                }))
            << exclusion.file;
    }
}

}  // namespace
}  // namespace tidings::schema
