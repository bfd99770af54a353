#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "base/result.h"

namespace tidings::adapters::sqlite {

// How many commits were acknowledged, in a file beside the database (`tidings.mark`): a database that has
// fewer has lost some. Never ahead of what is on the disk, and behind it by the last commits at most: it is
// written after each one, but reaches the disk itself only with `sync`.
class CommitMark {
public:
    // The number that the folder's mark has; nothing where there is no mark, or none that can be read.
    static std::optional<std::int64_t> read(const std::filesystem::path& folder);

    // Makes the mark, durably, or takes the one that is there.
    static Result<CommitMark> make(const std::filesystem::path& folder, std::int64_t commits);

    CommitMark(CommitMark&& other) noexcept;
    CommitMark& operator=(CommitMark&&) = delete;
    ~CommitMark();

    // One thread at a time. A mark that cannot be written stays behind, which the next one makes good.
    void write(std::int64_t commits);

    // Any thread; does nothing where nothing was written since.
    Result<> sync();

private:
    explicit CommitMark(int file) : file_(file) {}
    int file_;
    std::atomic<bool> written_ = false;
};

}  // namespace tidings::adapters::sqlite
