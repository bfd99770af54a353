#pragma once

#include <filesystem>

#include "base/result.h"

namespace tidings::adapters::sqlite {

// Holds a data folder for one process: a second one is refused, even where the file tidings.lock was removed.
// Ends with the object, or with the process, however that ends.
class FolderLock {
public:
    // Errc::unavailable, with the holder's process id, when the folder is held.
    static Result<FolderLock> take(const std::filesystem::path& folder);

    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    FolderLock(int folder, int file) : folder_(folder), file_(file) {}
    int folder_;
    int file_;  // says who the holder is, and locks where a folder cannot be locked
};

// Puts a file on the disk; for a folder, the names in it.
Result<> sync_path(const std::filesystem::path& path);

}  // namespace tidings::adapters::sqlite
