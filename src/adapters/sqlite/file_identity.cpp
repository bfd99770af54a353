#include "adapters/sqlite/file_identity.h"

#include <utility>

#include <sys/stat.h>

namespace tidings::adapters::sqlite {

FileIdentity::FileIdentity(std::filesystem::path path) : path_(std::move(path)) {
    struct stat now{};
    if (::stat(path_.c_str(), &now) != 0) return;
    device_ = now.st_dev;
    number_ = now.st_ino;
}

bool FileIdentity::has_moved() const {
    struct stat now{};
    return ::stat(path_.c_str(), &now) != 0 || now.st_dev != device_ || now.st_ino != number_;
}

}  // namespace tidings::adapters::sqlite
