#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "jinja/text/escape.h"

namespace tidings::jinja {

// What a rendering has printed so far. It grows by doubling, and every text goes straight to its place, where
// a std::string would be asked to append it.
class Output {
public:
    // Holds so many bytes before it grows. Past `most` a text that is escaped ends wherever it is: it is for
    // the caller to look at the size.
    Output(std::size_t bytes, std::size_t most)
        : most_(most), room_(bytes + kSpare, '\0'), end_(room_.data()) {}
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    std::size_t size() const { return static_cast<std::size_t>(end_ - room_.data()); }
    std::string_view since(std::size_t start) const { return {room_.data() + start, size() - start}; }

    void append(std::string_view text) {
        if (text.empty()) return;
        make_room(text.size());
        std::memcpy(end_, text.data(), text.size());
        end_ += text.size();
    }
    void append(std::int64_t integer);
    void append_escaped(std::string_view text);

    // Takes back all but the first `bytes`.
    void cut(std::size_t bytes) { end_ = room_.data() + bytes; }

    std::string take() &&;

private:
    static constexpr std::size_t kSpare = escaped_room(64);  // what escaping asks for and does not use

    std::size_t left() const { return room_.size() - size(); }
    void make_room(std::size_t bytes) {
        if (left() < bytes) grow(bytes);
    }
    void grow(std::size_t bytes);

    const std::size_t most_;
    std::string room_;  // in use up to `end_`
    char* end_;
};

}  // namespace tidings::jinja
