#pragma once

#include <filesystem>

#include "base/result.h"

namespace tidings::adapters::sqlite {

// Holds a data folder for one process: a second one is refused. Ends with the object, or with the process,
// however that ends.
class FolderLock {
public:
    // Errc::unavailable, with the holder's process id, when the folder is held.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    explicit FolderLock(int file) : file_(file) {}
    int file_;
};

// Puts a file on the disk; for a folder, the names in it.
Result<> sync_path(const std::filesystem::path& path);

}  // namespace tidings::adapters::sqlite
