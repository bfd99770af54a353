#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>
#include <unistd.h>

namespace tidings::testing {

// A new folder that goes with the object, and all that is in it. In memory where the machine has such a
// place: tests sync often, and what they prove does not depend on the disk.
class TemporaryFolder {
public:
    TemporaryFolder() {
        const std::filesystem::path memory = "/dev/shm";
        const bool writable = ::access(memory.c_str(), W_OK) == 0;
        const auto parent = writable ? memory : std::filesystem::temp_directory_path();
        std::string path = (parent / "tidings-test-XXXXXX").string();
        if (!::mkdtemp(path.data())) throw std::runtime_error("cannot make a temporary folder");
        path_ = path;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace tidings::testing
