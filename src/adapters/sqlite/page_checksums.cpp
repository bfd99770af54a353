#include "adapters/sqlite/page_checksums.h"

#include <cstring>

#include <sqlite3.h>

#include "base/assert.h"

namespace tidings::adapters::sqlite {
namespace {

// Where the database's header, which begins the first page, says how pages are laid out.
constexpr int kHeaderBytes = 100;
constexpr int kPageSizeAt = 16;
constexpr int kReservedAt = 20;

// What SQLite takes for an open file; behind it stands that of the layer below.
struct File {
    sqlite3_file base;
    int page_size;  // 0: pages have no checksums
};

File* self(sqlite3_file* file) {
    return reinterpret_cast<File*>(file);
}

sqlite3_file* below(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(self(file) + 1);
}

const sqlite3_io_methods& methods_below(sqlite3_file* file) {
    return *below(file)->pMethods;
}

void learn_from_header(File& file, const unsigned char* header) {
    const int size = header[kPageSizeAt] << 8 | header[kPageSizeAt + 1];
    file.page_size = header[kReservedAt] != kChecksumBytes ? 0 : size == 1 ? 65536 : size;
}

bool is_page(const File& file, int amount, sqlite3_int64 at) {
    return file.page_size > 0 && amount == file.page_size && at % file.page_size == 0;
}

std::uint64_t checksum_at(const char* page, int size) {
    std::uint64_t stored = 0;
    std::memcpy(&stored, page + size - kChecksumBytes, kChecksumBytes);
    return stored;
}

int read(sqlite3_file* file, void* buffer, int amount, sqlite3_int64 at) {
    const int code = methods_below(file).xRead(below(file), buffer, amount, at);
    if (code == SQLITE_OK && at == 0 && amount >= kHeaderBytes) {
        learn_from_header(*self(file), static_cast<const unsigned char*>(buffer));
    }
    if (!is_page(*self(file), amount, at)) return code;
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
        learn_from_header(*self(file), static_cast<const unsigned char*>(buffer));
    }
    if (is_page(*self(file), amount, at)) {
        // The buffer is a page in memory, whose last bytes SQLite leaves to us.
        auto* page = static_cast<char*>(const_cast<void*>(buffer));
        const std::uint64_t sum = page_checksum({page, static_cast<std::size_t>(amount)}, at);
        std::memcpy(page + amount - kChecksumBytes, &sum, kChecksumBytes);
    }
    return methods_below(file).xWrite(below(file), buffer, amount, at);
}

// Everything else goes to the layer below as it is. Version 2: without maps of the file into memory, which
// nobody could look at.
const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = [](sqlite3_file* f) { return methods_below(f).xClose(below(f)); },
    .xRead = read,
    .xWrite = write,
    .xTruncate = [](sqlite3_file* f,
                    sqlite3_int64 size) { return methods_below(f).xTruncate(below(f), size); },
    .xSync = [](sqlite3_file* f, int flags) { return methods_below(f).xSync(below(f), flags); },
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* size) { return methods_below(f).xFileSize(below(f), size); },
    .xLock = [](sqlite3_file* f, int lock) { return methods_below(f).xLock(below(f), lock); },
    .xUnlock = [](sqlite3_file* f, int lock) { return methods_below(f).xUnlock(below(f), lock); },
    .xCheckReservedLock = [](sqlite3_file* f,
                             int* held) { return methods_below(f).xCheckReservedLock(below(f), held); },
    .xFileControl = [](sqlite3_file* f, int what,
                       void* with) { return methods_below(f).xFileControl(below(f), what, with); },
    .xSectorSize = [](sqlite3_file* f) { return methods_below(f).xSectorSize(below(f)); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return methods_below(f).xDeviceCharacteristics(below(f)); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return methods_below(f).xShmMap(below(f), page, size, extend, out);
        },
    .xShmLock = [](sqlite3_file* f, int at, int count,
                   int flags) { return methods_below(f).xShmLock(below(f), at, count, flags); },
    .xShmBarrier = [](sqlite3_file* f) { methods_below(f).xShmBarrier(below(f)); },
    .xShmUnmap = [](sqlite3_file* f, int remove) { return methods_below(f).xShmUnmap(below(f), remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
    auto* vfs_below = static_cast<sqlite3_vfs*>(vfs->pAppData);
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return vfs_below->xOpen(vfs_below, name, file, flags, flags_out);
    self(file)->page_size = 0;
    const int code = vfs_below->xOpen(vfs_below, name, below(file), flags, flags_out);
    file->pMethods = below(file)->pMethods == nullptr ? nullptr : &kMethods;
    return code;
}

sqlite3_vfs make_vfs() {
    sqlite3_vfs* vfs_below = sqlite3_vfs_find(nullptr);
    TIDINGS_ASSERT(vfs_below != nullptr);
    sqlite3_vfs vfs = *vfs_below;  // what is not about open files is done as below
    vfs.zName = "tidings-page-checksums";
    vfs.szOsFile = static_cast<int>(sizeof(File)) + vfs_below->szOsFile;
    vfs.pNext = nullptr;
    vfs.pAppData = vfs_below;
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
