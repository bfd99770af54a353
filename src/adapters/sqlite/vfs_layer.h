#pragma once

#include <sqlite3.h>

namespace tidings::adapters::sqlite {

// What every layer below SQLite (a VFS that stands on another one) needs: an open file that holds what the
// layer keeps of it, with the file of the layer below behind it, and methods that hand everything down.
template <class Own>
struct LayeredFile {
    sqlite3_file base;
    Own own;

    static Own& own_of(sqlite3_file* file) { return reinterpret_cast<LayeredFile*>(file)->own; }
    static sqlite3_file* below(sqlite3_file* file) {
        return reinterpret_cast<sqlite3_file*>(reinterpret_cast<LayeredFile*>(file) + 1);
    }
    static const sqlite3_io_methods& methods_below(sqlite3_file* file) { return *below(file)->pMethods; }

    // Opens the file of the layer below, and hands it to `methods` if there is one now.
    static int open(sqlite3_vfs* vfs_below, const char* name, sqlite3_file* file, int flags, int* flags_out,
                    const sqlite3_io_methods& methods) {
        const int code = vfs_below->xOpen(vfs_below, name, below(file), flags, flags_out);
        file->pMethods = below(file)->pMethods == nullptr ? nullptr : &methods;
        return code;
    }

    // Version 2: without maps of the file into memory, which no layer sees.
    static constexpr sqlite3_io_methods pass_through() {
        using File = sqlite3_file*;
        using Offset = sqlite3_int64;
        sqlite3_io_methods m{};
        m.iVersion = 2;
        m.xClose = [](File f) { return methods_below(f).xClose(below(f)); };
        m.xRead = [](File f, void* to, int n, Offset at) {
            return methods_below(f).xRead(below(f), to, n, at);
        };
        m.xWrite = [](File f, const void* from, int n, Offset at) {
            return methods_below(f).xWrite(below(f), from, n, at);
        };
        m.xTruncate = [](File f, Offset size) { return methods_below(f).xTruncate(below(f), size); };
        m.xSync = [](File f, int flags) { return methods_below(f).xSync(below(f), flags); };
        m.xFileSize = [](File f, Offset* size) { return methods_below(f).xFileSize(below(f), size); };
        m.xLock = [](File f, int lock) { return methods_below(f).xLock(below(f), lock); };
        m.xUnlock = [](File f, int lock) { return methods_below(f).xUnlock(below(f), lock); };
        m.xCheckReservedLock = [](File f, int* out) {
            return methods_below(f).xCheckReservedLock(below(f), out);
        };
        m.xFileControl = [](File f, int what, void* with) {
            return methods_below(f).xFileControl(below(f), what, with);
        };
        m.xSectorSize = [](File f) { return methods_below(f).xSectorSize(below(f)); };
        m.xDeviceCharacteristics = [](File f) { return methods_below(f).xDeviceCharacteristics(below(f)); };
        m.xShmMap = [](File f, int page, int size, int extend, void volatile** out) {
            return methods_below(f).xShmMap(below(f), page, size, extend, out);
        };
        m.xShmLock = [](File f, int at, int n, int flags) {
            return methods_below(f).xShmLock(below(f), at, n, flags);
        };
        m.xShmBarrier = [](File f) { methods_below(f).xShmBarrier(below(f)); };
        m.xShmUnmap = [](File f, int remove) { return methods_below(f).xShmUnmap(below(f), remove); };
        return m;
    }

    // A layer on `vfs_below`; what is not about open files is done by that one.
    static sqlite3_vfs layer_on(sqlite3_vfs& vfs_below, const char* name) {
        sqlite3_vfs vfs = vfs_below;
        vfs.zName = name;
        vfs.szOsFile = static_cast<int>(sizeof(LayeredFile)) + vfs_below.szOsFile;
        vfs.pNext = nullptr;
        vfs.pAppData = &vfs_below;
        return vfs;
    }
};

}  // namespace tidings::adapters::sqlite
