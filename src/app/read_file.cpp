#include "app/read_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "base/log_format.h"

namespace tidings::app {
namespace {

Error unreadable(const std::string& what, int number) {
    const Errc code = number == ENOENT || number == ENOTDIR ? Errc::not_found : Errc::invalid;
    return {code, "cannot read " + what + ": " + std::generic_category().message(number)};
}

Result<std::string> read_all(int descriptor, const std::string& what) {
    constexpr std::size_t kChunk = 64 << 10;
    std::string content;
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

}  // namespace

Result<std::string> read_file(const std::string& path) {
    std::string what = "the file ";
    log::append_quoted(path, what);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return unreadable(what, errno);
    Result<std::string> content = read_all(descriptor, what);
    ::close(descriptor);
    return content;
}

Result<std::string> read_standard_input() {
    return read_all(STDIN_FILENO, "standard input");
}

}  // namespace tidings::app
