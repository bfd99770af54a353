#include "adapters/sqlite/commit_mark.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "adapters/sqlite/folder_lock.h"

namespace tidings::adapters::sqlite {
namespace {

std::filesystem::path path_in(const std::filesystem::path& folder) {
    return folder / "tidings.mark";
}

}  // namespace

std::optional<std::int64_t> CommitMark::read(const std::filesystem::path& folder) {
    std::string text;
    if (!std::getline(std::ifstream(path_in(folder)), text)) return std::nullopt;
    std::int64_t commits = 0;
    const char* end = text.data() + text.size();
    const auto [stop, fault] = std::from_chars(text.data(), end, commits);
    if (fault != std::errc{} || stop != end || commits < 0) return std::nullopt;
    return commits;
}

Result<CommitMark> CommitMark::make(const std::filesystem::path& folder, std::int64_t commits) {
    const auto path = path_in(folder);
    const auto known = read(folder);
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return unavailable(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
    CommitMark mark(file);
    if (known == commits) {
        mark.written_ = true;  // by whoever came before, perhaps without a sync
        return mark;
    }
    mark.write(commits);
    if (!mark.written_) return Error{Errc::full, fmt::format("cannot write {}", path.string())};
    if (auto synced = mark.sync(); !synced) return synced.error();
    if (auto synced = sync_path(folder); !synced) return synced.error();
    return mark;
}

CommitMark::CommitMark(CommitMark&& other) noexcept
    : file_(std::exchange(other.file_, -1)), written_(other.written_.load()) {}

CommitMark::~CommitMark() {
    if (file_ >= 0) ::close(file_);
}

// Of one length always, so that the file is never written in two steps.
void CommitMark::write(std::int64_t commits) {
    std::array<char, 20> line{};
    fmt::format_to_n(line.data(), line.size(), "{:019}\n", commits);
    if (::pwrite(file_, line.data(), line.size(), 0) == static_cast<ssize_t>(line.size())) written_ = true;
}

Result<> CommitMark::sync() {
    if (!written_.exchange(false)) return {};
    if (::fdatasync(file_) == 0) return {};
    return unavailable(fmt::format("cannot sync the mark of the data folder: {}", std::strerror(errno)));
}

}  // namespace tidings::adapters::sqlite
