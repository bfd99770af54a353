#include "app/read_file.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temporary_folder.h"

namespace tidings::app {
namespace {

TEST(ReadFile, GivesAllBytes) {
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "file").string();
    std::string content(300'000, 'x');
    content[7] = '\0';
    std::ofstream(path, std::ios::binary) << content;
    EXPECT_EQ(read_file(path).value(), content);
    std::ofstream(path, std::ios::trunc).flush();
    EXPECT_EQ(read_file(path).value(), "");
}

TEST(ReadFile, WhatCannotBeReadIsNamedWithTheReason) {
    const tidings::testing::TemporaryFolder folder;
    EXPECT_EQ(read_file("/no where").error().message,
              "cannot read the file \"/no where\": No such file or directory");
    EXPECT_EQ(read_file("/no where").error().code, Errc::not_found);
    EXPECT_EQ(read_file(folder.path().string()).error().message,
              "cannot read the file \"" + folder.path().string() + "\": Is a directory");
    std::filesystem::create_symlink("loop", folder.path() / "loop");
    EXPECT_THAT(read_file((folder.path() / "loop").string()).error().message,
                ::testing::HasSubstr("Too many levels of symbolic links"));
}

TEST(ReadFile, WhatHasNoEndIsGivenUp) {
    EXPECT_EQ(read_file("/dev/zero").error().message,
              "cannot read the file \"/dev/zero\": it has more than 64 MiB");
}

TEST(ReadFile, APipeIsReadToItsEnd) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    const std::string content(200'000, 'p');
    std::thread writer([&] {
        std::size_t done = 0;
        while (done < content.size()) {
            const ssize_t count = ::write(ends[1], content.data() + done, content.size() - done);
            if (count > 0) done += static_cast<std::size_t>(count);
        }
        ::close(ends[1]);
    });
    EXPECT_EQ(read_file("/dev/fd/" + std::to_string(ends[0])).value(), content);
    writer.join();
    ::close(ends[0]);
}

TEST(ReadFile, ANamedPipeIsReadWhenItsWriterComes) {
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "pipe").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    std::thread writer([&] { std::ofstream(path) << "late"; });
    EXPECT_EQ(read_file(path).value(), "late");
    writer.join();
}

TEST(ReadFile, ANamedPipeThatNobodyWritesToIsGivenUp) {
    const tidings::testing::TemporaryFolder folder;
    const std::string path = (folder.path() / "pipe").string();
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    EXPECT_EQ(read_file(path, 10).error().message,
              "cannot read the file \"" + path + "\": it is a pipe, and nobody writes to it");
}

TEST(ReadFile, ASilentWriterIsWaitedFor) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    std::thread writer([&] {
        pollfd nothing{-1, 0, 0};
        ::poll(&nothing, 1, 50);
        EXPECT_EQ(::write(ends[1], "said", 4), 4);
        ::close(ends[1]);
    });
    EXPECT_EQ(read_file("/dev/fd/" + std::to_string(ends[0]), 5).value(), "said");
    writer.join();
    ::close(ends[0]);
}

}  // namespace
}  // namespace tidings::app
