#include "providers/outbox/try_file.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/json.h"

namespace tidings::providers {
namespace {

class OutboxTryFile : public ::testing::Test {
protected:
    OutboxTryFile() {
        std::string folder = (std::filesystem::temp_directory_path() / "tidings-outbox-XXXXXX").string();
        EXPECT_NE(::mkdtemp(folder.data()), nullptr);
        folder_ = folder;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string path() const { return (folder_ / "tries.jsonl").string(); }

    std::vector<std::string> lines() const {
        std::ifstream file(path());
        std::vector<std::string> all;
        for (std::string line; std::getline(file, line);) all.push_back(line);
        return all;
    }

    std::filesystem::path folder_;
};

core::Task task(std::string address, std::string content) {
    core::Task t;
    t.id.notification = Uuid::from(from_micros(1'700'000'000'000'000), {1, 2, 3});
    t.attempt = 2;
    t.channel = core::Channel::email;
    t.address = std::move(address);
    t.content = std::move(content);
    return t;
}

TEST_F(OutboxTryFile, HoldsOneObjectForEachTry) {
    auto file = TryFile::open(path()).value();
    const auto t = task("ann@example.org", R"({"subject":"Hi","text":"a\nb"})");
    file.add(t, core::OutcomeKind::retry, from_micros(1'700'000'000'000'000));
    EXPECT_TRUE(lines().empty());
    EXPECT_EQ(file.flush().lines, 1U);
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(lines()[0], R"({"notification_id":")" + t.id.notification.str() +
                              R"(","attempt":2,"channel":"email","address":"ann@example.org",)"
                              R"("content":{"subject":"Hi","text":"a\nb"},"outcome":"retry",)"
                              R"("at":"2023-11-14T22:13:20Z"})");
}

TEST_F(OutboxTryFile, IsAppendedToAndReadableByItsOwnerOnly) {
    for (int i = 0; i < 2; ++i) {
        auto file = TryFile::open(path()).value();
        file.add(task("ann@example.org", "{}"), core::OutcomeKind::delivered, Time{});
        file.add(task("bob@example.org", "{}"), core::OutcomeKind::delivered, Time{});
        EXPECT_EQ(file.flush().lines, 2U);
    }
    EXPECT_EQ(lines().size(), 4U);
    struct stat info{};
    ASSERT_EQ(::stat(path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(OutboxTryFile, EveryLineIsJsonWhateverTheContentIs) {
    auto file = TryFile::open(path()).value();
    for (const char* content :
         {"", "{", "no json", "a\nb", "\xff\xfe", R"({"a":1,"a":2})", "\"\\u0000\"", "[]"}) {
        file.add(task("ann\xff@example.org", content), core::OutcomeKind::delivered, Time{});
    }
    file.flush();
    ASSERT_EQ(lines().size(), 8U);
    for (const std::string& line : lines()) EXPECT_TRUE(json::parse(line)) << line;
}

TEST_F(OutboxTryFile, ALineThatAKilledProcessLeftTornDoesNotSpoilTheNext) {
    std::ofstream(path()) << R"({"notification_id":"1"})" << '\n' << R"({"notif)";
    for (int i = 0; i < 2; ++i) {
        auto file = TryFile::open(path()).value();
        file.add(task("ann@example.org", "{}"), core::OutcomeKind::delivered, Time{});
        EXPECT_EQ(file.flush().lines, 1U);
    }
    ASSERT_EQ(lines().size(), 4U);
    EXPECT_FALSE(json::parse(lines()[1]));
    EXPECT_TRUE(json::parse(lines()[2])) << lines()[2];
    EXPECT_TRUE(json::parse(lines()[3])) << lines()[3];
}

TEST_F(OutboxTryFile, SeveralProcessesShareItLineByLine) {
    constexpr int kProcesses = 4;
    constexpr int kBatches = 50;
    for (int p = 0; p < kProcesses; ++p) {
        if (::fork() != 0) continue;
        auto file = TryFile::open(path()).value();
        for (int i = 0; i < kBatches; ++i) {
            for (int line = 0; line < 3; ++line) {
                file.add(task("ann@example.org", std::string(3'000, 'x')), core::OutcomeKind::delivered,
                         Time{});
            }
            file.flush();
        }
        ::_exit(0);
    }
    int status = 0;
    while (::wait(&status) > 0) EXPECT_EQ(status, 0);
    ASSERT_EQ(lines().size(), 3U * kProcesses * kBatches);
    for (const std::string& line : lines()) EXPECT_TRUE(json::parse(line));
}

TEST_F(OutboxTryFile, AFolderThatIsNotThereIsAnError) {
    const auto file = TryFile::open((folder_ / "none" / "tries.jsonl").string());
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, Errc::unavailable);
    EXPECT_NE(file.error().message.find("No such file"), std::string::npos);
}

TEST_F(OutboxTryFile, AFullDiskIsReported) {
    auto file = TryFile::open("/dev/full").value();
    file.add(task("ann@example.org", "{}"), core::OutcomeKind::delivered, Time{});
    const auto written = file.flush();
    EXPECT_EQ(written.lines, 0U);
    EXPECT_EQ(written.fault, "No space left on device");
}

// A limit on the size of files stands in for a disk that fills up within a line.
TEST_F(OutboxTryFile, ATornLineIsNotCountedAndDoesNotSpoilTheNext) {
    auto file = TryFile::open(path()).value();
    const auto t = task("ann@example.org", "{}");
    file.add(t, core::OutcomeKind::delivered, Time{});
    file.flush();
    const auto line = std::filesystem::file_size(path());

    struct rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit tight = before;
    tight.rlim_cur = 2 * line + line / 2;
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (int i = 0; i < 3; ++i) file.add(t, core::OutcomeKind::delivered, Time{});
    const auto written = file.flush();
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);

    EXPECT_EQ(written.lines, 1U);
    EXPECT_EQ(written.fault, "File too large");
    file.add(t, core::OutcomeKind::delivered, Time{});
    EXPECT_EQ(file.flush().lines, 1U);
    ASSERT_EQ(lines().size(), 4U);
    EXPECT_FALSE(json::parse(lines()[2]));
    EXPECT_TRUE(json::parse(lines()[3])) << lines()[3];
}

}  // namespace
}  // namespace tidings::providers
