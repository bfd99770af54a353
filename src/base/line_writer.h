#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace tidings::log {

// Writes lines to a descriptor that may be closed, full or stalled, and gives a line up rather than its
// caller's time: it waits up to `patience` once, and then not again until the descriptor takes something. The
// number of lines given up is told on the descriptor itself as soon as it takes lines again.
//
// One thread at a time, but for `dropped`. The descriptor is not closed, and stays blocking or not as it was
// (it may be shared with other processes).
class LineWriter {
public:
    LineWriter(int descriptor, Duration patience) : descriptor_(descriptor), patience_(patience) {}

    // `line` ends with its newline.
    void write(std::string_view line);

    std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

private:
    bool wait_writable(Duration limit) const;
    bool put(std::string_view text, Duration limit);
    void tell_dropped();

    const int descriptor_;
    const Duration patience_;
    bool stalled_ = false;
    bool inside_line_ = false;  // the last line was given up after its beginning had been written
    std::uint64_t told_ = 0;
    std::atomic<std::uint64_t> dropped_ = 0;
};

}  // namespace tidings::log
