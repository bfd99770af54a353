#include "app/read_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log_format.h"

namespace tidings::app {
namespace {

Error unreadable(const std::string& what, int number) {
    const Errc code = number == ENOENT || number == ENOTDIR ? Errc::not_found : Errc::invalid;
    return {code, "cannot read " + what + ": " + std::generic_category().message(number)};
}

Result<std::string> read_all(int descriptor, const std::string& what, std::string content = {}) {
    constexpr std::size_t kChunk = 64 << 10;
    while (true) {
        const std::size_t before = content.size();
        content.resize(before + kChunk);
        const ssize_t count = ::read(descriptor, content.data() + before, kChunk);
        if (count < 0 && errno != EINTR) return unreadable(what, errno);
        content.resize(before + static_cast<std::size_t>(count < 0 ? 0 : count));
        if (count == 0) return content;
        if (content.size() > kFileBytesMax) {
            return invalid("cannot read " + what + ": it has more than " +
                           std::to_string(kFileBytesMax >> 20) + " MiB");
        }
    }
}

// A named pipe may have no writer, for ever: then the wait for one ends. What it gave in that moment is begun
// in `content`.
bool somebody_writes(int descriptor, int patience, std::string& content) {
    struct stat found{};
    if (::fstat(descriptor, &found) != 0 || !S_ISFIFO(found.st_mode)) return true;
    pollfd waiting{descriptor, POLLIN, 0};
    int found_any = 0;
    do {
        found_any = ::poll(&waiting, 1, patience);
    } while (found_any < 0 && errno == EINTR);
    if (found_any != 0) return true;
    // Not to block says which it is: without a writer there is an end, with a silent one there is not.
    char byte = 0;
    const ssize_t count = ::read(descriptor, &byte, 1);
    if (count == 1) content += byte;
    return count != 0;
}

}  // namespace

Result<std::string> read_file(const std::string& path, int patience) {
    std::string what = "the file ";
    log::append_quoted(path, what);
    // Opening a named pipe would wait for its writer.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) return unreadable(what, errno);
    std::string begun;
    if (!somebody_writes(descriptor, patience, begun)) {
        ::close(descriptor);
        return unavailable("cannot read " + what + ": it is a pipe, and nobody writes to it");
    }
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    Result<std::string> content = read_all(descriptor, what, std::move(begun));
    ::close(descriptor);
    return content;
}

Result<std::string> read_standard_input() {
    return read_all(STDIN_FILENO, "standard input");
}

}  // namespace tidings::app
