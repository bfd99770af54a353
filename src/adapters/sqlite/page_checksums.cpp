#include "adapters/sqlite/page_checksums.h"

#include <cstring>
#include <fstream>
#include <string>

#include <sqlite3.h>

#include "adapters/sqlite/vfs_layer.h"
#include "base/assert.h"

namespace tidings::adapters::sqlite {
namespace {

// Where the database's header, which begins the first page, says how pages are laid out.
constexpr int kHeaderBytes = 100;
constexpr int kPageSizeAt = 16;
constexpr int kReservedAt = 20;

struct Layout {
    int page_size;  // 0: pages have no checksums
};
using File = LayeredFile<Layout>;

void learn_from_header(Layout& file, const unsigned char* header) {
    const int size = header[kPageSizeAt] << 8 | header[kPageSizeAt + 1];
    file.page_size = header[kReservedAt] != kChecksumBytes ? 0 : size == 1 ? 65536 : size;
}

bool is_page(const Layout& file, int amount, sqlite3_int64 at) {
    return file.page_size > 0 && amount == file.page_size && at % file.page_size == 0;
}

std::uint64_t checksum_at(const char* page, int size) {
    std::uint64_t stored = 0;
    std::memcpy(&stored, page + size - kChecksumBytes, kChecksumBytes);
    return stored;
}

int read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 at) {
    const int code = File::methods_below(file).xRead(File::below(file), buffer, amount, at);
    if (code == SQLITE_OK && at == 0 && amount >= kHeaderBytes) {
        learn_from_header(File::own_of(file), static_cast<const unsigned char*>(buffer));
    }
    if (!is_page(File::own_of(file), amount, at)) return code;
    if (code == SQLITE_IOERR_SHORT_READ) return SQLITE_IOERR_DATA;
    const auto* page = static_cast<const char*>(buffer);
    if (code != SQLITE_OK ||
        page_checksum({page, static_cast<std::size_t>(amount)}, at) == checksum_at(page, amount)) {
        return code;
    }
    sqlite3_log(SQLITE_IOERR_DATA, "a page at byte %lld does not fit its checksum", at);
    return SQLITE_IOERR_DATA;
}

int write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 at) {
    if (at == 0 && amount >= kHeaderBytes) {
        learn_from_header(File::own_of(file), static_cast<const unsigned char*>(buffer));
    }
    if (is_page(File::own_of(file), amount, at)) {
        // The buffer is a page in memory, whose last bytes SQLite leaves to us.
        auto* page = static_cast<char*>(const_cast<void*>(buffer));
        const std::uint64_t sum = page_checksum({page, static_cast<std::size_t>(amount)}, at);
        std::memcpy(page + amount - kChecksumBytes, &sum, kChecksumBytes);
    }
    return File::methods_below(file).xWrite(File::below(file), buffer, amount, at);
}

constexpr sqlite3_io_methods make_methods() {
    auto methods = File::pass_through();
    methods.xRead = read;
    methods.xWrite = write;
    return methods;
}
constexpr sqlite3_io_methods kMethods = make_methods();

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
    auto* vfs_below = static_cast<sqlite3_vfs*>(vfs->pAppData);
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return vfs_below->xOpen(vfs_below, name, file, flags, flags_out);
    File::own_of(file).page_size = 0;
    return File::open(vfs_below, name, file, flags, flags_out, kMethods);
}

sqlite3_vfs make_vfs() {
    sqlite3_vfs* vfs_below = sqlite3_vfs_find(nullptr);
    TIDINGS_ASSERT(vfs_below != nullptr);
    sqlite3_vfs vfs = File::layer_on(*vfs_below, "tidings-page-checksums");
    vfs.xOpen = open;
    return vfs;
}

}  // namespace

const char* page_checksums_vfs() {
    static sqlite3_vfs vfs = make_vfs();
    static const int registered = sqlite3_vfs_register(&vfs, /*makeDflt=*/0);
    TIDINGS_ASSERT(registered == SQLITE_OK);
    return vfs.zName;
}

Result<std::size_t> seal_pages(const std::filesystem::path& file) {
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    std::string page(kHeaderBytes, '\0');
    if (!stream.read(page.data(), kHeaderBytes)) return unavailable("cannot read " + file.string());
    Layout layout{};
    learn_from_header(layout, reinterpret_cast<const unsigned char*>(page.data()));
    page.resize(static_cast<std::size_t>(layout.page_size));
    std::size_t sealed = 0;
    for (sqlite3_int64 at = 0; stream.seekg(at).read(page.data(), layout.page_size); at += layout.page_size) {
        const std::uint64_t sum = page_checksum(page, at);
        if (sum == checksum_at(page.data(), layout.page_size)) continue;
        std::memcpy(page.data() + layout.page_size - kChecksumBytes, &sum, kChecksumBytes);
        if (!stream.seekp(at).write(page.data(), layout.page_size)) break;
        ++sealed;
    }
    if (stream.bad()) return unavailable("cannot write " + file.string());
    return sealed;
}

// Each step is one to one, so that no single change of the page can leave the sum as it was.
std::uint64_t page_checksum(std::string_view page, std::int64_t place) {
    auto sum = static_cast<std::uint64_t>(place) + 0x9e3779b97f4a7c15U;
    for (std::size_t at = 0; at + sizeof sum <= page.size() - kChecksumBytes; at += sizeof sum) {
        std::uint64_t word = 0;
        std::memcpy(&word, page.data() + at, sizeof word);
        sum = (sum ^ word) * 0xff51afd7ed558ccdU;
        sum ^= sum >> 32U;
    }
    return sum;
}

}  // namespace tidings::adapters::sqlite
