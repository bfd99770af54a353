#include "app/kept_secret.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include "app/read_file.h"
#include "base/hash.h"

namespace tidings::app {
namespace {

constexpr std::size_t kBytes = 32;
constexpr std::size_t kDigits = 2 * kBytes;
constexpr std::size_t kCheckDigits = 16;

std::string check_of(std::string_view digits) {
    const Sha256 hash = sha256(digits);
    return to_hex({reinterpret_cast<const char*>(hash.data()), hash.size()}).substr(0, kCheckDigits);
}

// What an earlier version has written has no checksum.
bool is_whole(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    const auto digits = text.substr(0, kDigits);
    if (digits.size() != kDigits || !from_hex(digits)) return false;
    return text.size() == kDigits || text.substr(kDigits) == " " + check_of(digits);
}

// After a power cut a name is there only if its folder was synced.
Result<> sync_folder(const std::filesystem::path& folder) {
    const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = opened >= 0 && ::fsync(opened) == 0;
    const int why = errno;
    if (opened >= 0) ::close(opened);
    if (synced) return {};
    return unavailable("cannot write to " + folder.string() + ": " + std::strerror(why));
}

// Under another name first: a crash leaves no half of it.
Result<> write_new_file(const std::filesystem::path& path, const std::string& text) {
    const auto unfinished = path.string() + ".new";
    const int file = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return unavailable("cannot write " + unfinished + ": " + std::strerror(errno));
    const bool written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written) return Error{Errc::full, "cannot write " + unfinished};
    if (::rename(unfinished.c_str(), path.c_str()) != 0) {
        return unavailable("cannot write " + path.string() + ": " + std::strerror(errno));
    }
    return sync_folder(path.parent_path());
}

}  // namespace

Result<Secret> read_or_make_secret(const std::filesystem::path& path) {
    auto text = read_file(path.string());
    if (text && is_whole(*text)) return Secret(text->substr(0, kDigits));
    if (text) {
        return invalid(
            path.string() +
            " is damaged; put back a copy of it, or delete it: then a new one is made, and links in "
            "messages that were sent do not work any more");
    }
    if (text.error().code != Errc::not_found) return text.error();
    std::string digits = to_hex(random_bytes(kBytes));
    if (const auto written = write_new_file(path, digits + " " + check_of(digits) + "\n"); !written) {
        return written.error();
    }
    return Secret(std::move(digits));
}

}  // namespace tidings::app
