#include "app/kept_secret.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/read_file.h"
#include "support/temporary_folder.h"

namespace tidings::app {
namespace {

class KeptSecret : public ::testing::Test {
protected:
    std::string kept() const { return read_or_make_secret(path).value().reveal(); }
    std::string text() const { return read_file(path.string()).value(); }
    void write(const std::string& text) const { std::ofstream(path, std::ios::trunc) << text; }

    const tidings::testing::TemporaryFolder folder;
    const std::filesystem::path path = folder.path() / "some.key";
};

TEST_F(KeptSecret, IsMadeOnceAndLeavesNothingBeside) {
    const auto made = kept();
    EXPECT_EQ(made.size(), 64U);
    EXPECT_EQ(kept(), made);
    const std::filesystem::directory_iterator files(folder.path());
    EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(KeptSecret, OfAnEarlierVersionHasNoChecksum) {
    const auto made = kept();
    write(made);
    EXPECT_EQ(kept(), made);
}

TEST_F(KeptSecret, ThatIsDamagedIsRefusedAndLeftAsItIs) {
    const auto made = kept();
    const auto whole = text();
    for (std::size_t left = 0; left < whole.size() - 1; ++left) {
        if (left == 64) continue;  // as an earlier version has written it
        write(whole.substr(0, left));
        const auto read = read_or_make_secret(path);
        ASSERT_FALSE(read) << left;
        EXPECT_THAT(read.error().message, ::testing::HasSubstr("some.key is damaged"));
        EXPECT_EQ(text(), whole.substr(0, left));
    }
    for (std::size_t at = 0; at < whole.size() - 1; ++at) {
        auto changed = whole;
        changed[at] ^= 1;
        write(changed);
        EXPECT_FALSE(read_or_make_secret(path)) << at;
    }
    write(whole);
    EXPECT_EQ(kept(), made);
}

}  // namespace
}  // namespace tidings::app
