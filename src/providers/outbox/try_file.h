#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/outcome.h"
#include "core/task.h"

namespace tidings::providers {

// A file of tries, one JSON object a line: {"notification_id", "attempt", "channel", "address", "content",
// "outcome", "at"}. It is opened for appending, so several processes may share it; each batch is one write,
// under a lock (flock). Not synced: it is for people and tests, the store has the record.
//
// Threads: one.
class TryFile {
public:
    // Made where it does not exist, readable by its owner only.
    static Result<TryFile> open(const std::string& path);

    TryFile(TryFile&& other) noexcept;
    TryFile& operator=(TryFile&&) = delete;
    ~TryFile();

    void add(const core::Task& task, core::OutcomeKind outcome, Time at);

    // Writes what was added. On a failure says how many of the lines are in the file as a whole; the others
    // are forgotten.
    struct Written {
        std::size_t lines = 0;
        std::string fault;  // empty: none
    };
    Written flush();

private:
    TryFile(int file, bool torn) : file_(file), torn_(torn) {}

    int file_ = -1;
    bool torn_ = false;  // the file ends within a line
    std::string buffer_;
    std::vector<std::size_t> ends_;  // of each line in the buffer
};

}  // namespace tidings::providers
