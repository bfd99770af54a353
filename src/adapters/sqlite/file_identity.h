#pragma once

#include <filesystem>

#include <sys/types.h>

namespace tidings::adapters::sqlite {

// A file that somebody has open, by its name of then.
class FileIdentity {
public:
    // What the name leads to now.
    explicit FileIdentity(std::filesystem::path path);

    // Whether the name leads elsewhere, or nowhere: what is written to the open file is then written to one
    // that nobody will find again. One system call.
    bool has_moved() const;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    dev_t device_ = 0;
    ino_t number_ = 0;
};

}  // namespace tidings::adapters::sqlite
