#include "adapters/sqlite/folder_lock.h"

#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/temporary_folder.h"

namespace tidings::adapters::sqlite {
namespace {

using tidings::testing::TemporaryFolder;

TEST(FolderLock, IsOneHoldersAtATime) {
    const TemporaryFolder folder;
    {
        const auto held = FolderLock::take(folder.path());
        ASSERT_TRUE(held);
        const auto second = FolderLock::take(folder.path());
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, Errc::unavailable);
        EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
    }
    EXPECT_TRUE(FolderLock::take(folder.path()));
}

TEST(FolderLock, HoldsWithoutItsFile) {
    const TemporaryFolder folder;
    const auto held = FolderLock::take(folder.path());
    ASSERT_TRUE(held);
    std::filesystem::remove(folder.path() / "tidings.lock");
    EXPECT_FALSE(FolderLock::take(folder.path())) << "two programs would write to one database";
}

TEST(FolderLock, GoesWithAProcessHoweverThatEnds) {
    const TemporaryFolder folder;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto held = FolderLock::take(folder.path());
        static_cast<void>(::write(ready[1], held ? "y" : "n", 1) + 1);
        ::pause();
    }
    char answer = 0;
    ASSERT_EQ(::read(ready[0], &answer, 1), 1);
    ASSERT_EQ(answer, 'y');
    const auto refused = FolderLock::take(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find(std::to_string(child)), std::string::npos);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(FolderLock::take(folder.path()));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(FolderLock, MovesWithItsObject) {
    const TemporaryFolder folder;
    auto held = FolderLock::take(folder.path());
    ASSERT_TRUE(held);
    {
        const FolderLock moved(std::move(*held));
        EXPECT_FALSE(FolderLock::take(folder.path()));
    }
    EXPECT_TRUE(FolderLock::take(folder.path()));
}

TEST(FolderLock, AFileThatWasLeftBehindIsNoHolder) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "tidings.lock") << "4194304999 and more than a number";
    EXPECT_TRUE(FolderLock::take(folder.path()));
}

TEST(SyncPath, TakesFilesAndFoldersAndSaysWhatIsNotThere) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "file") << "x";
    EXPECT_TRUE(sync_path(folder.path()));
    EXPECT_TRUE(sync_path(folder.path() / "file"));
    const auto none = sync_path(folder.path() / "none");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::unavailable);
    EXPECT_NE(none.error().message.find("none"), std::string::npos);
}

}  // namespace
}  // namespace tidings::adapters::sqlite
