#include "adapters/sqlite/folder_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

namespace tidings::adapters::sqlite {
namespace {

std::string holder_of(int file) {
    std::array<char, 32> text{};
    const auto length = ::pread(file, text.data(), text.size(), 0);
    return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : std::string("unknown");
}

// flock belongs to the open file, so that a second lock of the same process is refused, too.
bool is_locked(int file) {
    return ::flock(file, LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
    const auto path = folder / "tidings.lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return unavailable(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
    FolderLock lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), file);
    const bool folder_is_held = !is_locked(lock.folder_) && errno == EWOULDBLOCK;
    if (folder_is_held || !is_locked(file)) {
        return unavailable(
            fmt::format("the data folder {} is held by the process {}: stop it, or choose another folder",
                        folder.string(), holder_of(file)));
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(file, 0) != 0 || ::pwrite(file, pid.data(), pid.size(), 0) < 0) {
        return unavailable(fmt::format("cannot write {}: {}", path.string(), std::strerror(errno)));
    }
    return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : folder_(std::exchange(other.folder_, -1)), file_(std::exchange(other.file_, -1)) {}

FolderLock::~FolderLock() {
    if (file_ >= 0) ::close(file_);
    if (folder_ >= 0) ::close(folder_);
}

Result<> sync_path(const std::filesystem::path& path) {
    const int opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = opened >= 0 && ::fsync(opened) == 0;
    const int fault = errno;
    if (opened >= 0) ::close(opened);
    if (synced) return {};
    return unavailable(fmt::format("cannot sync {}: {}", path.string(), std::strerror(fault)));
}

}  // namespace tidings::adapters::sqlite
