#include "base/line_writer.h"

#include <array>
#include <csignal>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace tidings::log {
namespace {

std::string long_line(std::size_t size) {
    std::string line(size, 'x');
    line.back() = '\n';
    return line;
}

class LineWriterTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0); }
    void TearDown() override {
        for (const int end : ends) {
            if (end >= 0) close(end);
        }
    }

    // What is in the pipe now.
    std::string drain() {
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        std::string all;
        std::array<char, 4096> part;
        for (ssize_t n; (n = read(ends[0], part.data(), part.size())) > 0;) {
            all.append(part.data(), static_cast<std::size_t>(n));
        }
        return all;
    }

    void fill(LineWriter& writer) {
        const std::string line = long_line(4096);
        while (writer.dropped() == 0) writer.write(line);
    }

    std::array<int, 2> ends{-1, -1};
};

TEST_F(LineWriterTest, WritesLinesAsTheyAre) {
    LineWriter writer(ends[1], std::chrono::milliseconds{1});
    writer.write("one\n");
    writer.write("two\n");
    EXPECT_EQ(drain(), "one\ntwo\n");
    EXPECT_EQ(writer.dropped(), 0U);
}

TEST_F(LineWriterTest, AFullPipeCostsLinesAndNotTheCaller) {
    LineWriter writer(ends[1], std::chrono::milliseconds{1});
    fill(writer);
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 1000; ++i) writer.write("lost\n");
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{1});
    EXPECT_EQ(writer.dropped(), 1001U);
}

TEST_F(LineWriterTest, TellsWhatWasDroppedOnceThePipeMovesAgain) {
    LineWriter writer(ends[1], std::chrono::milliseconds{1});
    fill(writer);
    writer.write("lost\n");
    drain();
    writer.write("back\n");
    EXPECT_EQ(drain(), "tidings: lines of the log dropped here: 2\nback\n");
    writer.write("more\n");
    EXPECT_EQ(drain(), "more\n");
}

TEST_F(LineWriterTest, ALineThatWasCutIsEndedBeforeTheNext) {
    LineWriter writer(ends[1], std::chrono::milliseconds{1});
    fcntl(ends[1], F_SETPIPE_SZ, 8192);
    writer.write(long_line(12000));
    EXPECT_EQ(writer.dropped(), 1U);
    drain();
    writer.write("back\n");
    EXPECT_EQ(drain(), "\ntidings: lines of the log dropped here: 1\nback\n");
}

TEST_F(LineWriterTest, AClosedReaderIsNoEnd) {
    signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    ends[0] = -1;
    LineWriter writer(ends[1], std::chrono::milliseconds{1});
    writer.write("nobody\n");
    writer.write("nobody\n");
    EXPECT_EQ(writer.dropped(), 2U);
}

TEST(LineWriter, AClosedDescriptorIsNoEnd) {
    LineWriter writer(-1, std::chrono::milliseconds{1});
    writer.write("nobody\n");
    EXPECT_EQ(writer.dropped(), 1U);
}

}  // namespace
}  // namespace tidings::log
