#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "embedded/embed_fixture.h"

namespace tidings {
namespace {

std::string on_disk(std::string_view path) {
    std::ifstream file("tests/embed/files/" + std::string(path), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Embedded, HoldsTheMatchingFilesSortedByPath) {
    std::vector<std::string_view> paths;
    for (const EmbeddedFile& file : embedded::embed_fixture()) paths.push_back(file.path);
    EXPECT_THAT(paths, ::testing::ElementsAre("a.txt", "deep/bytes.bin", "empty.txt"));
}

TEST(Embedded, KeepsEveryByte) {
    for (const EmbeddedFile& file : embedded::embed_fixture()) {
        EXPECT_EQ(file.bytes, on_disk(file.path)) << file.path;
    }
}

TEST(Embedded, FixtureHasEveryByteThereIs) {
    EXPECT_GT(on_disk("deep/bytes.bin").size(), 256U);
}

}  // namespace
}  // namespace tidings
