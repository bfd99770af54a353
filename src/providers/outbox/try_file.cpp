#include "providers/outbox/try_file.h"

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/utf8.h"

namespace tidings::providers {
namespace {

std::string fault_of(int code) {
    return std::system_category().message(code);
}

// JSON inside JSON; what is neither JSON nor UTF-8 has no place in the file.
void write_content(const std::string& content, std::string& out) {
    if (const auto parsed = json::parse(content)) {
        json::write(*parsed, out);
    } else if (is_utf8(content)) {
        json::write_string(content, out);
    } else {
        out += "null";
    }
}

void write_address(std::string_view address, std::string& out) {
    json::write_string(address.substr(0, utf8_prefix(address)), out);
}

// Held while a batch is written, so that nobody takes its half for a line that somebody left torn.
class FileLock {
public:
    explicit FileLock(int file) : file_(file) { ::flock(file, LOCK_EX); }
    ~FileLock() { ::flock(file_, LOCK_UN); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int file_;
};

// Whether the file, left by a process that was killed while it wrote, ends within a line.
bool ends_within_line(int file) {
    const FileLock lock(file);
    struct stat info{};
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size == 0) return false;
    char last = '\n';
    return ::pread(file, &last, 1, info.st_size - 1) == 1 && last != '\n';
}

}  // namespace

Result<TryFile> TryFile::open(const std::string& path) {
    constexpr int kOwnerOnly = 0600;
    const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (file < 0)
        return unavailable(fmt::format("cannot open the outbox file {}: {}", path, fault_of(errno)));
    return TryFile(file, ends_within_line(file));
}

TryFile::TryFile(TryFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)),
      torn_(other.torn_),
      buffer_(std::move(other.buffer_)),
      ends_(std::move(other.ends_)) {}

TryFile::~TryFile() {
    if (file_ >= 0) ::close(file_);
}

void TryFile::add(const core::Task& task, core::OutcomeKind outcome, Time at) {
    if (buffer_.empty() && torn_) buffer_ += '\n';
    fmt::format_to(std::back_inserter(buffer_),
                   R"({{"notification_id":"{}","attempt":{},"channel":"{}","address":)",
                   task.id.notification.str(), task.attempt, core::name(task.channel));
    write_address(task.address, buffer_);
    buffer_ += R"(,"content":)";
    write_content(task.content, buffer_);
    fmt::format_to(std::back_inserter(buffer_), R"(,"outcome":"{}","at":"{}"}})", core::name(outcome),
                   format_rfc3339(at));
    buffer_ += '\n';
    ends_.push_back(buffer_.size());
}

TryFile::Written TryFile::flush() {
    std::size_t done = 0;
    Written written;
    const FileLock lock(file_);
    while (done < buffer_.size() && written.fault.empty()) {
        const ssize_t count = ::write(file_, buffer_.data() + done, buffer_.size() - done);
        if (count >= 0) {
            done += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            written.fault = fault_of(errno);
        }
    }
    if (done > 0) torn_ = buffer_[done - 1] != '\n';
    const auto whole = std::upper_bound(ends_.begin(), ends_.end(), done);
    written.lines = static_cast<std::size_t>(whole - ends_.begin());
    buffer_.clear();
    ends_.clear();
    return written;
}

}  // namespace tidings::providers
