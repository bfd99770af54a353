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

// So that the names of new files in it are on the disk, too.
Result<> sync_folder(const std::filesystem::path& folder);

}  // namespace tidings::adapters::sqlite
