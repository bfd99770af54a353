#include "contract/power_cut.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "adapters/sqlite/vfs_layer.h"
#include "base/random.h"

namespace tidings::testing::power_cut {
namespace {

constexpr std::int64_t kSector = 512;

// A write that the disk has not been told to keep.
struct Write {
    std::int64_t at = 0;
    std::int64_t size_before = 0;  // of the file
    std::string before;
    std::string after;
};

struct Disk {
    std::recursive_mutex mutex;  // over all below
    int left = -1;               // operations until the end; negative: not armed
    int syncs_left = -1;         // syncs until one fails; negative: none does
    Kind kind = Kind::kill;
    Random random{0};
    std::map<std::string, std::vector<Write>> unsynced;  // by file
};

Disk& disk() {
    static Disk it;
    return it;
}

void put(int file, std::string_view bytes, std::int64_t at) {
    if (::pwrite(file, bytes.data(), bytes.size(), at) < 0) ::abort();
}

// Takes all back, then writes again what the disk happens to have kept, in whole sectors.
void lose_some(const std::string& path, const std::vector<Write>& writes, Random& random) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return;
    for (auto write = writes.rbegin(); write != writes.rend(); ++write) {
        put(file, write->before, write->at);
        if (::ftruncate(file, write->size_before) != 0) ::abort();
    }
    for (const auto& write : writes) {
        const auto fate = random.below(4);
        if (fate == 0) continue;
        auto kept = static_cast<std::int64_t>(write.after.size());
        if (fate == 1) kept = std::min(kept, kSector * static_cast<std::int64_t>(random.below(9)));
        put(file, std::string_view(write.after).substr(0, static_cast<std::size_t>(kept)), write.at);
    }
    ::close(file);
}

[[noreturn]] void end() {
    Disk& d = disk();
    if (d.kind == Kind::power) {
        for (const auto& [path, writes] : d.unsynced) lose_some(path, writes, d.random);
    }
    ::_exit(kEnded);
}

// Whether this is the one that is cut.
bool is_last() {
    Disk& d = disk();
    if (d.left < 0) return false;
    --d.left;
    return d.left < 0;
}

struct Opened {
    const char* path;  // SQLite keeps it for as long as the file is open
};
using File = adapters::sqlite::LayeredFile<Opened>;

bool keeps_what_may_go() {
    return disk().syncs_left >= 0 || (disk().left >= 0 && disk().kind == Kind::power);
}

void remember(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 at) {
    Write write{at, 0, std::string(static_cast<std::size_t>(amount), '\0'), {}};
    write.after.assign(static_cast<const char*>(buffer), static_cast<std::size_t>(amount));
    sqlite3_int64 size = 0;
    File::methods_below(file).xFileSize(File::below(file), &size);
    File::methods_below(file).xRead(File::below(file), write.before.data(), amount, at);
    write.size_before = size;
    disk().unsynced[File::own_of(file).path].push_back(std::move(write));
}

int write(sqlite3_file* file, const void* buffer, int amount, sqlite3_int64 at) {
    const std::lock_guard lock(disk().mutex);
    if (keeps_what_may_go()) remember(file, buffer, amount, at);
    if (is_last()) {
        File::methods_below(file).xWrite(File::below(file), buffer, amount / 2, at);
        end();
    }
    return File::methods_below(file).xWrite(File::below(file), buffer, amount, at);
}

int sync(sqlite3_file* file, int flags) {
    const std::lock_guard lock(disk().mutex);
    if (is_last()) end();
    const auto unsynced = disk().unsynced.extract(File::own_of(file).path);
    if (disk().syncs_left >= 0 && disk().syncs_left-- == 0) {
        if (unsynced) lose_some(unsynced.key(), unsynced.mapped(), disk().random);
        return SQLITE_IOERR_FSYNC;
    }
    return File::methods_below(file).xSync(File::below(file), flags);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const std::lock_guard lock(disk().mutex);
    if (is_last()) end();
    return File::methods_below(file).xTruncate(File::below(file), size);
}

// Where the power is cut, none of those that a real disk may make. Where a sync fails the process goes on
// with what it had written, and that must be what it is on Linux: told nothing, SQLite would write the end of
// a commit once more behind it, to fill a sector, and read that copy, which no sync has seen yet.
int promises() {
    return disk().syncs_left >= 0 ? SQLITE_IOCAP_POWERSAFE_OVERWRITE : 0;
}

constexpr sqlite3_io_methods make_methods() {
    auto methods = File::pass_through();
    methods.xWrite = write;
    methods.xSync = sync;
    methods.xTruncate = truncate;
    methods.xDeviceCharacteristics = [](sqlite3_file*) { return promises(); };
    return methods;
}
constexpr sqlite3_io_methods kMethods = make_methods();

sqlite3_vfs* vfs_below = nullptr;

int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* flags_out) {
    if (name == nullptr) return vfs_below->xOpen(vfs_below, name, file, flags, flags_out);
    File::own_of(file).path = name;
    return File::open(vfs_below, name, file, flags, flags_out, kMethods);
}

int remove(sqlite3_vfs*, const char* path, int sync_folder) {
    const std::lock_guard lock(disk().mutex);
    if (is_last()) end();
    disk().unsynced.erase(path);
    return vfs_below->xDelete(vfs_below, path, sync_folder);
}

}  // namespace

void install() {
    static sqlite3_vfs vfs;
    if (vfs_below != nullptr) return;
    vfs_below = sqlite3_vfs_find(nullptr);
    vfs = File::layer_on(*vfs_below, "power-cut");
    vfs.xOpen = open;
    vfs.xDelete = remove;
    sqlite3_vfs_register(&vfs, /*makeDflt=*/1);
}

void arm(int at, Kind kind, std::uint64_t seed) {
    Disk& d = disk();
    const std::lock_guard lock(d.mutex);
    d.left = at;
    d.kind = kind;
    d.random = Random(seed);
}

void fail_sync(int at, std::uint64_t seed) {
    Disk& d = disk();
    const std::lock_guard lock(d.mutex);
    d.syncs_left = at;
    d.unsynced.clear();
    d.random = Random(seed);
}

bool has_failed() {
    const std::lock_guard lock(disk().mutex);
    return disk().syncs_left < 0;
}

}  // namespace tidings::testing::power_cut
